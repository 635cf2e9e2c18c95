/**
 * The one step that makes TensorFlow usable. Everything happens in a folder beside the final one, which a rename puts
 * into place at the end, so a broken attempt leaves nothing that could be taken for an installation.
 */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm, statfs } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { BackendError } from '../../backend.ts';
import { homeFolder, type Installation, installationFolder, readInstallation } from '../installation.ts';
import { assemble } from './assemble.ts';
import { requireCompiler } from './compile.ts';
import { withLock } from './lock.ts';
import type { OnProgress } from './progress.ts';
import { type Build, buildFor } from './wheels.ts';

export interface Provisioning {
  readonly gpu: boolean;
  /** Build again what is already there. */
  readonly force?: boolean;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
  /** Of this process, unless a caller knows better. */
  readonly environment?: NodeJS.ProcessEnv;
}

/**
 * Makes this machine's TensorFlow installation; returns at once where it is there already.
 * @throws BackendError naming the step that failed and the way out; nothing is left behind then but the compiler's log.
 */
export async function provisionTensorFlow(options: Provisioning): Promise<Installation> {
  const build = buildFor(options.gpu, process.platform, process.arch);
  if ('reason' in build) throw new BackendError(`${build.reason}.`, build.remedy);
  return provisionBuild(build, homeFolder(options.environment), options);
}

/** The same for a given build and folder. */
export async function provisionBuild(
  build: Build,
  home: string,
  options: Omit<Provisioning, 'gpu'>,
): Promise<Installation> {
  const { force = false, onProgress, signal } = options;
  const target = installationFolder(build, home);
  const present = readInstallation(target);
  if (present && !force) return present;
  await makeHome(home);
  const onWait = () => onProgress?.({ step: 'Wait for another process that provisions', done: 0, total: 1 });
  return withLock(
    `${target}.lock`,
    async () => {
      // Another process may have done it while this one waited.
      const made = readInstallation(target);
      const isNew = made?.manifest.built !== present?.manifest.built;
      return made && isNew ? made : install(build, target, options);
    },
    { signal, onWait },
  );
}

/** Called under the lock. */
async function install(build: Build, target: string, options: Omit<Provisioning, 'gpu'>): Promise<Installation> {
  const { onProgress = () => {}, signal, environment = process.env } = options;
  await removeRemains(target);
  await requireSpace(dirname(target), build.space);
  await requireCompiler({ signal, environment });
  const folder = await mkdtemp(`${target}.partial-`);
  try {
    const made = await assemble(build, { folder, signal, onProgress, environment }, `${target}.log`);
    await moveIntoPlace(made, target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const installation = readInstallation(target);
  if (!installation) throw new Error(`${target} is not whole after provisioning`);
  return installation;
}

async function makeHome(home: string): Promise<void> {
  try {
    await mkdir(home, { recursive: true });
  } catch (error) {
    throw new BackendError(
      `The folder ${home} cannot be made: ${error instanceof Error ? error.message : error}.`,
      'Give a folder that you may write to in SIGNS_LAB_HOME.',
      { cause: error },
    );
  }
}

async function requireSpace(home: string, needed: number): Promise<void> {
  const { bavail, bsize } = await statfs(home);
  const free = bavail * bsize;
  if (free >= needed) return;
  const gib = (bytes: number) => `${(bytes / 2 ** 30).toFixed(1)} GiB`;
  throw new BackendError(
    `TensorFlow needs ${gib(needed)} of disk space in ${home}; ${gib(free)} are free.`,
    'Free some space, or put the folder on another disk with SIGNS_LAB_HOME.',
  );
}

/** An old installation is put aside first: a rename onto a folder that is not empty fails. */
async function moveIntoPlace(made: string, target: string): Promise<void> {
  const old = `${target}.partial-old`;
  if (existsSync(target)) await rename(target, old);
  await rename(made, target);
  await rm(old, { recursive: true, force: true });
}

/** What killed attempts left. Called under the lock, so none of it is in use. */
async function removeRemains(target: string): Promise<void> {
  const remains = (await readdir(dirname(target))).filter((name) => name.startsWith(`${basename(target)}.partial-`));
  for (const name of remains) await rm(join(dirname(target), name), { recursive: true, force: true });
}
