/** What trials answered on their validation pictures, and how two of them compare. */
import type { Output } from '../../../main/ipc/contract.ts';
import { type Comparison, compareAnswers } from '../../../native-bridge/metrics/comparison.ts';
import { type Confusion, confusionMatrix, rightCount } from '../../../native-bridge/metrics/confusion.ts';
import { unpackIds } from '../../lib/packed-ids.ts';

export interface Answers {
  /** (n) picture ids of the dataset. */
  readonly ids: Uint32Array;
  /** (n) classes. */
  readonly labels: Uint16Array;
  readonly predicted: Uint16Array;
}

/** Two bytes each, little-endian; copied, since they may start at any byte of a message. */
const shorts = (bytes: Uint8Array) => new Uint16Array(bytes.slice().buffer);

export function readAnswers({ ids, labels, predicted }: NonNullable<Output<'sweeps.answers'>>): Answers {
  return { ids: unpackIds(ids), labels: shorts(labels), predicted: shorts(predicted) };
}

export interface Judged {
  readonly confusion: Confusion;
  readonly right: number;
  readonly n: number;
}

export function judged({ labels, predicted }: Answers, classes: number): Judged {
  const confusion = confusionMatrix(predicted, labels, classes);
  return { confusion, right: rightCount(confusion), n: labels.length };
}

/** Indices of the pictures of one cell of the confusion matrix; null: all of that axis. */
export function placesOf({ labels, predicted }: Answers, label: number | null, asked: number | null): number[] {
  return [...labels.keys()].filter(
    (place) => (label === null || labels[place] === label) && (asked === null || predicted[place] === asked),
  );
}

export interface Pair {
  readonly comparison: Comparison;
  /** (n) of the pictures that both answered. */
  readonly ids: Uint32Array;
  readonly labels: Uint16Array;
  readonly a: Uint16Array;
  readonly b: Uint16Array;
  /** Pictures that only one of them answered: their validation splits have different seeds. */
  readonly leftOut: number;
}

/** @returns null where no picture was answered by both */
export function pairOf(a: Answers, b: Answers, classes: number): Pair | null {
  const placeInB = new Map([...b.ids].map((id, place) => [id, place]));
  const shared = [...a.ids.keys()].filter((place) => placeInB.has(a.ids[place]!));
  if (shared.length === 0) return null;
  const inB = shared.map((place) => placeInB.get(a.ids[place]!)!);
  const [saidA, saidB] = [pick(a.predicted, shared), pick(b.predicted, inB)];
  const labels = pick(a.labels, shared);
  return {
    comparison: compareAnswers(saidA, saidB, labels, classes),
    ids: Uint32Array.from(shared, (place) => a.ids[place]!),
    ...{ labels, a: saidA, b: saidB },
    leftOut: a.ids.length + b.ids.length - 2 * shared.length,
  };
}

const pick = (values: Uint16Array, places: readonly number[]) => Uint16Array.from(places, (place) => values[place]!);
