/** Strict reader and simple writer of numpy's .npy format. */

import { type NpyHeader, npyHeader } from '../../../datasets/formats/numpy/npy-header.ts';
import { type NumberType, numberType } from '../../../datasets/formats/numpy/npy-numbers.ts';
import { npyBeginning } from '../../../datasets/formats/numpy/npy-writing.ts';
import { ReadError } from '../../../datasets/formats/numpy/read-error.ts';
import type { Tensor } from '../../reference/tensor.ts';
import { cellCount, type ReadArray } from './arrays.ts';

export { isNpy } from '../../../datasets/formats/numpy/npy-header.ts';

/**
 * Reads an array of any number type, byte order and axis order as float64 in C order.
 * @param name of the array, for the messages: `Z`
 * @throws ReadError for objects (which are never unpickled), too many numbers, a truncated or damaged file.
 */
export function readNpy(name: string, bytes: Uint8Array): ReadArray {
  const header = npyHeader(name, bytes);
  const type = numberType(name, header.descr);
  const cells = cellCount(name, header.shape);
  const has = Math.floor((bytes.length - header.begin) / type.size);
  if (has < cells) {
    throw new ReadError(`${name} ends after ${has} of its ${cells} numbers.`, 'Copy or save the file again.');
  }
  const left = bytes.length - header.begin - cells * type.size;
  const stored = numbers(bytes, header.begin, cells, type);
  const { shape } = header;
  const data = header.fortranOrder && shape.length > 1 ? cOrder(stored, shape) : stored;
  return { name, tensor: { shape, data }, notes: notesOf(name, header, type, left) };
}

function numbers(bytes: Uint8Array, begin: number, cells: number, { size, read }: NumberType): Float64Array {
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
      ? [`${name} is stored in Fortran order. It was read correctly: this is not a mistake.`]
      : []),
    ...(type.bigEndian
      ? [`${name} is stored big-endian (${type.name}). It was read correctly: this is not a mistake.`]
      : []),
    ...(type.name === 'float16'
      ? [`${name} is float16, which keeps three digits; float64 tells more mistakes apart.`]
      : []),
    ...(left > 0 ? [`${left} bytes after ${name} were not read.`] : []),
  ];
}

/** Version 1.0, float64, little-endian, C order. */
export function writeNpy({ shape, data }: Tensor): Uint8Array<ArrayBuffer> {
  const beginning = npyBeginning('<f8', shape);
  const bytes = new Uint8Array(beginning.length + data.length * 8);
  bytes.set(beginning);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < data.length; i++) view.setFloat64(beginning.length + i * 8, data[i]!, true);
  return bytes;
}
