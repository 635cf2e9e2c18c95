/** Decodes all pictures of a tree: small sets on this thread, large ones on worker threads. */
import { mkdir, rename, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { extname, join } from 'node:path';
import { IMAGE_BYTES, type OnProgress } from '../../dataset.ts';
import type { BadFile } from '../bad-files.ts';
import { MAX_FILE_BYTES } from '../decode.ts';
import type { FileTree } from '../tree/file-tree.ts';
import { type Outcome, type PictureTask, readOne, refusal } from './one-picture.ts';
import { type PictureBytes, readOnThreads } from './threads.ts';

/** Number of pictures from which threads are worth their start-up time, a quarter of a second. */
const ON_THREADS = 512;
/** Pictures between two progress reports. */
const REPORT_EVERY = 32;

export interface DecodeOptions {
  readonly onProgress?: OnProgress | undefined;
  /** A folder to create, for copies of the picture files. */
  readonly keepIn?: string | undefined;
}

/** Pictures (kept,64,64,3), their upright sizes in pixels (kept,2), and their files. */
export interface Decoded<F> {
  readonly images: Uint8Array;
  readonly sizes: Uint32Array;
  readonly kept: readonly F[];
  /** (kept) Their indices in the list that was read. */
  readonly places: readonly number[];
  readonly bad: readonly BadFile[];
  /** Number of files with several frames or pages. */
  readonly several: number;
}

/**
 * A bad file does not stop the others.
 * @throws what `onProgress` throws, and Error if a file cannot be copied; nothing is written after that
 */
export async function decodeAll<F extends { readonly source: string }>(
  tree: FileTree,
  files: readonly F[],
  { onProgress, keepIn }: DecodeOptions,
): Promise<Decoded<F>> {
  if (keepIn !== undefined) await mkdir(keepIn, { recursive: true });
  const images = new Uint8Array(files.length * IMAGE_BYTES);
  const sizes = new Uint32Array(files.length * 2);
  const reasons = new Map<number, string>();
  let [done, several] = [0, 0];
  const onOutcome = (outcome: Outcome) => {
    const { at } = outcome;
    if ('reason' in outcome) reasons.set(at, outcome.reason);
    else {
      images.set(outcome.image, at * IMAGE_BYTES);
      sizes.set(outcome.size, at * 2);
      if (outcome.frames > 1) several++;
    }
    done++;
    if (done % REPORT_EVERY === 0 || done === files.length) {
      onProgress?.({ step: 'decode pictures', done, total: files.length });
    }
  };
  const tasks = files.map(({ source }, at) => taskOf(tree, source, at, keepIn));
  const source = ({ at }: PictureTask) => files[at]!.source;
  if (files.length < ON_THREADS) {
    await readHere(tasks, (task) => tree.read(source(task), MAX_FILE_BYTES), onOutcome);
  } else {
    await readOnThreads(tasks, (task) => bytesOf(tree, source(task)), onOutcome);
  }
  const bad = [...reasons].sort(([a], [b]) => a - b).map(([at, reason]) => ({ name: files[at]!.source, reason }));
  const all = { images, sizes, kept: files, places: [...files.keys()] };
  return { ...only(all, (_, at) => !reasons.has(at)), bad, several };
}

function taskOf(tree: FileTree, source: string, at: number, keepIn: string | undefined): PictureTask {
  const from = tree.bytesAt(source);
  return {
    at,
    name: join(tree.place, source),
    keep: keepIn === undefined ? null : join(keepIn, keptName(at, source)),
    file: from !== null && 'file' in from ? from.file : null,
  };
}

function keptName(at: number, source: string): string {
  return `${at}${extname(source).toLowerCase()}`;
}

function bytesOf(tree: FileTree, source: string): PictureBytes | Promise<PictureBytes> {
  const from = tree.bytesAt(source);
  // The tree refuses files that are too large, with its own message.
  return from === null || ('zip' in from && from.size > MAX_FILE_BYTES) ? tree.read(source, MAX_FILE_BYTES) : from;
}

/** As many at once as there are cores. */
async function readHere(
  tasks: readonly PictureTask[],
  read: (task: PictureTask) => Promise<Uint8Array>,
  onOutcome: (outcome: Outcome) => void,
): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < tasks.length) {
      const task = tasks[next++]!;
      onOutcome(await readOne(task, () => read(task)).catch((error: unknown) => refusal(task, error)));
    }
  };
  const stopping = (error: unknown) => {
    next = tasks.length;
    throw error;
  };
  // All of them end before an error is thrown, so that nothing is written into a folder that is being removed.
  const ends = await Promise.allSettled(Array.from({ length: availableParallelism() }, () => worker().catch(stopping)));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
}

type Pictures<F> = Pick<Decoded<F>, 'images' | 'sizes' | 'kept' | 'places'>;

/** The wanted pictures, compacted within the same memory. */
export function only<F>(
  { images, sizes, kept, places }: Pictures<F>,
  wanted: (file: F, i: number) => boolean,
): Pictures<F> {
  const chosen = [...kept.keys()].filter((i) => wanted(kept[i]!, i));
  if (chosen.length === kept.length) return { images, sizes, kept, places };
  for (const [to, from] of chosen.entries()) {
    images.copyWithin(to * IMAGE_BYTES, from * IMAGE_BYTES, (from + 1) * IMAGE_BYTES);
    sizes.copyWithin(to * 2, from * 2, from * 2 + 2);
  }
  return {
    images: images.subarray(0, chosen.length * IMAGE_BYTES),
    sizes: sizes.subarray(0, chosen.length * 2),
    kept: chosen.map((i) => kept[i]!),
    places: chosen.map((i) => places[i]!),
  };
}

/**
 * Renames the copied files to their indices in the dataset, and removes those of pictures that are left out.
 * @returns (kept) the names
 */
export async function nameKept<F extends { readonly source: string }>(
  keepIn: string,
  files: readonly F[],
  { kept, places }: Pick<Decoded<F>, 'kept' | 'places'>,
): Promise<string[]> {
  if (kept.length < files.length) {
    const stay = new Set(places);
    for (const [at, { source }] of files.entries()) {
      if (!stay.has(at)) await rm(join(keepIn, keptName(at, source)), { force: true });
    }
    // Indices only become smaller, so the target name is already free.
    for (const [to, { source }] of kept.entries()) {
      const at = places[to]!;
      if (at !== to) await rename(join(keepIn, keptName(at, source)), join(keepIn, keptName(to, source)));
    }
  }
  return kept.map(({ source }, to) => keptName(to, source));
}
