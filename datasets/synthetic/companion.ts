/**
 * Drawn hands that are mixed with a dataset's own pictures for training: how many, of which classes, and which drawings
 * they are in which epoch. Every epoch a part of them gives way to new ones, so that each is trained on for `keep` epochs.
 * All of it follows from the seed and the epoch: a resumed run draws what one that was never stopped has.
 */
import { DatasetError } from '../dataset.ts';
import type { DrawingPreset } from './drawing-presets.ts';
import type { Sign } from './hand-pose.ts';
import { KNOBS } from './knobs.ts';
import { type Canvas, Painter } from './picture.ts';
import { Random } from './random.ts';
import { SIGNS } from './synthetic.ts';

export interface Companion {
  readonly preset: DrawingPreset;
  /** Of the drawings: the run's. */
  readonly seed: number;
  /** Epochs that a drawing is trained on, 1 or more. */
  readonly keep: number;
  /** Drawn pictures at a time. */
  readonly count: number;
  /** Signs that are drawn, one after another. */
  readonly signs: readonly Sign[];
}

/** Part of a drawing's address, next to those of the datasets (synthetic.ts); never change, or every run changes. */
const PARTS = { 'course-like': 4, wide: 5 } as const satisfies Record<DrawingPreset, number>;

/**
 * @param own pictures of the dataset that are trained on
 * @param share of an epoch's pictures that are drawn, in [0, 1)
 * @returns how many are drawn; 0 only where the share is
 */
export function companionCount(own: number, share: number): number {
  return share === 0 ? 0 : Math.max(Math.round((own * share) / (1 - share)), 1);
}

/** Whether a class of that name is drawn. */
export function isDrawn(title: string): boolean {
  return SIGNS.some((sign) => String(sign) === title);
}

/**
 * The signs that a dataset's classes are called by, in the order of the classes.
 * @throws DatasetError where a class is none of 0 to 5.
 */
export function signsOf(name: string, classes: readonly string[]): Sign[] {
  const strange = classes.filter((title) => !isDrawn(title));
  if (strange.length > 0) {
    throw new DatasetError(
      `drawn hands show the signs 0 to 5, but ${name} has the ${strange.length === 1 ? 'class' : 'classes'} ${strange.join(', ')}`,
      'Set companion=0, or train on pictures of the signs 0 to 5 alone.',
    );
  }
  return classes.map((title) => Number(title) as Sign);
}

/** (count) Class of each drawn picture: indices into the dataset's classes, one after another. */
export function companionLabels({ count, signs }: Companion): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => i % signs.length);
}

/** Those that are new in an epoch: [from, to). @param first whether none is there yet: the beginning of a run, or of its rest */
export function newIn({ count, keep }: Companion, epoch: number, first: boolean): { from: number; to: number } {
  if (first) return { from: 0, to: count };
  const part = (epoch - 1) % keep; // parts take turns from epoch 1 on
  return { from: Math.floor((part * count) / keep), to: Math.floor(((part + 1) * count) / keep) };
}

/** How often the picture at place `i` has given way to another one by that epoch. */
export function generationOf({ count, keep }: Companion, epoch: number, i: number): number {
  // The part whose pictures [floor(part count / keep), floor((part + 1) count / keep)) hold the place.
  const part = Math.ceil(((i + 1) * keep) / count) - 1;
  return Math.floor((epoch + keep - 1 - part) / keep);
}

/** Draws pictures one after another: each a function of the companion, the epoch and its place alone. */
export class CompanionPainter {
  private readonly painter: Painter;
  private readonly companion: Companion;

  constructor(companion: Companion) {
    this.companion = companion;
    this.painter = new Painter(KNOBS[companion.preset]);
  }

  /** Draws the picture that stands at `place` in that epoch into place `at` of a canvas. */
  draw(epoch: number, place: number, canvas: Canvas, at: number): void {
    const { preset, seed, count, signs } = this.companion;
    const sign = signs[place % signs.length]!;
    const turns = Math.ceil(count / signs.length);
    const number = generationOf(this.companion, epoch, place) * turns + Math.floor(place / signs.length);
    this.painter.draw(sign, new Random([seed, PARTS[preset], sign, number]), canvas, at);
  }
}
