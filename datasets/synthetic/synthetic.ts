/** Pictures of hands that show 0 to 5, drawn by arithmetic alone: a dataset for a lab that has none yet. */
import { DatasetError, IMAGE_BYTES, type ImageSet, type OnProgress } from '../dataset.ts';
import { MAX_SEED } from '../random/mt19937.ts';
import { drawBackground } from './background.ts';
import { compose, photograph } from './camera.ts';
import { dressHand } from './hand-marks.ts';
import { gestureOf, poseHand, type Sign } from './hand-pose.ts';
import { createRoom, drawShape, type Room } from './hand-shape.ts';
import { Random } from './random.ts';
import { chooseLight, chooseMaterials, shade } from './shading.ts';
import { chooseView } from './view.ts';

const SIGNS = [0, 1, 2, 3, 4, 5] as const satisfies readonly Sign[];
/** Pixels of both splits together; Node's largest typed array is 2^33 or more, a machine's memory often less. */
const MAX_BYTES = 2 ** 31;
/** Part of a picture's address; never change, or every picture changes. */
const SPLITS = { train: 0, test: 1 } as const;

export interface SyntheticOptions {
  /** Pictures of each sign to train on, at least 1. */
  readonly trainPerClass: number;
  /** Pictures of each sign to test on; with 0 the split is empty. */
  readonly testPerClass: number;
  /** An integer in [0, 2^32). */
  readonly seed: number;
  readonly onProgress?: OnProgress;
}

export interface Drawn {
  readonly classes: string[];
  readonly train: ImageSet;
  readonly test: ImageSet;
}

/**
 * Draws both splits. Signs take turns (0 1 2 3 4 5 0 ...), and picture i depends on the seed, the split and i alone:
 * the same seed gives the same bytes on every machine, and more pictures begin with the same ones.
 * @throws DatasetError where a count or the seed is not possible
 */
export function drawSynthetic(options: SyntheticOptions): Drawn {
  const drawing = drawInTurns(options);
  for (;;) {
    const turn = drawing.next();
    if (turn.done) return turn.value;
  }
}

/** `drawSynthetic` in pieces, one of every sign: who has other things to do meanwhile takes them in turns. */
export function* drawInTurns(options: SyntheticOptions): Generator<void, Drawn> {
  checkOptions(options);
  const { trainPerClass, testPerClass, seed, onProgress } = options;
  const total = SIGNS.length * (trainPerClass + testPerClass);
  const room = createRoom();
  function* drawSplit(split: keyof typeof SPLITS, perClass: number, before: number): Generator<void, ImageSet> {
    const count = SIGNS.length * perClass;
    const images = new Uint8Array(count * IMAGE_BYTES);
    const labels = Int32Array.from({ length: count }, (_, i) => i % SIGNS.length);
    for (const [i, label] of labels.entries()) {
      const random = new Random([seed, SPLITS[split], label, Math.floor(i / SIGNS.length)]);
      drawPicture(room, label as Sign, random, images.subarray(i * IMAGE_BYTES, (i + 1) * IMAGE_BYTES));
      if (label !== SIGNS.length - 1) continue;
      onProgress?.({ step: 'drawing hands', done: before + i + 1, total });
      yield;
    }
    return { count, images, labels, sources: Array.from(labels, (_, i) => `synthetic/${split}#${i}`) };
  }
  const train = yield* drawSplit('train', trainPerClass, 0);
  return { classes: SIGNS.map(String), train, test: yield* drawSplit('test', testPerClass, train.count) };
}

/** One picture, (64,64,3) bytes: pose, view, shape, light, wall, camera. */
function drawPicture(room: Room, sign: Sign, random: Random, bytes: Uint8Array): void {
  const gesture = gestureOf(sign, random);
  const hand = poseHand(gesture, random);
  const view = chooseView(gesture, random);
  drawShape(room, dressHand(hand, view, random), view.scale);
  const light = chooseLight(random);
  const colours = shade(room.hand, chooseMaterials(random), light, view.scale);
  photograph(compose(colours, room.hand.distance, drawBackground(random), light, random), random, bytes);
}

function checkOptions({ trainPerClass, testPerClass, seed }: SyntheticOptions): void {
  checkCount('trainPerClass', trainPerClass, 1);
  checkCount('testPerClass', testPerClass, 0);
  const bytes = SIGNS.length * (trainPerClass + testPerClass) * IMAGE_BYTES;
  if (bytes > MAX_BYTES) {
    throw new DatasetError(
      `${trainPerClass} + ${testPerClass} synthetic pictures a class need ${bytes} bytes, more than ${MAX_BYTES}`,
      `Ask for ${Math.floor(MAX_BYTES / IMAGE_BYTES / SIGNS.length)} pictures a class or fewer, both splits together.`,
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
