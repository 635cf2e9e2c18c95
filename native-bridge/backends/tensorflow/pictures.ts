/** Converts pictures from bytes to a float32 batch. */

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

/** (n, classes), one 1 in each row. */
export function oneHot(labels: Int32Array, indices: Int32Array, classes: number): Float32Array {
  const rows = new Float32Array(indices.length * classes);
  for (const [row, index] of indices.entries()) rows[row * classes + labels[index]!] = 1;
  return rows;
}
