/**
 * Builds fused.wasm from the kernels: `npm run wasm`. The compiler is Clang compiled to WebAssembly itself, pinned by
 * package-lock.json, so that every machine makes the same bytes; a test holds the committed file against them.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commands, type Tree } from '@yowasp/clang';

const SOURCES = join(import.meta.dirname, '..');
export const WASM_FILE = join(import.meta.dirname, 'fused.wasm');

const COMPILE = [
  ...['-std=c++20', '-O3', '-I.', '-nostdlib', '-fno-exceptions', '-fno-rtti', '-fno-math-errno'],
  ...['-msimd128', '-mrelaxed-simd', '-mbulk-memory', '-matomics', '-Wall', '-Wno-unused-function'],
  '-DFUSED_TARGET=fused_wasm',
];
const LINK = [
  // The memory is made by JavaScript and shared with the workers; 4 GiB is what 32-bit addresses reach.
  ...['--no-entry', '--import-memory', '--shared-memory', '--initial-memory=4194304', '--max-memory=4294967296'],
  // A worker gets a stack of its own behind the heap's base.
  ...['--export=__stack_pointer', '--export=__heap_base', '--strip-all'],
];

/** @throws Error with the compiler's messages. */
export async function buildWasm(): Promise<Uint8Array> {
  let messages = '';
  const stderr = (bytes: Uint8Array | null) => {
    messages += bytes ? Buffer.from(bytes).toString() : '';
  };
  const link = [...LINK.map((flag) => `-Wl,${flag}`), '-Wl,-z,stack-size=1048576'];
  const program = [...COMPILE, ...link, 'kernels/target.cc', 'wasm/team.cc', 'wasm/wasm.cc', '-o', 'fused.wasm'];
  try {
    const made = await commands['clang++'](program, sources(), { stderr, decodeASCII: false, fetchProgress: () => {} });
    return (made as Record<string, Uint8Array>)['fused.wasm']!;
  } catch (cause) {
    throw new Error(`fused.wasm did not compile:\n${messages}`, { cause });
  }
}

/** The C++ files as the compiler's file system has them. */
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
