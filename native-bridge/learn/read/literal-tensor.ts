/** Converts a printed list to a tensor: all rows must have the same length, and no numbers may be elided. */

import type { Literal } from '../../../datasets/formats/numpy/python-literal.ts';
import { ReadError } from '../../../datasets/formats/numpy/read-error.ts';
import type { Tensor } from '../../reference/tensor.ts';
import { cellCount } from './arrays.ts';

/** numpy elided numbers, `[0. 1. ... 8. 9.]`: it is a printed summary, not an array. */
export class ElidedError extends ReadError {}

/**
 * @param name for the messages
 * @throws ElidedError if numpy printed `...` instead of numbers.
 * @throws ReadError if rows differ in length or something is not a number.
 */
export function tensorOf(name: string, literal: Literal): Tensor {
  if (hasElision(literal)) {
    throw new ElidedError(
      `${name} is printed in part: numpy left numbers out (it prints "..." for them).`,
      'Print all of it after np.set_printoptions(threshold=sys.maxsize), or save it with np.save and drop the file here.',
    );
  }
  const shape = shapeOf(literal);
  const data = new Float64Array(cellCount(name, shape));
  const filled = fill(name, literal, shape, 0, data, 0);
  if (filled !== data.length) throw uneven(name, filled, shape);
  return { shape, data };
}

function hasElision(literal: Literal): boolean {
  if (typeof literal === 'number') return false;
  return literal.kind === 'elision' || (literal.kind === 'list' && literal.items.some(hasElision));
}

/** The shape, judged by the first element of every list. */
function shapeOf(literal: Literal): number[] {
  const shape: number[] = [];
  for (let inner: Literal | undefined = literal; typeof inner === 'object' && inner.kind === 'list'; ) {
    shape.push(inner.items.length);
    inner = inner.items[0];
  }
  return shape;
}

/** Writes the numbers starting at `at`, in C order; returns the position after the last. */
function fill(
  name: string,
  literal: Literal,
  shape: readonly number[],
  axis: number,
  data: Float64Array,
  at: number,
): number {
  if (typeof literal === 'number') {
    if (axis !== shape.length) throw uneven(name, at, shape);
    data[at] = literal;
    return at + 1;
  }
  if (literal.kind !== 'list') throw noNumber(name, literal);
  const { items } = literal;
  if (items.length !== shape[axis]) throw uneven(name, at, shape, axis, items.length);
  let next = at;
  for (const item of items) next = fill(name, item, shape, axis + 1, data, next);
  return next;
}

function uneven(name: string, at: number, shape: readonly number[], axis?: number, found?: number): ReadError {
  const where =
    axis === undefined
      ? 'Lists and numbers are mixed'
      : `A list on axis ${axis} has ${found} elements, the first of them has ${shape[axis] ?? 'none'}`;
  return new ReadError(
    `${name} is not a complete array. ${where}, after ${at} numbers.`,
    'Part of it is missing, or it was put together from lists of several lengths: copy all of it, or save it with np.save.',
  );
}

function noNumber(name: string, literal: Exclude<Literal, number>): ReadError {
  if (literal.kind === 'none') {
    return new ReadError(
      `${name} is None: the function returns nothing there.`,
      'End it with a return statement that returns what the signature names.',
    );
  }
  const what = literal.kind === 'text' ? `the text "${literal.value.slice(0, 24)}"` : 'a dictionary';
  return new ReadError(
    `${name} holds ${what} where a number is expected.`,
    'Paste only the array, as Python prints it.',
  );
}
