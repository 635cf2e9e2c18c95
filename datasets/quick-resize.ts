/**
 * `preprocess` for thousands of files: resize.ts in WebAssembly SIMD (wasm/resize.cc), byte for byte the same. One
 * instance has one memory, so it belongs to one thread; pictures pass through it in strips, so large ones do not make it
 * grow.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHANNELS, IMAGE_BYTES, IMAGE_SIZE } from './dataset.ts';
import { centreSquare, type Picture } from './preprocess.ts';
import { checkPart, type Rectangle, resize, type Weights, weightsOf } from './resize.ts';

const FILE = join(import.meta.dirname, 'wasm/resize.wasm');
const PAGE = 65536;
/** Bytes of source rows at a time. */
const STRIP = 2 ** 20;
/** Accessible bytes after the end of what a pass reads or writes: it works on 16 bytes at a time. */
const SLACK = 64;
/** As in wasm/resize.cc: a weight is `high` 2^15 + `low`. */
const LOW_BITS = 15;
const SIZE = { width: IMAGE_SIZE, height: IMAGE_SIZE };
const STRIDE = IMAGE_SIZE * CHANNELS;

/** The module's own memory, which no other thread sees. */
interface Growing {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** Addresses are byte offsets. */
interface Exports {
  readonly memory: Growing;
  readonly __heap_base: WebAssembly.Global;
  rows(
    ...of: [
      source: number,
      height: number,
      stride: number,
      channels: number,
      outputs: number,
      weights: number,
      width: number,
      out: number,
    ]
  ): void;
  columns(source: number, stride: number, outputs: number, weights: number, height: number, out: number): void;
}

/** The largest centred square of a picture as (64,64,3) RGB, see `preprocess`. @throws RangeError as it does */
export type QuickPreprocess = (picture: Picture) => Uint8Array;

/** Compiles the module, which takes some milliseconds. */
export function quickPreprocess(): QuickPreprocess {
  const module = new WebAssembly.Module(readFileSync(FILE));
  const exports = new WebAssembly.Instance(module).exports as unknown as Exports;
  const weights = new PackedWeights();
  return (picture) => {
    const { x, y, size } = centreSquare(picture.width, picture.height);
    const part = { x, y, width: size, height: size };
    if (size === IMAGE_SIZE) return resize(picture, part, SIZE);
    checkPart(picture, part);
    return throughStrips(exports, weights.of(size), picture, part);
  };
}

function throughStrips(
  exports: Exports,
  { outputs, pairs }: Packed,
  { width, channels, data }: Picture,
  { x, y, width: size }: Rectangle,
): Uint8Array {
  const stride = size * channels;
  const lines = Math.min(size, Math.max(1, Math.floor(STRIP / stride)));
  const place = placing(exports.__heap_base.value as number);
  const [outputsAt, pairsAt] = [place(outputs.byteLength), place(pairs.byteLength)];
  const [strip, between, out] = [place(lines * stride), place((size + 1) * STRIDE), place(IMAGE_BYTES)];
  grow(exports.memory, place(0));
  const memory = new Uint8Array(exports.memory.buffer);
  memory.set(bytesOf(outputs), outputsAt);
  memory.set(bytesOf(pairs), pairsAt);
  for (let top = 0; top < size; top += lines) {
    const height = Math.min(lines, size - top);
    for (let row = 0; row < height; row++) {
      const from = ((y + top + row) * width + x) * channels;
      memory.set(data.subarray(from, from + stride), strip + row * stride);
    }
    const to = between + top * STRIDE;
    exports.rows(strip, height, stride, channels, outputsAt, pairsAt, IMAGE_SIZE, to);
  }
  exports.columns(between, STRIDE, outputsAt, pairsAt, IMAGE_SIZE, out);
  return memory.slice(out, out + IMAGE_BYTES);
}

/** Allocates addresses, one after the other. */
function placing(base: number): (bytes: number) => number {
  let next = Math.ceil(base / 16) * 16;
  return (bytes) => {
    const at = next;
    next += Math.ceil((bytes + SLACK) / 16) * 16;
    return at;
  };
}

function grow(memory: Growing, bytes: number): void {
  const missing = Math.ceil((bytes - memory.buffer.byteLength) / PAGE);
  if (missing > 0) memory.grow(missing);
}

function bytesOf(array: Int32Array | Int16Array): Uint8Array {
  return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/** Weights in the layout of wasm/resize.cc. */
interface Packed {
  /** (64,3): the first source pixel, the number of pairs of taps, and the index of the first pair. */
  readonly outputs: Int32Array;
  /** (64 * pairs,4): two taps' high parts, then their low ones. */
  readonly pairs: Int16Array;
}

/** Keeps the weights of the last size: a folder's pictures mostly have the same. */
class PackedWeights {
  #size = 0;
  #packed: Packed = { outputs: new Int32Array(), pairs: new Int16Array() };

  of(size: number): Packed {
    if (size !== this.#size) this.#packed = packed(weightsOf(size, IMAGE_SIZE));
    this.#size = size;
    return this.#packed;
  }
}

function packed({ first, count, weight, taps }: Weights): Packed {
  const most = Math.ceil(taps / 2);
  const outputs = new Int32Array(IMAGE_SIZE * 3);
  const pairs = new Int16Array(IMAGE_SIZE * most * 4);
  for (let out = 0; out < IMAGE_SIZE; out++) {
    outputs.set([first[out]!, Math.ceil(count[out]! / 2), out * most], out * 3);
    for (let k = 0; k < count[out]!; k++) {
      const value = weight[out * taps + k]!;
      const at = (out * most + (k >> 1)) * 4 + (k & 1);
      pairs[at] = value >> LOW_BITS;
      pairs[at + 2] = value & (2 ** LOW_BITS - 1);
    }
  }
  return { outputs, pairs };
}
