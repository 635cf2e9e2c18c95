/**
 * Compiles C++ to WebAssembly, for every module of the repository. The compiler is Clang, itself compiled to WebAssembly and
 * pinned by package-lock.json, so that every machine produces the same bytes; tests compare the committed files with them.
 */
import { commands, type Tree } from '@yowasp/clang';

const COMMON = [
  '-std=c++20',
  '-O3',
  '-nostdlib',
  '-fno-exceptions',
  '-fno-rtti',
  '-msimd128',
  '-mbulk-memory',
  '-Wall',
];

/**
 * @param sources the C++ files, by their names in the compiler's file system
 * @param flags in addition to those that all modules share, and the files to compile
 * @param link flags for the linker
 * @throws Error with the compiler's messages.
 */
export async function compileWasm(
  sources: Tree,
  flags: readonly string[],
  link: readonly string[],
): Promise<Uint8Array> {
  let messages = '';
  const stderr = (bytes: Uint8Array | null) => {
    messages += bytes ? Buffer.from(bytes).toString() : '';
  };
  const program = [...COMMON, ...flags, ...link.map((flag) => `-Wl,${flag}`), '-o', 'made.wasm'];
  try {
    const made = await commands['clang++'](program, sources, { stderr, decodeASCII: false, fetchProgress: () => {} });
    return (made as Record<string, Uint8Array>)['made.wasm']!;
  } catch (cause) {
    throw new Error(`the WebAssembly module did not compile:\n${messages}`, { cause });
  }
}
