/** Draws pictures of hands that show 0 to 5, by arithmetic alone: a dataset for a lab that has none yet. */
import { DatasetError, IMAGE_BYTES, type ImageSet, type OnProgress } from '../dataset.ts';
import { MAX_SEED } from '../random/mt19937.ts';
import type { DrawingPreset } from './drawing-presets.ts';
import { KNOBS } from './knobs.ts';
import { type Canvas, MASK_BYTES, Painter } from './picture.ts';
import { Random } from './random.ts';
import { SIGNS, type Sign } from './signs.ts';

/** Name of each preset's set in `--data`. */
export const CATALOGUE_NAMES: Readonly<Record<DrawingPreset, string>> = {
  'course-like': 'synthetic',
  wide: 'drawn-wide',
};
/** Bytes of both splits together; Node's largest typed array is 2^33 or more, a machine's memory is often less. */
const MAX_BYTES = 2 ** 31;
/** Part of a picture's address; never change these, or every picture changes. */
const SPLITS = {
  'course-like': { train: 0, test: 1 },
  wide: { train: 2, test: 3 },
} as const satisfies Record<DrawingPreset, { train: number; test: number }>;

export interface SyntheticOptions {
  /** Pictures of each sign to train on, at least 1. */
  readonly trainPerClass: number;
  /** Pictures of each sign to test on; with 0 the split is empty. */
  readonly testPerClass: number;
  /** An integer in [0, 2^32). */
  readonly seed: number;
  /** The default is `course-like`. */
  readonly preset?: DrawingPreset;
  readonly onProgress?: OnProgress;
}

/** Drawn pictures with the attributes of each: exact mask, skin tone, left or right hand, palm or back. */
export type DrawnSet = ImageSet & Required<Canvas>;

export interface Drawn {
  readonly classes: string[];
  readonly train: DrawnSet;
  readonly test: DrawnSet;
}

/**
 * Draws both splits. Signs alternate (0 1 2 3 4 5 0 ...), and picture i depends on the seed, the split and i alone:
 * the same seed gives the same bytes on every machine, and a larger set starts with the same pictures.
 * @throws DatasetError if a count or the seed is not possible
 */
export function drawSynthetic(options: SyntheticOptions): Drawn {
  const drawing = drawInSteps(options);
  for (;;) {
    const step = drawing.next();
    if (step.done) return step.value;
  }
}

/** `drawSynthetic` in steps, one picture of every sign per step, so that the caller can do other work in between. */
export function* drawInSteps(options: SyntheticOptions): Generator<void, Drawn> {
  checkOptions(options);
  const { trainPerClass, testPerClass, seed, preset = 'course-like', onProgress } = options;
  const total = SIGNS.length * (trainPerClass + testPerClass);
  const painter = new Painter(KNOBS[preset]);
  function* drawSplit(split: 'train' | 'test', perClass: number, before: number): Generator<void, DrawnSet> {
    const count = SIGNS.length * perClass;
    const canvas = createCanvas(count);
    const labels = Int32Array.from({ length: count }, (_, i) => i % SIGNS.length);
    for (const [i, label] of labels.entries()) {
      const random = new Random([seed, SPLITS[preset][split], label, Math.floor(i / SIGNS.length)]);
      painter.draw(label as Sign, random, canvas, i);
      if (label !== SIGNS.length - 1) continue;
      onProgress?.({ step: 'drawing hands', done: before + i + 1, total });
      yield;
    }
    const name = CATALOGUE_NAMES[preset];
    return { count, labels, sources: Array.from(labels, (_, i) => `${name}/${split}#${i}`), ...canvas };
  }
  const train = yield* drawSplit('train', trainPerClass, 0);
  return { classes: SIGNS.map(String), train, test: yield* drawSplit('test', testPerClass, train.count) };
}

/** Part of the address of a room's picture, distinct from those of SPLITS and of companions; never change it. */
const ROOMS = 6;

/**
 * (count,64,64,3) Rooms of the preset `wide` without a hand, a quarter of them with a person: pictures without a sign.
 * Picture i depends on the seed and i alone.
 * @throws DatasetError if the seed is not possible, or the count is too large
 */
export function drawRooms(count: number, seed: number): Uint8Array {
  checkOptions({ trainPerClass: Math.ceil(count / SIGNS.length), testPerClass: 0, seed });
  const painter = new Painter(KNOBS.wide);
  const images = new Uint8Array(count * IMAGE_BYTES);
  for (let i = 0; i < count; i++) painter.drawRoom(new Random([seed, ROOMS, 0, i]), { images }, i);
  return images;
}

/** Arrays for that many pictures and their attributes. */
export function createCanvas(count: number): Required<Canvas> {
  return {
    images: new Uint8Array(count * IMAGE_BYTES),
    masks: new Uint8Array(count * MASK_BYTES),
    tones: new Float32Array(count),
    left: new Uint8Array(count),
    back: new Uint8Array(count),
  };
}

function checkOptions({ trainPerClass, testPerClass, seed }: SyntheticOptions): void {
  checkCount('trainPerClass', trainPerClass, 1);
  checkCount('testPerClass', testPerClass, 0);
  const bytes = SIGNS.length * (trainPerClass + testPerClass) * IMAGE_BYTES;
  if (bytes > MAX_BYTES) {
    throw new DatasetError(
      `${trainPerClass} + ${testPerClass} synthetic pictures per class need ${bytes} bytes, more than ${MAX_BYTES}`,
      `Ask for at most ${Math.floor(MAX_BYTES / IMAGE_BYTES / SIGNS.length)} pictures per class, both splits together.`,
    );
  }
  if (!Number.isInteger(seed) || seed < 0 || seed > MAX_SEED) {
    throw new DatasetError(`seed ${seed} is not possible`, `Give an integer from 0 to ${MAX_SEED}.`);
  }
}

function checkCount(name: string, count: number, least: number): void {
  if (Number.isInteger(count) && count >= least) return;
  throw new DatasetError(`${name} of ${count} is not possible`, `Give a whole number of pictures, ${least} or more.`);
}
