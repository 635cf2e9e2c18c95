import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { buildWasm, WASM_FILE } from '../../../../native-bridge/fused/wasm/build.ts';

test('the committed fused.wasm equals a build from the sources, byte for byte', async () => {
  const [committed, built] = [readFileSync(WASM_FILE), await buildWasm()];
  assert.ok(committed.equals(built), `${committed.length} bytes committed, ${built.length} built: run npm run wasm`);
});

test('it is small, and imports only its memory', async () => {
  const bytes = readFileSync(WASM_FILE);
  assert.ok(bytes.length < 200_000);
  const { Module } = (globalThis as unknown as { WebAssembly: { Module: ModuleClass } }).WebAssembly;
  assert.deepEqual(Module.imports(new Module(bytes)), [{ module: 'env', name: 'memory', kind: 'memory' }]);
});

interface ModuleClass {
  new (bytes: Uint8Array): object;
  imports(module: object): unknown[];
}
