/** The files of a run's folder. */
import { closeSync, existsSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import writeFileAtomic from 'write-file-atomic';
import type { RunState } from '../training/checkpoint-state.ts';
import { costCurve } from '../training/cost-curve.ts';
import { ArgumentError } from '../training/training-error.ts';

export interface RunFolder {
  readonly path: string;
  /** Everything needed to resume; replaced as a whole, as often as run-keeper.ts decides. */
  readonly checkpoint: string;
  readonly model: string;
  /** Settings and the cost of every epoch, for people and programs; at the end also the accuracies. */
  readonly record: string;
  readonly curve: string;
  /** Epochs for later inspection, if they are kept (epoch-keeper.ts). */
  readonly kept: string;
}

export function runFolder(out: string): RunFolder {
  const path = resolve(out);
  return {
    path,
    checkpoint: join(path, 'checkpoint.safetensors'),
    model: join(path, 'model.onnx'),
    record: join(path, 'run.json'),
    curve: join(path, 'cost.svg'),
    kept: join(path, 'kept'),
  };
}

/**
 * Creates the folder of a new run. @throws ArgumentError if it already contains a run, which is never overwritten.
 */
export async function newRunFolder(out: string): Promise<RunFolder> {
  const folder = runFolder(out);
  if (existsSync(folder.path) && !statSync(folder.path).isDirectory()) {
    throw new ArgumentError(`${folder.path} is a file, not a folder.`, 'Choose another folder with --out.');
  }
  refuseTaken(folder);
  await makeFolder(folder.path);
  return folder;
}

/**
 * Kept epochs alone do not count: a run has a checkpoint before it has any, unless an earlier version could not write it.
 * @throws ArgumentError if the folder contains a file that a new run would overwrite
 */
export function refuseTaken(folder: RunFolder): void {
  const { checkpoint, model, record, curve } = folder;
  const found = [checkpoint, model, record, curve].find((file) => existsSync(file));
  if (found !== undefined) {
    throw new ArgumentError(
      `${folder.path} already contains a run, or a file that a run would overwrite: ${basename(found)}.`,
      'Continue it with --resume, or choose another folder with --out.',
    );
  }
}

/** A host whose parent was killed ends after its current step; another one waits this long for the folder. */
const HANDOVER = 3000; // ms

/**
 * Locks a run's folder for this process; the lock of a process that died is taken over.
 * @returns a function that releases it. @throws ArgumentError if another process is training there.
 */
export async function holdFolder(folder: RunFolder): Promise<() => void> {
  const lock = join(folder.path, 'run.lock');
  const until = performance.now() + HANDOVER;
  while (!createLock(lock)) {
    const holder = readHolder(lock);
    const waited = performance.now() >= until;
    // Its process writes its id at once, so a lock without one was left by a crash or a full disk.
    const stale = holder === 0 ? waited : !isAlive(holder);
    if (stale) rmSync(lock, { force: true });
    else if (!waited) await setTimeout(50);
    else {
      throw new ArgumentError(
        `Process ${holder} is training in ${folder.path}.`,
        `Wait for it, choose another folder with --out, or remove ${lock} if that process is not training.`,
      );
    }
  }
  return () => rmSync(lock, { force: true });
}

/** False if the file already exists. @throws the system's error if it cannot be written; then there is no lock */
function createLock(lock: string): boolean {
  try {
    closeSync(openSync(lock, 'wx'));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  try {
    writeFileSync(lock, String(process.pid));
    return true;
  } catch (error) {
    rmSync(lock, { force: true });
    throw Object.assign(error as Error, { path: lock }); // a write's own error names no file
  }
}

/** The process that a lock names; 0 if its id is not written yet, NaN if the lock has just been released. */
function readHolder(lock: string): number {
  try {
    return Number(readFileSync(lock, 'utf8'));
  } catch {
    return Number.NaN;
  }
}

/** Signal 0 only tests whether the process exists; EPERM: it does, and belongs to another user. */
function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Like mkdir's `recursive`, which never returns if the system answers ENOENT in an existing folder (/proc). */
async function makeFolder(path: string): Promise<void> {
  if (existsSync(path) || path === dirname(path)) return;
  await makeFolder(dirname(path));
  await mkdir(path).catch((error: NodeJS.ErrnoException) => {
    // Another run of the same set created it in the meantime.
    if (error.code !== 'EEXIST' || !statSync(path).isDirectory()) throw error;
  });
}

/**
 * Writes run.json and cost.svg, each atomically. Called after every save of the checkpoint: after a kill in between they
 * are one save behind, until the run is resumed.
 */
export async function recordRun(folder: RunFolder, state: RunState, results: object = {}): Promise<void> {
  await writeFileAtomic(folder.record, `${JSON.stringify({ ...state, ...results }, null, 2)}\n`);
  if (state.history.length > 0) {
    const title = `${state.preset} on ${state.dataset.name}`;
    await writeFileAtomic(folder.curve, costCurve(state.history, title));
  }
}
