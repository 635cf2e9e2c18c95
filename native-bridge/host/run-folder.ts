/** The files of a run's folder. */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { RunState } from '../training/checkpoint-state.ts';
import { costCurve } from '../training/cost-curve.ts';
import { ArgumentError } from '../training/training-error.ts';

export interface RunFolder {
  readonly path: string;
  /** Everything needed to go on; replaced whole after every epoch. */
  readonly checkpoint: string;
  readonly model: string;
  /** Settings and the cost of every epoch, for people and programs. */
  readonly record: string;
  readonly curve: string;
}

export function runFolder(out: string): RunFolder {
  const path = resolve(out);
  return {
    path,
    checkpoint: join(path, 'checkpoint.safetensors'),
    model: join(path, 'model.onnx'),
    record: join(path, 'run.json'),
    curve: join(path, 'cost.svg'),
  };
}

/**
 * Makes the folder of a new run. @throws ArgumentError where a run lies there already: it is never overwritten.
 */
export async function newRunFolder(out: string): Promise<RunFolder> {
  const folder = runFolder(out);
  if (existsSync(folder.checkpoint) || existsSync(folder.model)) {
    throw new ArgumentError(
      `${folder.path} already holds a run.`,
      'Go on with it by --resume, or choose another folder with --out.',
    );
  }
  await makeFolder(folder.path);
  return folder;
}

/** Like mkdir's `recursive`, which never returns where the system answers ENOENT under a folder that is there (/proc). */
async function makeFolder(path: string): Promise<void> {
  if (existsSync(path) || path === dirname(path)) return;
  await makeFolder(dirname(path));
  await mkdir(path);
}

/** Writes run.json and cost.svg, each atomically. */
export async function recordRun(folder: RunFolder, state: RunState, results: object = {}): Promise<void> {
  await writeFileAtomic(folder.record, `${JSON.stringify({ ...state, ...results }, null, 2)}\n`);
  if (state.history.length > 0) {
    const title = `${state.preset} on ${state.dataset.name}`;
    await writeFileAtomic(folder.curve, costCurve(state.history, title));
  }
}
