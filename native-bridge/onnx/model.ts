/** A model that is open for use. */
import type { Picture, Rectangle } from '../../datasets/resize.ts';
import type { Card } from './card/card.ts';
import type { ModelMetadata } from './metadata.ts';

export interface Answers {
  /** (count,classes) */
  readonly logits: Float32Array;
  /** (count,classes), each row sums to 1. */
  readonly probabilities: Float32Array;
}

interface End {
  readonly name: string;
  readonly type: string;
  readonly shape: readonly (number | string)[];
}

export interface Model {
  readonly path: string;
  /** Class names; `0`, `1`, ... where neither the file nor its card names them. */
  readonly labels: readonly string[];
  /** null if the file is of another producer. */
  readonly metadata: ModelMetadata | null;
  readonly inputs: readonly End[];
  readonly outputs: readonly End[];
  readonly card: Card;
  /** Whether pictures are prepared by its card, not as the lab's own models have them. */
  readonly foreign: boolean;
  /** @param images (count,64,64,3) uint8 RGB. @throws RangeError if they are not. */
  predict(images: Uint8Array, count: number): Promise<Answers>;
  /**
   * One picture of any size, brought to the net as the card says.
   * @param part that the net is to see, default all of it. @throws RangeError if it does not lie inside the picture.
   */
  see(picture: Picture, part?: Rectangle): Promise<Answers>;
  release(): Promise<void>;
}
