/**
 * Drawn hands, and drawn rooms without a hand, that are mixed with a dataset's own pictures for training: how many, of
 * which classes, and which drawings they are in which epoch. Every epoch a part of them is replaced by new ones, so that
 * each is trained on for `keep` epochs. All of it follows from the seed and the epoch: a resumed run draws what one that
 * was never stopped has.
 */
import { DatasetError } from '../dataset.ts';
import { shownNames } from '../shown-names.ts';
import type { DrawingPreset } from './drawing-presets.ts';
import { isDrawn, type Sign } from './signs.ts';

export interface Companion {
  readonly preset: DrawingPreset;
  /** Of the drawings: the run's. */
  readonly seed: number;
  /** Epochs that a drawing is trained on, 1 or more. */
  readonly keep: number;
  /** Drawn pictures of an epoch: hands first, then rooms. */
  readonly hands: number;
  readonly rooms: number;
  /** Signs that are drawn, one after another; empty without hands. */
  readonly signs: readonly Sign[];
}

/** Of an epoch's pictures, in [0, 1); together below 1. */
export interface DrawnShares {
  readonly hands: number;
  readonly rooms: number;
}

/**
 * How many hands and rooms are drawn; 0 only where the share is.
 * @param own pictures of the dataset that are trained on
 */
export function companionCounts(own: number, { hands, rooms }: DrawnShares): { hands: number; rooms: number } {
  const countOf = (share: number) => (share === 0 ? 0 : Math.max(Math.round((own * share) / (1 - hands - rooms)), 1));
  return { hands: countOf(hands), rooms: countOf(rooms) };
}

/** Drawn pictures at a time. */
export function companionSize({ hands, rooms }: Pick<Companion, 'hands' | 'rooms'>): number {
  return hands + rooms;
}

/**
 * The signs that a dataset's classes are called by, in the order of the classes.
 * @throws DatasetError where a class is none of 0 to 5.
 */
export function signsOf(name: string, classes: readonly string[]): Sign[] {
  const strange = classes.filter((title) => !isDrawn(title));
  if (strange.length > 0) {
    throw new DatasetError(
      `drawn hands show the signs 0 to 5, but ${name} has the ${strange.length === 1 ? 'class' : 'classes'} ${shownNames(strange)}`,
      'Set companion=0, or train on pictures of the signs 0 to 5 alone.',
    );
  }
  return classes.map((title) => Number(title) as Sign);
}

/** (hands) Class of each drawn hand: indices into the dataset's classes, one after another. */
export function handLabels({ hands, signs }: Companion): Int32Array {
  return Int32Array.from({ length: hands }, (_, i) => i % signs.length);
}

/** Those that are new in an epoch: [from, to). @param first whether none is there yet: the beginning of a run, or of its rest */
export function newIn(companion: Companion, epoch: number, first: boolean): { from: number; to: number } {
  const [count, keep] = [companionSize(companion), companion.keep];
  if (first) return { from: 0, to: count };
  const part = (epoch - 1) % keep; // parts take turns from epoch 1 on
  return { from: Math.floor((part * count) / keep), to: Math.floor(((part + 1) * count) / keep) };
}

/** How often the picture at place `i` has been replaced by that epoch. */
export function generationOf(companion: Companion, epoch: number, i: number): number {
  const [count, keep] = [companionSize(companion), companion.keep];
  // The part whose pictures [floor(part count / keep), floor((part + 1) count / keep)) hold the place.
  const part = Math.ceil(((i + 1) * keep) / count) - 1;
  return Math.floor((epoch + keep - 1 - part) / keep);
}
