/** A dataset's training pictures with drawn hands next to them (hyperparameter `companion`), new ones in every epoch. */

import { type Masks, masksOf } from '../../datasets/augment/masks.ts';
import { type Dataset, IMAGE_BYTES, type ImageSet } from '../../datasets/dataset.ts';
import { type Companion, companionCount, companionLabels, signsOf } from '../../datasets/synthetic/companion.ts';
import { DrawingCrew } from '../../datasets/synthetic/drawing-crew.ts';
import type { DrawingAnswer } from '../../datasets/synthetic/drawing-worker.ts';
import { MASK_BYTES } from '../../datasets/synthetic/picture.ts';
import { BackendError, type Opening, type Session } from '../backends/backend.ts';
import type { Hyperparameters } from './hyperparameters.ts';

/**
 * The drawn pictures of a run; null where it has none.
 * @param seed the run's mini-batch seed
 * @throws DatasetError where the dataset has classes that are not drawn
 */
export function companionOf(hp: Hyperparameters, { name, classes, splits }: Dataset, seed: number): Companion | null {
  if (hp.companion === 0) return null;
  const signs = signsOf(name, classes);
  const count = companionCount(splits.train.count, hp.companion);
  return { preset: hp.companionPreset, seed, keep: hp.companionKeep, count, signs };
}

export class Mixture {
  /** Own and drawn pictures together. */
  readonly count: number;
  /** The drawn ones of an epoch. */
  readonly drawn: number;
  /** What a session is opened over: own pictures, then drawn ones, which change between epochs. */
  readonly opening: Required<Pick<Opening, 'images' | 'labels' | 'foreground'>>;
  private readonly own: number;
  private readonly crew: DrawingCrew;
  /** Those of the next epoch, under way. */
  private drawing: Promise<DrawingAnswer[]> | null = null;
  private first = true;

  constructor(companion: Companion, { splits: { train } }: Dataset) {
    this.own = train.count;
    this.count = train.count + companion.count;
    this.drawn = companion.count;
    const known = foregroundOf(train);
    const images = new Uint8Array(this.count * IMAGE_BYTES);
    images.set(train.images.subarray(0, train.count * IMAGE_BYTES));
    const masks = { pixels: new Uint8Array(this.count * MASK_BYTES), known: new Uint8Array(this.count).fill(1) };
    masks.pixels.set(known.pixels.subarray(0, train.count * MASK_BYTES));
    masks.known.set(known.known.subarray(0, train.count));
    const labels = new Int32Array(this.count);
    labels.set(train.labels);
    labels.set(companionLabels(companion), train.count);
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
        'This backend cannot mix drawn hands with pictures.',
        'Set companion=0, or take fused-cpu.',
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
