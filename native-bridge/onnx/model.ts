/** An open model. */
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
  /** Class names; `0`, `1`, ... if neither the file nor its card names them. */
  readonly labels: readonly string[];
  /** null if the file is from another producer. */
  readonly metadata: ModelMetadata | null;
  readonly inputs: readonly End[];
  readonly outputs: readonly End[];
  readonly card: Card;
  /** Whether pictures are prepared by its card, not as for the lab's own models. */
  readonly foreign: boolean;
  /** @param images (count,64,64,3) uint8 RGB. @throws RangeError if they are not. */
  predict(images: Uint8Array, count: number): Promise<Answers>;
  /**
   * One picture of any size, prepared as the card says.
   * @param part to show to the net; default: all of it. @throws RangeError if it is not inside the picture.
   */
  see(picture: Picture, part?: Rectangle): Promise<Answers>;
  release(): Promise<void>;
}
