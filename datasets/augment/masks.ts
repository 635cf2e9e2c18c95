/** Foreground masks of a training set, shared by all sessions over the same pictures, since each takes a millisecond. */
import { foregroundOf } from './foreground.ts';

/** Pixels of a picture: 64 x 64. */
const PIXELS = 4096;

export interface Masks {
  /** (N,64,64) how much of each pixel is hand; unused zeros if unknown. */
  readonly pixels: Uint8Array;
  /** (N) 1 if the hand could be segmented. */
  readonly known: Uint8Array;
}

const made = new WeakMap<Uint8Array, Masks>();

/** @param images (N,64,64,3), must not change: the masks are cached for this array object, and live as long as it */
export function masksOf(images: Uint8Array): Masks {
  const known = made.get(images);
  if (known) return known;
  const masks = makeMasks(images);
  made.set(images, masks);
  return masks;
}

function makeMasks(images: Uint8Array): Masks {
  const count = images.length / (PIXELS * 3);
  const [pixels, known] = [new Uint8Array(count * PIXELS), new Uint8Array(count)];
  for (let i = 0; i < count; i++) {
    const mask = foregroundOf(images.subarray(i * PIXELS * 3, (i + 1) * PIXELS * 3));
    known[i] = Number(mask !== null);
    if (mask) pixels.set(mask, i * PIXELS);
  }
  return { pixels, known };
}
