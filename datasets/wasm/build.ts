/** Builds resize.wasm: `npm run wasm`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compileWasm } from './compile.ts';

const SOURCE = 'resize.cc';
export const RESIZE_FILE = join(import.meta.dirname, 'resize.wasm');

/** @throws Error with the compiler's messages. */
export function buildResize(): Promise<Uint8Array> {
  const sources = { [SOURCE]: readFileSync(join(import.meta.dirname, SOURCE)) };
  const link = ['--no-entry', '--export-memory', '--export=__heap_base', '--strip-all', '-z,stack-size=65536'];
  return compileWasm(sources, [SOURCE], link);
}

if (import.meta.main) {
  const bytes = await buildResize();
  writeFileSync(RESIZE_FILE, bytes);
  process.stderr.write(`${RESIZE_FILE}: ${bytes.length} bytes\n`);
}
