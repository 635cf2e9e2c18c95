/** The files of a run's folder. */
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import writeFileAtomic from 'write-file-atomic';
import type { RunState } from '../training/checkpoint-state.ts';
import { costCurve } from '../training/cost-curve.ts';
import { ArgumentError } from '../training/training-error.ts';

export interface RunFolder {
  readonly path: string;
  /** Everything needed to go on; replaced whole, as often as run-keeper.ts says. */
  readonly checkpoint: string;
  readonly model: string;
  /** Settings and the cost of every epoch, for people and programs; at the end also the accuracies. */
  readonly record: string;
  readonly curve: string;
  /** Epochs to be looked at later, where they are kept (epoch-keeper.ts). */
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
 * Makes the folder of a new run. @throws ArgumentError if a run lies there already: it is never overwritten.
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

/** @throws ArgumentError if a file lies in the folder that a new run would write over. */
export function refuseTaken(folder: RunFolder): void {
  const { checkpoint, model, record, curve, kept } = folder;
  const found = [checkpoint, model, record, curve, kept].find((file) => existsSync(file));
  if (found !== undefined) {
    throw new ArgumentError(
      `${folder.path} already holds a run, or a file that a run would write over: ${basename(found)}.`,
      'Go on with it by --resume, or choose another folder with --out.',
    );
  }
}

/** A host whose parent was killed ends after its current step; so long another one waits for the folder. */
const HANDOVER = 3000; // ms

/**
 * Takes a run's folder for this process; the lock of a process that died is taken over.
 * @returns what gives it back. @throws ArgumentError if another process trains there.
 */
export async function holdFolder(folder: RunFolder): Promise<() => void> {
  const lock = join(folder.path, 'run.lock');
  const until = performance.now() + HANDOVER;
  while (!createLock(lock)) {
    const holder = readHolder(lock);
    if (!isAlive(holder)) rmSync(lock, { force: true });
    else if (performance.now() < until) await setTimeout(50);
    else {
      throw new ArgumentError(
        `Process ${holder} is training in ${folder.path}.`,
        `Wait for it, choose another folder with --out, or remove ${lock} if that process is no training.`,
      );
    }
  }
  return () => rmSync(lock, { force: true });
}

/** False where the file is there already. */
function createLock(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

/** The process that a lock names; NaN where the lock has just gone. */
function readHolder(lock: string): number {
  try {
    return Number(readFileSync(lock, 'utf8'));
  } catch {
    return Number.NaN;
  }
}

/** Signal 0 asks only whether the process is there; EPERM: it is, and another user's. */
function isAlive(pid: number): boolean {
  if (pid === 0) return true; // its number is not written yet
  if (!Number.isInteger(pid) || pid < 0 || pid === process.pid) return false;
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Like mkdir's `recursive`, which never returns where the system answers ENOENT under a folder that is there (/proc). */
async function makeFolder(path: string): Promise<void> {
  if (existsSync(path) || path === dirname(path)) return;
  await makeFolder(dirname(path));
  await mkdir(path).catch((error: NodeJS.ErrnoException) => {
    // Another run of the same set made it in between.
    if (error.code !== 'EEXIST' || !statSync(path).isDirectory()) throw error;
  });
}

/**
 * Writes run.json and cost.svg, each atomically. Called after every save of the checkpoint: a kill between the two
 * leaves them one save behind it, until the run is resumed.
 */
export async function recordRun(folder: RunFolder, state: RunState, results: object = {}): Promise<void> {
  await writeFileAtomic(folder.record, `${JSON.stringify({ ...state, ...results }, null, 2)}\n`);
  if (state.history.length > 0) {
    const title = `${state.preset} on ${state.dataset.name}`;
    await writeFileAtomic(folder.curve, costCurve(state.history, title));
  }
}
