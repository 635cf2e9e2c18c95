/** A dataset's fingerprint: the same pixels and labels in the same splits and order give the same hash. */
import { createHash } from 'node:crypto';
import { type Dataset, IMAGE_BYTES, SPLIT_NAMES } from './dataset.ts';

/**
 * Hex SHA-256 over, for `train`, `validation`, `test` in that order: the split's name (ASCII), its count (uint32,
 * little-endian), its pixels (count,64,64,3), its labels (count) as int32, little-endian. Class names, file names and
 * the file format are not hashed: the same pictures from HDF5 and from PNG files hash alike.
 */
export function hashDataset(splits: Dataset['splits']): string {
  const hash = createHash('sha256');
  for (const name of SPLIT_NAMES) {
    const { count, images, labels } = splits[name];
    hash
      .update(name)
      .update(littleEndian([count]))
      .update(images.subarray(0, count * IMAGE_BYTES));
    hash.update(littleEndian(labels));
  }
  return hash.digest('hex');
}

/** 32-bit words, least significant byte first, whatever the machine's order. */
function littleEndian(values: ArrayLike<number>): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(values.length * 4));
  for (let i = 0; i < values.length; i++) bytes.setInt32(i * 4, values[i]!, true);
  return new Uint8Array(bytes.buffer);
}
