/**
 * A dataset's training pictures with drawn hands (hyperparameter `companion`) and drawn rooms without a hand (`rooms`)
 * next to them, new ones in every epoch.
 */

import { type Masks, masksOf } from '../../datasets/augment/masks.ts';
import { type Dataset, IMAGE_BYTES, type ImageSet } from '../../datasets/dataset.ts';
import {
  type Companion,
  companionCounts,
  companionSize,
  type DrawnShares,
  handLabels,
  signsOf,
} from '../../datasets/synthetic/companion.ts';
import { DrawingCrew } from '../../datasets/synthetic/drawing-crew.ts';
import type { DrawingAnswer } from '../../datasets/synthetic/drawing-worker.ts';
import { MASK_BYTES } from '../../datasets/synthetic/picture.ts';
import { BackendError, type Opening, type Session } from '../backends/backend.ts';
import { NO_CLASS } from '../convnet/no-class.ts';
import type { Hyperparameters } from './hyperparameters.ts';

/**
 * The drawn pictures of a run; null where it has none.
 * @param seed the run's mini-batch seed
 * @throws DatasetError where the dataset has classes that are not drawn
 */
export function companionOf(hp: Hyperparameters, { name, classes, splits }: Dataset, seed: number): Companion | null {
  const { hands, rooms } = companionCounts(splits.train.count, drawnShares(hp));
  if (hands + rooms === 0) return null;
  const signs = hands > 0 ? signsOf(name, classes) : [];
  return { preset: hp.companionPreset, seed, keep: hp.companionKeep, hands, rooms, signs };
}

/** The shares of drawn pictures that a run's hyperparameters ask for. */
export function drawnShares({ companion, rooms }: Hyperparameters): DrawnShares {
  return { hands: companion, rooms };
}

export class Mixture {
  /** Own and drawn pictures together. */
  readonly count: number;
  /** Those that show one of the classes: all but the rooms. */
  readonly labelled: number;
  /** The drawn ones of an epoch. */
  readonly drawn: Readonly<Record<'hands' | 'rooms', number>>;
  /** What a session is opened over: own pictures, then drawn ones, which change between epochs. */
  readonly opening: Required<Pick<Opening, 'images' | 'labels' | 'foreground'>>;
  private readonly own: number;
  private readonly crew: DrawingCrew;
  /** Those of the next epoch, under way. */
  private drawing: Promise<DrawingAnswer[]> | null = null;
  private first = true;

  constructor(companion: Companion, { splits: { train } }: Dataset) {
    this.own = train.count;
    const { hands, rooms } = companion;
    this.count = train.count + companionSize(companion);
    this.labelled = train.count + hands;
    this.drawn = { hands, rooms };
    const known = foregroundOf(train);
    const images = new Uint8Array(this.count * IMAGE_BYTES);
    images.set(train.images.subarray(0, train.count * IMAGE_BYTES));
    const masks = { pixels: new Uint8Array(this.count * MASK_BYTES), known: new Uint8Array(this.count).fill(1) };
    masks.pixels.set(known.pixels.subarray(0, train.count * MASK_BYTES));
    masks.known.set(known.known.subarray(0, train.count));
    const labels = new Int32Array(this.count).fill(NO_CLASS);
    labels.set(train.labels);
    labels.set(handLabels(companion), train.count);
    this.opening = { images, labels, foreground: masks };
    this.crew = new DrawingCrew(companion);
  }

  /**
   * Waits for the pictures of that epoch, shows them to the session, and begins to draw those of the next one.
   * Epochs come one after another.
   * @throws BackendError where the session cannot take pictures that change
   */
  async ready(session: Session, epoch: number): Promise<void> {
    if (!session.renew) {
      throw new BackendError(
        'This backend cannot mix drawn pictures with those of a dataset.',
        'Set companion=0 and rooms=0, or use fused-cpu.',
      );
    }
    const drawn = await (this.drawing ?? this.crew.draw(epoch, this.first));
    this.first = false;
    for (const { from, to, images, masks } of drawn) {
      this.opening.images.set(images, (this.own + from) * IMAGE_BYTES);
      this.opening.foreground.pixels.set(masks, (this.own + from) * MASK_BYTES);
      session.renew(this.own + from, this.own + to);
    }
    this.drawing = this.crew.draw(epoch + 1, false);
    this.drawing.catch(() => {}); // reported where it is awaited
  }

  async close(): Promise<void> {
    await this.crew.close();
  }
}

/** Exact where the pictures are drawn, else segmented from the pictures. */
function foregroundOf({ images, masks, count }: ImageSet): Masks {
  return masks ? { pixels: masks, known: new Uint8Array(count).fill(1) } : masksOf(images);
}
