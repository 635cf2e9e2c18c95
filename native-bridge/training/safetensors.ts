/**
 * The safetensors container (huggingface/safetensors, format description in its README): 8 bytes little-endian header
 * length, a JSON header {name: {dtype, shape, data_offsets}, __metadata__: {string: string}}, then the raw bytes.
 * Python's `safetensors` reads it, so a checkpoint can be opened elsewhere. The npm registry has no maintained writer,
 * and the format needs only these few lines.
 */
import { z } from 'zod';
import { sizeOf, type Tensor32 } from '../convnet/tensor.ts';

export interface TensorFile {
  readonly tensors: Readonly<Record<string, Tensor32>>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** Tensors by name. */
export type Tensors = Readonly<Record<string, Tensor32>>;

const Entry = z.object({
  dtype: z.literal('F32'),
  shape: z.array(z.int().min(0)).max(8),
  data_offsets: z.tuple([z.int().min(0), z.int().min(0)]),
});
const Header = z.record(z.string(), z.unknown());
const Metadata = z.record(z.string(), z.string()).default({});

const HEADER_LIMIT = 100_000_000; // bytes; the format's own limit

/** Float32 tensors and string metadata as one file's bytes. */
export function encodeTensors(file: TensorFile): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: file.metadata };
  let end = 0;
  for (const [name, { shape, data }] of Object.entries(file.tensors)) {
    header[name] = { dtype: 'F32', shape, data_offsets: [end, end + data.byteLength] };
    end += data.byteLength;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const padded = Math.ceil(json.length / 8) * 8; // the format requires spaces up to a multiple of 8
  const bytes = new Uint8Array(8 + padded + end).fill(0x20, 8, 8 + padded);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(padded), true);
  bytes.set(json, 8);
  let at = 8 + padded;
  for (const { data } of Object.values(file.tensors)) {
    bytes.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), at);
    at += data.byteLength;
  }
  return bytes;
}

/** Reads what `encodeTensors` writes. @throws Error with the reason if the bytes are not such a file. */
export function decodeTensors(bytes: Uint8Array): TensorFile {
  if (bytes.length < 8) throw new Error(`${bytes.length} bytes are too few for a header`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = Number(view.getBigUint64(0, true));
  if (length > HEADER_LIMIT || 8 + length > bytes.length)
    throw new Error(`the header's length ${length} does not fit the file`);
  const { __metadata__, ...entries } = Header.parse(
    JSON.parse(new TextDecoder().decode(bytes.subarray(8, 8 + length))),
  );
  // A plain view: Buffer.slice would share the memory of its pool.
  const body = new Uint8Array(bytes.buffer, bytes.byteOffset + 8 + length, bytes.byteLength - 8 - length);
  const tensors: Record<string, Tensor32> = {};
  for (const [name, value] of Object.entries(entries)) {
    const {
      shape,
      data_offsets: [begin, end],
    } = Entry.parse(value);
    if (end > body.length || end - begin !== sizeOf(shape) * 4) throw new Error(`tensor ${name} is outside the file`);
    // Copied: the body need not be aligned to 4 bytes.
    tensors[name] = { shape, data: new Float32Array(body.slice(begin, end).buffer) };
  }
  return { tensors, metadata: Metadata.parse(__metadata__) };
}

/** The same tensors with the prefix before each name, so that several groups can share one file. */
export function prefixed(prefix: string, tensors: Tensors): Tensors {
  return Object.fromEntries(Object.entries(tensors).map(([name, tensor]) => [prefix + name, tensor]));
}

/** The tensors whose name begins with the prefix, with the prefix removed. */
export function withPrefix(prefix: string, tensors: Tensors): Tensors {
  return Object.fromEntries(
    Object.entries(tensors)
      .filter(([name]) => name.startsWith(prefix))
      .map(([name, tensor]) => [name.slice(prefix.length), tensor]),
  );
}
