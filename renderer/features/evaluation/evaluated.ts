/** Everything that the evaluation screen shows, computed in the page from a model's answers in columns. */

import type { Answers } from '../../../main/ipc/schemas/model.ts';
import { BINS, type Calibration, calibration } from '../../../native-bridge/metrics/calibration.ts';
import { type ClassScores, classScores } from '../../../native-bridge/metrics/class-scores.ts';
import { accuracy, type Confusion, confusionMatrix, rightCount } from '../../../native-bridge/metrics/confusion.ts';
import { type PictureScores, pictureScores } from '../../../native-bridge/metrics/picture-scores.ts';
import { type Interval, wilsonInterval } from '../../../native-bridge/metrics/wilson.ts';
import { unpackIds } from '../../lib/packed-ids.ts';

export interface Evaluated extends PictureScores {
  readonly classes: readonly string[];
  /** (n) picture ids; every other list refers to indices in this one. */
  readonly ids: Uint32Array;
  /** (n) */
  readonly labels: Uint8Array;
  /** (n,classes) */
  readonly probabilities: Float32Array;
  readonly confusion: Confusion;
  readonly right: number;
  /** Null without pictures, and so are the next two. */
  readonly accuracy: number | null;
  readonly interval: Interval | null;
  readonly calibration: Calibration;
  readonly perClass: readonly ClassScores[];
}

/** @throws RangeError where the columns do not match: a bug. */
export function evaluated({ classes, ids: packed, labels, probabilities: bytes }: Answers): Evaluated {
  const ids = unpackIds(packed);
  const probabilities = floats(bytes);
  const scores = pictureScores(probabilities, labels, classes.length);
  const confusion = confusionMatrix(scores.predicted, labels, classes.length);
  const right = rightCount(confusion);
  const correct = labels.map((label, place) => Number(scores.predicted[place] === label));
  return {
    ...scores,
    ...{ classes, ids, labels, probabilities, confusion, right },
    accuracy: accuracy(confusion),
    interval: ids.length === 0 ? null : wilsonInterval(right, ids.length),
    calibration: calibration(scores.confidence, correct, BINS),
    perClass: classScores(confusion),
  };
}

/** float32, little-endian as on every machine with a browser: copied, since it may start at any byte. */
function floats(bytes: Uint8Array): Float32Array {
  return new Float32Array(bytes.slice().buffer);
}

/** Filter of the pictures of an evaluation. */
export interface Looking {
  /** A cell of the confusion matrix; null: all of that axis. */
  readonly label: number | null;
  readonly predicted: number | null;
  readonly wrongOnly: boolean;
  /**
   * `loss`: the largest first. `surest`: most confident wrong answer first, then the right ones. `unsure`: the least
   * confident first. `index`: in dataset order.
   */
  readonly order: 'loss' | 'surest' | 'unsure' | 'index';
}

/** Indices of the pictures, in order. */
export function lookedAt(evaluation: Evaluated, { label, predicted, wrongOnly, order }: Looking): number[] {
  const { labels, predicted: answers } = evaluation;
  const places = [...labels.keys()].filter(
    (place) =>
      (label === null || labels[place] === label) &&
      (predicted === null || answers[place] === predicted) &&
      (!wrongOnly || answers[place] !== labels[place]),
  );
  if (order === 'index') return places;
  const ranks = Float32Array.from(labels, (_, place) => rank(evaluation, order, place));
  return places.sort((a, b) => ranks[b]! - ranks[a]!);
}

/** Sort key: larger values come first. */
function rank(
  { loss, confidence, predicted, labels }: Evaluated,
  order: 'loss' | 'surest' | 'unsure',
  place: number,
): number {
  switch (order) {
    case 'loss':
      return loss[place]!;
    case 'unsure':
      return -confidence[place]!;
    case 'surest':
      return predicted[place] === labels[place] ? -1 : confidence[place]!;
  }
}

/** Probabilities of one picture, the most likely first. */
export function likeliest({ probabilities, classes }: Evaluated, place: number): { label: number; share: number }[] {
  const k = classes.length;
  return [...probabilities.subarray(place * k, (place + 1) * k)]
    .map((share, label) => ({ label, share }))
    .sort((a, b) => b.share - a.share);
}
