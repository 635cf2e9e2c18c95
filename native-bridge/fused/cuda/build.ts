/** Builds kernels.fatbin from the kernels: `npm run cuda`, where CUDA's compiler is; a test holds the committed file against what it gives. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const FOLDER = import.meta.dirname;
export const FATBIN = join(FOLDER, 'kernels.fatbin');
/** From which sources, by which compiler, and what came of it. */
export const RECORD = join(FOLDER, 'kernels.json');

/** Turing; Ampere and Ada (8.x); Hopper; Blackwell. Others compile the PTX of the last when it is loaded. */
const ARCHITECTURES = [75, 80, 90, 100];
const OPTIONS = [
  ...['-std=c++17', '-O3', '-fatbin', '--compress-mode=size'],
  ...ARCHITECTURES.map((sm) => `-gencode=arch=compute_${sm},code=sm_${sm}`),
  `-gencode=arch=compute_${ARCHITECTURES.at(-1)},code=compute_${ARCHITECTURES.at(-1)}`,
];

export interface FatbinRecord {
  /** SHA-256 of the sources and options. */
  readonly sources: string;
  /** `13.0.88` */
  readonly nvcc: string;
  /** SHA-256 of kernels.fatbin. */
  readonly fatbin: string;
}

/** SHA-256 of everything that the fatbin is made of. */
export function sourcesHash(): string {
  const hash = createHash('sha256').update(OPTIONS.join('\0'));
  const names = readdirSync(FOLDER).filter((name) => /\.(cu|cuh)$/.test(name) || name === 'layout.h');
  for (const name of names.sort()) hash.update(`\0${name}\0`).update(readFileSync(join(FOLDER, name)));
  return hash.digest('hex');
}

export function hashOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The version of nvcc, or null where there is none. */
export function nvccVersion(): string | null {
  try {
    return /V(\d+\.\d+\.\d+)/.exec(execFileSync('nvcc', ['--version'], { encoding: 'utf8' }))?.[1] ?? null;
  } catch {
    return null;
  }
}

/** @throws Error with the compiler's messages. */
export function buildFatbin(): Uint8Array {
  const folder = mkdtempSync(join(tmpdir(), 'signs-lab-cuda-'));
  try {
    const to = join(folder, 'kernels.fatbin');
    execFileSync('nvcc', [...OPTIONS, 'kernels.cu', '-o', to], {
      cwd: FOLDER,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    return readFileSync(to);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  const nvcc = nvccVersion();
  if (nvcc === null) throw new Error('There is no nvcc on the PATH: install the CUDA toolkit, 13.0 or later.');
  const bytes = buildFatbin();
  writeFileSync(FATBIN, bytes);
  const record: FatbinRecord = { sources: sourcesHash(), nvcc, fatbin: hashOf(bytes) };
  writeFileSync(RECORD, `${JSON.stringify(record, null, 2)}\n`);
  process.stderr.write(`${FATBIN}: ${bytes.length} bytes\n`);
}
