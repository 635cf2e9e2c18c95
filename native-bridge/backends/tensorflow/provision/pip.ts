/**
 * Wheels through pip, which knows the user's package index, proxy and certificates. pip checks the index's checksums.
 */
import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Work } from '../../building/install.ts';
import { lastLines, runProgram } from '../../building/program.ts';
import type { Wheel } from './wheels.ts';

const PIPS: readonly (readonly [string, ...string[]])[] = [
  ['python3', '-m', 'pip'],
  ['pip3'],
  ['pip'],
  ['py', '-m', 'pip'],
  ['python', '-m', 'pip'],
];
const POLL = 250; // ms

export type Pip = readonly [string, ...string[]];

/** The first pip on the path that runs, or null. */
export async function findPip({ signal, environment }: Work): Promise<Pip | null> {
  for (const pip of PIPS) {
    const [command, ...rest] = pip;
    if ((await runProgram(command, [...rest, '--version'], { signal, env: environment })).status === 0) return pip;
  }
  return null;
}

/** Downloads one wheel; resolves with its path, or with the reason why pip failed. */
export async function pipDownload(pip: Pip, wheel: Wheel, work: Work): Promise<{ file: string } | { failure: string }> {
  const folder = join(work.folder, `pip-${wheel.project}`);
  await mkdir(folder, { recursive: true });
  const [command, ...rest] = pip;
  const options = [
    ...['download', '--no-deps', '--only-binary=:all:', '--no-cache-dir', '--no-input'],
    ...['--disable-pip-version-check', '--progress-bar', 'off', '--dest', folder],
    ...['--implementation', 'cp', '--python-version', wheel.python],
    ...wheel.platforms.flatMap((platform) => ['--platform', platform]),
  ];
  // pip writes to its temporary folder first: this one shows its progress, and its disk space has been checked.
  const env = { ...work.environment, TMPDIR: folder, TEMP: folder, TMP: folder };
  const stop = watchSize(folder, wheel, work);
  const end = await runProgram(command, [...rest, ...options, `${wheel.project}==${wheel.version}`], {
    env,
    signal: work.signal,
  }).finally(stop);
  const file = (await readdir(folder)).find((name) => name.endsWith('.whl'));
  if (end.status === 0 && file) return { file: join(folder, file) };
  return { failure: `${pip.join(' ')} failed: ${lastLines(end.output, 2)}` };
}

/** Reports the growth of a folder until the returned function is called. */
function watchSize(folder: string, wheel: Wheel, { onProgress }: Work): () => void {
  const timer = setInterval(async () => {
    const done = await folderSize(folder).catch(() => 0);
    onProgress({ step: `Download ${wheel.project}`, done, total: Math.max(done, wheel.bytes) });
  }, POLL);
  return () => clearInterval(timer);
}

/** Bytes of the files in a folder and its subfolders. */
async function folderSize(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true });
  const sizes = entries.map((entry) => stat(join(folder, entry)).catch(() => null));
  return (await Promise.all(sizes)).reduce((sum, entry) => sum + (entry?.isFile() ? entry.size : 0), 0);
}
