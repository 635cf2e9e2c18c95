/**
 * Where built components are stored, and how they get there. Everything is made in a folder next to the final one and
 * renamed into place at the end, so a failed attempt leaves nothing that could be mistaken for an installation.
 */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { BackendError } from '../backend.ts';
import { withLock } from './lock.ts';

/** `done` and `total` in bytes, or in files of the compiler. */
export type OnProgress = (progress: { step: string; done: number; total: number }) => void;

export interface InstallOptions {
  /** Rebuild what already exists. */
  readonly force?: boolean;
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
  /** Default: that of this process. */
  readonly environment?: NodeJS.ProcessEnv;
}

/** Passed to every step of an installation. */
export interface Work {
  /** Private to this attempt, on the same disk as the final folder; always removed at the end. */
  readonly folder: string;
  readonly signal?: AbortSignal | undefined;
  /** The process's environment: the lab's settings, and what pip and the compiler read. */
  readonly environment: NodeJS.ProcessEnv;
  readonly onProgress: OnProgress;
}

/** What to install, and how to recognise an incomplete installation. */
export interface Recipe<T> {
  /** The final folder, an absolute path. */
  readonly target: string;
  /** Reads the final folder; null if it is missing or incomplete. */
  read(): T | null;
  /** When it was built: a different time means a different installation. */
  built(found: T): string;
  /** Makes it in a folder inside `work.folder`, which then becomes the final one. */
  make(work: Work): Promise<string>;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The per-user folder of native libraries: SIGNS_LAB_HOME, or the platform's cache folder. Not node_modules, which
 * `npm ci` empties and an installed app cannot write to.
 */
export function homeFolder(environment: Environment = process.env, platform: string = process.platform): string {
  if (environment.SIGNS_LAB_HOME) return environment.SIGNS_LAB_HOME;
  const home = homedir();
  if (platform === 'win32') return join(environment.LOCALAPPDATA ?? join(home, 'AppData', 'Local'), 'signs-lab');
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'signs-lab');
  return join(environment.XDG_CACHE_HOME || join(home, '.cache'), 'signs-lab');
}

/**
 * Installs; returns at once if it is already installed.
 * @throws BackendError if the home folder cannot be created, and whatever `recipe.make` throws; a failed attempt leaves
 * nothing behind.
 */
export async function install<T>(recipe: Recipe<T>, options: InstallOptions = {}): Promise<T> {
  const { force = false, onProgress, signal } = options;
  const present = recipe.read();
  if (present && !force) return present;
  await makeHome(dirname(recipe.target));
  const onWait = () => onProgress?.({ step: 'Wait for another process that provisions', done: 0, total: 1 });
  return withLock(
    lockOf(recipe.target),
    async () => {
      // Another process may have installed it while this one waited.
      const made = recipe.read();
      const isNew = made !== null && (present === null || recipe.built(made) !== recipe.built(present));
      return isNew ? made : makeWhole(recipe, options);
    },
    { signal, onWait },
  );
}

/** The lock that is held while something is installed into that folder. */
export function lockOf(target: string): string {
  return `${target}.lock`;
}

/** Called under the lock. */
async function makeWhole<T>(recipe: Recipe<T>, options: InstallOptions): Promise<T> {
  const { onProgress = () => {}, signal, environment = process.env } = options;
  const { target } = recipe;
  await removeRemains(target);
  const folder = await mkdtemp(`${target}.partial-`);
  try {
    await moveIntoPlace(await recipe.make({ folder, signal, onProgress, environment }), target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const made = recipe.read();
  if (made === null) throw new Error(`${target} is incomplete after provisioning`);
  return made;
}

async function makeHome(home: string): Promise<void> {
  try {
    await mkdir(home, { recursive: true });
  } catch (error) {
    throw new BackendError(
      `The folder ${home} cannot be created: ${error instanceof Error ? error.message : error}.`,
      'Give a folder that you may write to in SIGNS_LAB_HOME.',
      { cause: error },
    );
  }
}

/** Moves an old installation aside first, because a rename onto a non-empty folder fails. */
async function moveIntoPlace(made: string, target: string): Promise<void> {
  const old = `${target}.partial-old`;
  if (existsSync(target)) await rename(target, old);
  await rename(made, target);
  await rm(old, { recursive: true, force: true });
}

/** Removes what killed attempts left behind. Called under the lock, so none of it is in use. */
async function removeRemains(target: string): Promise<void> {
  const remains = (await readdir(dirname(target))).filter((name) => name.startsWith(`${basename(target)}.partial-`));
  for (const name of remains) await rm(join(dirname(target), name), { recursive: true, force: true });
}
