/** What a model says of drawn hands, group by group, and of rooms without a hand. */
import { shownNames } from '../../datasets/shown-names.ts';
import { isDrawn } from '../../datasets/synthetic/signs.ts';
import { type DrawnSet, drawRooms, drawSynthetic } from '../../datasets/synthetic/synthetic.ts';
import type { DrawnScores } from '../base/card.ts';
import { argmax } from '../metrics/argmax.ts';
import { OnnxError } from '../onnx/onnx-error.ts';
import type { Model } from '../onnx/session.ts';
import type { RecognitionAsk } from './recognition-messages.ts';

type Question = Pick<Extract<RecognitionAsk, { kind: 'drawn' }>, 'perSign' | 'seed'>;

/** A third of the scale of skin tones, which goes from 0 to 6. */
const THIRD = 2;

/** The pictures of each group, by what was drawn. */
const GROUPS: Readonly<Record<string, (set: DrawnSet, i: number) => boolean>> = {
  'light skin': ({ tones }, i) => tones[i]! < THIRD,
  'medium skin': ({ tones }, i) => tones[i]! >= THIRD && tones[i]! < 2 * THIRD,
  'dark skin': ({ tones }, i) => tones[i]! >= 2 * THIRD,
  'left hand': ({ left }, i) => left[i] === 1,
  'right hand': ({ left }, i) => left[i] === 0,
  palm: ({ back }, i) => back[i] === 0,
  'back of the hand': ({ back }, i) => back[i] === 1,
};

/**
 * Hands and rooms are those of the test split of `drawn-wide` with that seed: no training draws them.
 * @throws OnnxError where the model knows none of the signs that are drawn
 */
export async function drawnScores(model: Model, { perSign, seed }: Question): Promise<DrawnScores> {
  requireSigns(model);
  const set = drawSynthetic({ trainPerClass: 1, testPerClass: perSign, seed, preset: 'wide' }).test;
  const shown = Array.from(set.labels.keys()).filter((i) => model.labels.includes(String(set.labels[i])));
  const hands = await likeliest(model, set.images, set.count);
  const right = (i: number) => model.labels[hands.classes[i]!] === String(set.labels[i]);
  const scoreOf = (name: string, places: readonly number[]) => ({
    ...{ name, n: places.length, accuracy: places.filter(right).length / places.length },
  });
  const { name: _, ...all } = scoreOf('', shown);
  const groups = Object.entries(GROUPS)
    .map(([name, isOf]) => [name, shown.filter((i) => isOf(set, i))] as const)
    .filter(([, places]) => places.length > 0)
    .map(([name, places]) => scoreOf(name, places));
  const threshold = model.metadata?.rejection?.threshold;
  if (threshold === undefined) return { ...all, groups, noSign: null };
  const rooms = await likeliest(model, drawRooms(shown.length, seed), shown.length);
  const share = (confidence: Float32Array, places: readonly number[]) =>
    places.filter((i) => confidence[i]! >= threshold).length / places.length;
  const everyRoom = Array.from(rooms.confidence.keys());
  const noSign = { threshold, hands: share(hands.confidence, shown), rooms: shown.length };
  return { ...all, groups, noSign: { ...noSign, called: share(rooms.confidence, everyRoom) } };
}

function requireSigns({ labels, path }: Model): void {
  if (labels.some(isDrawn)) return;
  throw new OnnxError(
    `${path} recognises ${shownNames(labels)}, but drawn hands show the signs 0 to 5.`,
    'Evaluate it on pictures of its own signs.',
  );
}

/** (n) the likeliest class of each picture, and its probability. */
async function likeliest(model: Model, images: Uint8Array, n: number) {
  const { probabilities } = await model.predict(images, n);
  const k = model.labels.length;
  const classes = argmax(probabilities, k);
  const confidence = Float32Array.from(classes, (c, i) => probabilities[i * k + c]!);
  return { classes, confidence };
}
