/** numpy's .npy, read strictly and written plainly. */
import type { Tensor } from '../../reference/tensor.ts';
import type { ReadArray } from './arrays.ts';
import { type NpyHeader, npyHeader } from './npy-header.ts';
import { type NumberType, numberType } from './npy-numbers.ts';
import { ReadError } from './read-error.ts';

export { isNpy } from './npy-header.ts';

/**
 * An array of any number type, either order of bytes and of axes, in float64 and C order.
 * @param name of the array, for the sentences: `Z`
 * @throws ReadError for objects (which are never unpickled), too many numbers, a file that is cut off or damaged.
 */
export function readNpy(name: string, bytes: Uint8Array): ReadArray {
  const header = npyHeader(name, bytes);
  const type = numberType(name, header.descr);
  const has = Math.floor((bytes.length - header.begin) / type.size);
  if (has < header.cells) {
    throw new ReadError(`${name} ends after ${has} of its ${header.cells} numbers.`, 'Copy or save the file again.');
  }
  const left = bytes.length - header.begin - header.cells * type.size;
  const stored = numbers(bytes, header, type);
  const { shape } = header;
  const data = header.fortranOrder && shape.length > 1 ? cOrder(stored, shape) : stored;
  return { name, tensor: { shape, data }, notes: notesOf(name, header, type, left) };
}

function numbers(bytes: Uint8Array, { begin, cells }: NpyHeader, { size, read }: NumberType): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const data = new Float64Array(cells);
  for (let i = 0; i < cells; i++) data[i] = read(view, begin + i * size);
  return data;
}

/** Fortran order has the first axis fastest. */
function cOrder(stored: Float64Array, shape: readonly number[]): Float64Array {
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, n) => product * n, 1));
  const data = new Float64Array(stored.length);
  const index = shape.map(() => 0);
  for (let place = 0, from = 0; place < data.length; place++) {
    data[place] = stored[from]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis]!;
      if (++index[axis]! < shape[axis]!) break;
      from -= strides[axis]! * shape[axis]!;
      index[axis] = 0;
    }
  }
  return data;
}

function notesOf(name: string, { fortranOrder, shape }: NpyHeader, type: NumberType, left: number): string[] {
  return [
    ...(fortranOrder && shape.length > 1
      ? [`${name} is stored in Fortran order. It was read by its indices: no mistake.`]
      : []),
    ...(type.bigEndian ? [`${name} is stored big-endian (${type.name}). It was read so: no mistake.`] : []),
    ...(type.name === 'float16' ? [`${name} is float16, which keeps three digits: use float64 or float32.`] : []),
    ...(left > 0 ? [`${left} bytes after ${name} were not read.`] : []),
  ];
}

/** Every array begins at a multiple of this, as numpy writes it. */
const ALIGNED = 64;

/** Version 1.0, float64, little-endian, C order. */
export function writeNpy({ shape, data }: Tensor): Uint8Array<ArrayBuffer> {
  const tuple = shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(', ')})`;
  const dict = `{'descr': '<f8', 'fortran_order': False, 'shape': ${tuple}, }`;
  const begin = Math.ceil((10 + dict.length + 1) / ALIGNED) * ALIGNED;
  const header = `\x93NUMPY\x01\x00\0\0${dict.padEnd(begin - 11)}\n`;
  const bytes = new Uint8Array(begin + data.length * 8);
  bytes.set(Uint8Array.from(header, (character) => character.charCodeAt(0)));
  const view = new DataView(bytes.buffer);
  view.setUint16(8, begin - 10, true);
  for (let i = 0; i < data.length; i++) view.setFloat64(begin + i * 8, data[i]!, true);
  return bytes;
}
