/** Reads what a learner pastes: complete arrays, or the output of the notebook's cells. */

import {
  type ListLiteral,
  type Literal,
  type Statement,
  statementsOf,
} from '../../../datasets/formats/numpy/python-literal.ts';
import { ReadError } from '../../../datasets/formats/numpy/read-error.ts';
import type { ReadArray } from './arrays.ts';
import { ElidedError, tensorOf } from './literal-tensor.ts';

export type Pasted =
  | { readonly kind: 'arrays'; readonly arrays: readonly ReadArray[] }
  /** `Z's mean =`, `dA_mean = `, one printed row, or an array that numpy has elided; `notes` say which. */
  | { readonly kind: 'printed'; readonly text: string; readonly notes: readonly string[] };

/** Maximum characters, some 25 000 numbers, which are read in a tenth of a second; more should come as a file. */
export const MAX_TEXT = 500_000;

/**
 * A label that names not an array but a part of one: `Z's mean =`, `x_pad[1,1] =`, `x.shape =`, `dA_mean =`, `mode =
 * max`. Like the others here it takes time in proportion to the text, whatever that is: no part of it matches twice.
 */
const PRINTED_LABEL =
  /(?:^|\n)[ \t]*(?:[A-Za-z_][\w']*(?:[ \t]+[A-Za-z_]\w*)+[ \t]*=|\w+'s\b|[\w.]+[ \t]*\[[^\]\n]*\][\w[\], \t]*=|\w+\.shape\b|(?=\w*mean)\w+[ \t]*[=:]|mode[ \t]*=[ \t]*\w|CASE\b)/i;
/** The prompt that an interactive Python or a notebook prints before the value. */
const PROMPT = /^(?:>>> ?|In ?\[\d*\]: ?|Out ?\[\d*\]: ?)/gm;
/** A tensor as TensorFlow prints it: its numbers are after `numpy=`. */
const TENSORFLOW = /<tf\.\w[^<>]*>/g;
const NUMBERS = 'numpy=';

/** @throws ReadError if the text is neither. */
export function readPasted(text: string): Pasted {
  if (text.trim() === '')
    throw new ReadError('There is nothing to check yet.', 'Paste what Python prints, or drop a file.');
  if (text.length > MAX_TEXT) {
    throw new ReadError(
      `The text has ${text.length.toLocaleString('en-US')} characters; at most ${MAX_TEXT.toLocaleString('en-US')} are read here.`,
      'Save the array with np.save and drop the file here.',
    );
  }
  if (PRINTED_LABEL.test(text)) return { kind: 'printed', text, notes: [] };
  try {
    return { kind: 'arrays', arrays: readArrays(text) };
  } catch (thrown) {
    if (!(thrown instanceof ElidedError)) throw thrown;
    return { kind: 'printed', text, notes: [`${thrown.message} ${thrown.remedy}`] };
  }
}

/**
 * Every array of the text.
 * @throws ElidedError, ReadError
 */
export function readArrays(text: string): ReadArray[] {
  const plain = text.replace(PROMPT, '').replace(TENSORFLOW, (whole) => {
    const at = whole.indexOf(NUMBERS);
    return at < 0 ? whole : whole.slice(at + NUMBERS.length, -1);
  });
  return statementsOf(plain).flatMap(arraysOf);
}

/** A dictionary or a tuple of arrays contains several arrays. */
function arraysOf({ name, value }: Statement): ReadArray[] {
  if (typeof value === 'object' && value.kind === 'dict') {
    return value.entries.map(([key, entry]) => arrayOf(key, entry));
  }
  if (isTupleOfArrays(value)) return value.items.flatMap((item) => arraysOf({ name: null, value: item }));
  return [arrayOf(name, value)];
}

function arrayOf(name: string | null, value: Literal): ReadArray {
  return { name, tensor: tensorOf(name ?? 'The array', value), notes: [] };
}

/** `(array([...]), array([...]))`, as `return dA_prev, dW, db` is printed; the caller ignores the cache of a pass. */
function isTupleOfArrays(value: Literal): value is ListLiteral {
  if (typeof value === 'number' || value.kind !== 'list' || value.made !== 'tuple') return false;
  return value.items.some((item) => typeof item === 'object' && item.kind === 'list' && item.made === 'array');
}
