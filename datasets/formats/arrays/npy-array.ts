/** A .npy file, or an array of a .npz, as a NamedArray. Objects are never unpickled. */
import { DatasetError } from '../../dataset.ts';
import { npyHeader } from '../numpy/npy-header.ts';
import { numberType } from '../numpy/npy-numbers.ts';
import { textType } from '../numpy/npy-texts.ts';
import { ReadError } from '../numpy/read-error.ts';
import type { NamedArray } from './named-array.ts';

/** Maximum axes of an array: pictures have four, and more take longer to walk. numpy's own limit is 64. */
const MAX_AXES = 32;

/** Size and reader of one element. */
interface Element {
  readonly type: string;
  readonly size: number;
  /** Null for strings. */
  readonly number: ((view: DataView, at: number) => number) | null;
  readonly text: ((view: DataView, at: number) => string) | null;
}

/**
 * Allocates nothing: the numbers stay in `bytes` until they are read.
 * @param file that contains the array, for display
 * @param name of the array: `x_train`
 * @throws DatasetError for objects, a damaged header, or fewer bytes than the shape needs.
 */
export function npyArray(file: string, name: string, bytes: Uint8Array): NamedArray {
  const place = `${file}: ${name}`;
  const { descr, shape, begin, fortranOrder } = asDatasetError(() => npyHeader(place, bytes));
  const element = asDatasetError(() => elementOf(place, descr));
  const cells = shape.reduce((product, n) => product * n, 1);
  const has = Math.floor((bytes.length - begin) / element.size);
  if (shape.length > MAX_AXES || has < cells) {
    const found =
      shape.length > MAX_AXES ? `${shape.length} axes` : `${cells} elements, but the file ends after ${has}`;
    throw new DatasetError(`${place} has the shape (${shape.join(',')}): ${found}`, 'Copy or save the file again.');
  }
  const data = new DataView(bytes.buffer, bytes.byteOffset + begin, cells * element.size);
  const read =
    fortranOrder && shape.length > 1 ? fortranReader(data, shape, element) : plainReader(data, shape, element);
  return { name, file, shape, type: element.type, read };
}

function elementOf(place: string, descr: string): Element {
  const text = textType(descr);
  if (text) return { type: 'string', size: text.size, number: null, text: text.read };
  const { name, size, read } = numberType(place, descr);
  // One-hot labels are often booleans.
  return { type: name === 'bool' ? 'uint8' : name, size, number: read, text: null };
}

function plainReader(data: DataView, shape: readonly number[], element: Element): NamedArray['read'] {
  const row = shape.slice(1).reduce((product, n) => product * n, 1);
  return (begin, end) => {
    const [from, count] = [begin * row, (end - begin) * row];
    if (element.type === 'uint8') return new Uint8Array(data.buffer, data.byteOffset + from, count);
    return collected(element, count, data, (i) => from + i);
  };
}

/** In Fortran order the first axis varies fastest. */
function fortranReader(data: DataView, shape: readonly number[], element: Element): NamedArray['read'] {
  const strides = shape.map((_, axis) => shape.slice(0, axis).reduce((product, n) => product * n, 1));
  const row = shape.slice(1).reduce((product, n) => product * n, 1);
  return (begin, end) => {
    const index = shape.map((_, axis) => (axis === 0 ? begin : 0));
    let next = begin;
    return collected(element, (end - begin) * row, data, () => {
      const at = next;
      for (let axis = shape.length - 1; axis >= 0; axis--) {
        next += strides[axis]!;
        if (++index[axis]! < shape[axis]! || axis === 0) break;
        next -= strides[axis]! * shape[axis]!;
        index[axis] = 0;
      }
      return at;
    });
  };
}

/** @param place index in the file of the i-th element; called in order */
function collected(
  { type, size, number, text }: Element,
  count: number,
  data: DataView,
  place: (i: number) => number,
): ArrayLike<number> | string[] {
  if (text) return Array.from({ length: count }, (_, i) => text(data, place(i) * size));
  const into = type === 'uint8' ? new Uint8Array(count) : new Float64Array(count);
  for (let i = 0; i < count; i++) into[i] = number!(data, place(i) * size);
  return into;
}

/** Turns a ReadError into a DatasetError. */
function asDatasetError<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ReadError) throw new DatasetError(error.message, error.remedy, { cause: error });
    throw error;
  }
}
