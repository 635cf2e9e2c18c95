/** Properties of pictures that need no model: brightness, sharpness, duplicates and near duplicates. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { IMAGE_BYTES, type OnProgress } from '../dataset.ts';
import { brightness, GREY_BYTES, sharpness, toGrey } from './grey.ts';
import { EqualPictures, Groups } from './groups.ts';
import { findNear } from './near.ts';

/** Results for N pictures, (N) each. */
export interface Inspection {
  /** Mean grey in [0,1]. */
  readonly brightness: Float32Array;
  /** Variance of the Laplacian of grey in [0,255]. */
  readonly sharpness: Float32Array;
  /** Number of the group of pictures with the same bytes, from 0; -1 for pictures without a duplicate. */
  readonly exactGroups: Int32Array;
  /** The same for near duplicates. Exact duplicates of a member belong to its group, but alone they form no group here. */
  readonly nearGroups: Int32Array;
}

/** Milliseconds of work between two turns of the event loop. */
const TURN = 50;

/**
 * Inspects all pictures, in about 0.1 ms per picture.
 * @param parts (n,64,64,3) uint8 each; pictures are numbered across all parts
 * @param onProgress may throw, which ends the inspection
 * @throws the signal's reason if it is aborted
 */
export async function inspectPictures(
  parts: readonly Uint8Array[],
  onProgress?: OnProgress,
  signal?: AbortSignal,
): Promise<Inspection> {
  const pictures = parts.flatMap((part) =>
    Array.from({ length: part.length / IMAGE_BYTES }, (_, i) => part.subarray(i * IMAGE_BYTES, (i + 1) * IMAGE_BYTES)),
  );
  const count = pictures.length;
  const qualities = { brightness: new Float32Array(count), sharpness: new Float32Array(count) };
  const equalPictures = new EqualPictures(count);
  const equal = equalPictures.groups;
  const follow = (step: string, total: number, work: Generator<void, void>) =>
    inSlices(work, (done) => {
      signal?.throwIfAborted();
      onProgress?.({ step, done, total });
    });
  await follow('measure pictures', count, measure(pictures, qualities, equalPictures));
  const near = new Groups(count);
  const pairs: number[] = [];
  const firsts = Int32Array.from(pictures.keys()).filter((i) => equal.first(i) === i);
  await follow('look for duplicates', firsts.length * 2, nearPairs(pictures, firsts, near, pairs));
  for (let i = 0; i < count; i++) near.join(equal.first(i), i);
  const joined = new Set(pairs.map((picture) => near.first(picture)));
  return { ...qualities, exactGroups: equal.numbers(), nearGroups: near.numbers((first) => joined.has(first)) };
}

function* measure(
  pictures: readonly Uint8Array[],
  into: { readonly brightness: Float32Array; readonly sharpness: Float32Array },
  equal: EqualPictures,
): Generator<void, void> {
  const grey = new Uint8Array(GREY_BYTES);
  for (const [i, picture] of pictures.entries()) {
    toGrey(picture, grey);
    into.brightness[i] = brightness(grey);
    into.sharpness[i] = sharpness(grey);
    equal.add(i, picture);
    yield;
  }
}

/** Compares the first picture of each exact group. `joined` receives one picture of every pair. */
function nearPairs(
  pictures: readonly Uint8Array[],
  firsts: Int32Array,
  near: Groups,
  joined: number[],
): Generator<void, void> {
  const grey = new Uint8Array(GREY_BYTES);
  return findNear({
    count: firsts.length,
    grey: (i) => toGrey(pictures[firsts[i]!]!, grey),
    known: (a, b) => near.first(firsts[a]!) === near.first(firsts[b]!),
    found(a, b) {
      near.join(firsts[a]!, firsts[b]!);
      joined.push(firsts[a]!);
    },
  });
}

/** Runs the work to its end; every 50 ms it reports progress and lets the event loop run. */
async function inSlices(work: Generator<void, void>, report: (done: number) => void): Promise<void> {
  let last = performance.now(); // ms
  let done = 0;
  while (!work.next().done) {
    done++;
    if (performance.now() - last < TURN) continue;
    report(done);
    await nextTurn();
    last = performance.now();
  }
  report(done);
}
