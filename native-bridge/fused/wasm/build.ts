/** Builds fused.wasm from the kernels: `npm run wasm`; a test compares the committed file with a new build. */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Tree } from '@yowasp/clang';
import { compileWasm } from '../../../datasets/wasm/compile.ts';

const SOURCES = join(import.meta.dirname, '..');
export const WASM_FILE = join(import.meta.dirname, 'fused.wasm');

const COMPILE = [
  ...['-I.', '-fno-math-errno', '-mrelaxed-simd', '-matomics', '-Wno-unused-function', '-DFUSED_TARGET=fused_wasm'],
  ...['kernels/target.cc', 'wasm/team.cc', 'wasm/wasm.cc'],
];
const LINK = [
  // JavaScript creates the memory and shares it with the workers; 4 GiB is the limit of 32-bit addresses.
  ...['--no-entry', '--import-memory', '--shared-memory', '--initial-memory=4194304', '--max-memory=4294967296'],
  // A worker gets its own stack after the heap's base.
  ...['--export=__stack_pointer', '--export=__heap_base', '--strip-all', '-z,stack-size=1048576'],
];

/** @throws Error with the compiler's messages. */
export function buildWasm(): Promise<Uint8Array> {
  return compileWasm(sources(), COMPILE, LINK);
}

/** The C++ files as a tree for the compiler's file system. */
function sources(): Tree {
  const folder = (path: string) =>
    Object.fromEntries(
      readdirSync(join(SOURCES, path))
        .filter((name) => /\.(cc|h)$/.test(name))
        .map((name) => [name, readFileSync(join(SOURCES, path, name))]),
    );
  return { ...folder('.'), kernels: folder('kernels'), wasm: folder('wasm') };
}

if (import.meta.main) {
  const bytes = await buildWasm();
  writeFileSync(WASM_FILE, bytes);
  process.stderr.write(`${WASM_FILE}: ${bytes.length} bytes\n`);
}
