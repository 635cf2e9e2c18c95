/** Converts pictures from bytes to a float32 batch. */

import { NO_CLASS } from '../../convnet/no-class.ts';

/** x / 255 for every byte, rounded to float32: the same as a division in float32. */
const UNIT = Float32Array.from({ length: 256 }, (_, byte) => byte / 255);

/** Gathers the pictures of `indices` from (N,H,W,C) bytes into one buffer that every batch reuses. */
export class PictureBatch {
  private readonly images: Uint8Array;
  /** Bytes of one picture: H * W * C. */
  private readonly size: number;
  private buffer = new Float32Array(0);

  constructor(images: Uint8Array, size: number) {
    this.images = images;
    this.size = size;
  }

  /** (n, H*W*C) in [0,1]; valid until the next call. */
  gather(indices: Int32Array): Float32Array {
    const { images, size } = this;
    const length = indices.length * size;
    if (this.buffer.length < length) this.buffer = new Float32Array(length);
    let to = 0;
    for (const index of indices) {
      const end = (index + 1) * size;
      for (let from = index * size; from < end; from++) this.buffer[to++] = UNIT[images[from]!]!;
    }
    return this.buffer.subarray(0, length);
  }
}

/** All (n, H*W*C) bytes in [0,1]. */
export function toUnit(images: Uint8Array): Float32Array {
  const unit = new Float32Array(images.length);
  for (let i = 0; i < images.length; i++) unit[i] = UNIT[images[i]!]!;
  return unit;
}

/**
 * (n, classes) what the softmax is to become: (1 - smoothing) * one-hot + smoothing / classes, and 1 / classes where a
 * picture shows none of them.
 * @param labels (n), each in [0, classes), or NO_CLASS
 */
export function targetsOf(labels: Int32Array, classes: number, smoothing: number): Float32Array {
  const rows = new Float32Array(labels.length * classes);
  for (const [row, label] of labels.entries()) {
    const spread = label === NO_CLASS ? 1 : smoothing;
    rows.fill(spread / classes, row * classes, (row + 1) * classes);
    if (label !== NO_CLASS) rows[row * classes + label]! += 1 - spread;
  }
  return rows;
}
