/** What a model's answers come to: everything that the evaluation screen shows, reckoned in the page from columns. */

import type { Answers } from '../../../main/ipc/schemas/model.ts';
import { BINS, type Calibration, calibration } from '../../../native-bridge/metrics/calibration.ts';
import { type ClassScores, classScores } from '../../../native-bridge/metrics/class-scores.ts';
import { accuracy, type Confusion, confusionMatrix, rightCount } from '../../../native-bridge/metrics/confusion.ts';
import { type PictureScores, pictureScores } from '../../../native-bridge/metrics/picture-scores.ts';
import { type Interval, wilsonInterval } from '../../../native-bridge/metrics/wilson.ts';
import { unpackIds } from '../../lib/packed-ids.ts';

export interface Evaluated extends PictureScores {
  readonly classes: readonly string[];
  /** (n) picture ids; the places in this list are what every other list counts by. */
  readonly ids: Uint32Array;
  /** (n) */
  readonly labels: Uint8Array;
  /** (n,classes) */
  readonly probabilities: Float32Array;
  readonly confusion: Confusion;
  readonly right: number;
  /** Null of no pictures, and so are the next two. */
  readonly accuracy: number | null;
  readonly interval: Interval | null;
  readonly calibration: Calibration;
  readonly perClass: readonly ClassScores[];
}

/** @throws RangeError where the columns do not fit together: a bug of ours. */
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

/** float32, least significant byte first as on every machine that has a browser: copied, for it may start at any byte. */
function floats(bytes: Uint8Array): Float32Array {
  return new Float32Array(bytes.slice().buffer);
}

/** Which pictures of an evaluation are looked at. */
export interface Looking {
  /** A cell of the confusion matrix; null: all of that axis. */
  readonly label: number | null;
  readonly predicted: number | null;
  readonly wrongOnly: boolean;
  /**
   * `loss`: the largest first. `surest`: the surest of a wrong answer first, then the right ones. `unsure`: the least
   * confident first. `index`: as they lie in the dataset.
   */
  readonly order: 'loss' | 'surest' | 'unsure' | 'index';
}

/** Places of the pictures, in order. */
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

/** The larger, the earlier it is shown. */
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

/** Probabilities of one picture, the likeliest first. */
export function likeliest({ probabilities, classes }: Evaluated, place: number): { label: number; share: number }[] {
  const k = classes.length;
  return [...probabilities.subarray(place * k, (place + 1) * k)]
    .map((share, label) => ({ label, share }))
    .sort((a, b) => b.share - a.share);
}
