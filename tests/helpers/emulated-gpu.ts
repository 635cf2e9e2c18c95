/** The emulated GPU of tests/native/cuda as a library in place of NVIDIA's driver: fused-cuda without a GPU. */
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const EMULATION = join(import.meta.dirname, '../native/cuda');
const SOURCES = join(import.meta.dirname, '../../native-bridge/fused');

/** Checks every access to a number (`watched`), or only runs threads in unusual orders, which is ten times as fast. */
export type Emulation = 'watched' | 'fast';

const FLAGS = ['-std=c++20', '-O2', '-pthread', '-DFUSED_CUDA_EMULATION', `-I${EMULATION}`, `-I${SOURCES}`];
export const LIBRARY = ['-shared', '-fPIC'];

/** Why it cannot be compiled here, or false. */
export function withoutEmulation(): string | false {
  if (process.platform !== 'linux') return 'the emulated GPU is for Linux';
  return spawnSync('g++', ['--version']).status === 0 ? false : 'no g++';
}

/** The library's path; it is compiled once for each state of its sources. */
export function emulatedGpu(emulation: Emulation): string {
  const hash = createHash('sha256').update(FLAGS.join('\0')).update(emulation);
  for (const folder of [EMULATION, join(SOURCES, 'cuda')]) {
    for (const name of readdirSync(folder).filter((file) => /\.(h|cc|cu|cuh)$/.test(file))) {
      hash.update(name).update(readFileSync(join(folder, name)));
    }
  }
  const folder = join(tmpdir(), 'signs-lab-emulated-gpu');
  const library = join(folder, `${hash.digest('hex').slice(0, 16)}.so`);
  if (existsSync(library)) return library;
  mkdirSync(folder, { recursive: true });
  const draft = `${library}.${process.pid}`;
  compileEmulation(emulation, ['driver.cc', 'emulation.cc'], draft, LIBRARY);
  renameSync(draft, library);
  return library;
}

/** @throws Error with the compiler's messages on standard error. */
export function compileEmulation(
  emulation: Emulation,
  sources: readonly string[],
  to: string,
  options: readonly string[],
): void {
  const watched = emulation === 'watched' ? ['-DFUSED_CUDA_WATCHED'] : [];
  const files = sources.map((name) => join(EMULATION, name));
  execFileSync('g++', [...FLAGS, ...options, ...watched, ...files, '-o', to], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
}

/** From now on this process and its hosts find the emulated GPU, unless a library was set before. */
export function useEmulatedGpu(emulation: Emulation): void {
  if (withoutEmulation() === false) process.env.SIGNS_LAB_CUDA_LIBRARY ??= emulatedGpu(emulation);
}
