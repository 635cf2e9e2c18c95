/**
 * Packs and unpacks the pictures of a sweep: the header's length (uint64), a JSON header, then for train and validation
 * the pixels (n,64,64,3), the labels (n) and, if there are any, the groups (n), both as int32. All little-endian. The
 * test split is left out, because sweeps do not use it.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { IMAGE_BYTES, type ImageSet } from '../../datasets/dataset.ts';

export interface SweepSplits {
  readonly train: ImageSet;
  readonly validation: ImageSet;
}

const SPLITS = ['train', 'validation'] as const;
const Part = z.strictObject({ count: z.int().min(0), groups: z.boolean() });
const Header = z.strictObject({ train: Part, validation: Part });
const HEADER_LIMIT = 1000; // bytes

export interface PackedPictures {
  /** The parts to concatenate; pixels are not copied. */
  readonly parts: readonly Uint8Array[];
  readonly bytes: number;
  /** Hexadecimal, of all parts together. */
  readonly sha256: string;
}

export function packPictures(splits: SweepSplits): PackedPictures {
  const about = ({ count, groups }: ImageSet) => ({ count, groups: groups !== undefined });
  const header = { train: about(splits.train), validation: about(splits.validation) };
  const parts = [headerBytes(header), ...SPLITS.flatMap((name) => partsOf(splits[name]))];
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return { parts, bytes: parts.reduce((sum, part) => sum + part.length, 0), sha256: hash.digest('hex') };
}

/** All parts in chunks of `size` bytes; the last one may be shorter. */
export function* chunksOf(parts: readonly Uint8Array[], size: number): Generator<Buffer> {
  let [waiting, length]: [Uint8Array[], number] = [[], 0];
  for (const part of parts) {
    for (let at = 0; at < part.length; ) {
      const some = part.subarray(at, at + size - length);
      waiting.push(some);
      at += some.length;
      length += some.length;
      if (length < size) continue;
      yield Buffer.concat(waiting);
      [waiting, length] = [[], 0];
    }
  }
  if (length > 0) yield Buffer.concat(waiting);
}

/** @throws Error if the bytes do not match that hash, or are not pictures. */
export function unpackPictures(bytes: Uint8Array, sha256: string): SweepSplits {
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== sha256) throw new Error(`the pictures have the sha256 ${found}, not ${sha256}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  if (length > HEADER_LIMIT) throw new Error(`a header of ${length} bytes is not valid`);
  const header = Header.parse(JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))));
  let at = 8 + length;
  const take = (count: number) => {
    at += count;
    // A plain view, even for a Buffer.
    return new Uint8Array(bytes.buffer, bytes.byteOffset + at - count, count);
  };
  const read = ({ count, groups }: z.infer<typeof Part>): ImageSet => ({
    ...{ count, images: take(count * IMAGE_BYTES), labels: integers(take(count * 4)) },
    ...(groups && { groups: integers(take(count * 4)) }),
    // The sources of pictures are for people and are not transferred.
    sources: new Array<string>(count).fill(''),
  });
  return { train: read(header.train), validation: read(header.validation) };
}

function headerBytes(header: z.infer<typeof Header>): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(header));
  const padded = Math.ceil(json.length / 8) * 8;
  const bytes = new Uint8Array(8 + padded).fill(0x20, 8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(padded), true);
  bytes.set(json, 8);
  return bytes;
}

function partsOf({ count, images, labels, groups }: ImageSet): Uint8Array[] {
  const pixels = images.subarray(0, count * IMAGE_BYTES);
  return [pixels, littleEndian(labels), ...(groups ? [littleEndian(groups)] : [])];
}

function littleEndian(values: Int32Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(values.length * 4));
  for (const [i, value] of values.entries()) view.setInt32(i * 4, value, true);
  return new Uint8Array(view.buffer);
}

function integers(bytes: Uint8Array): Int32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Int32Array.from({ length: bytes.length / 4 }, (_, i) => view.getInt32(i * 4, true));
}
