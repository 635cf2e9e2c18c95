/** Labels and class names, in all forms found in files. */
import { DatasetError } from '../../dataset.ts';
import { checkClasses } from '../reading.ts';
import { described, isFloat, isInteger, type NamedArray, numbersOf, placed } from './named-array.ts';
import { MAX_CLASSES } from './roles.ts';

const REMEDY = 'Expected: whole numbers from 0 to classes - 1, one per picture, or one-hot rows.';

export interface RawLabels {
  /** (N) whole numbers as stored in the file. */
  readonly values: Int32Array;
  /** Number of columns of one-hot rows; null for plain labels. */
  readonly oneHot: number | null;
}

/**
 * @param count number of pictures
 * @throws DatasetError if a label is not a whole number, or a row does not have exactly one 1.
 */
export function readLabels(array: NamedArray, count: number): RawLabels {
  const numbers = numbersOf(array.read(0, array.shape[0]!));
  const columns = array.shape.length === 2 && array.shape[0] === count && array.shape[1]! > 1 ? array.shape[1]! : null;
  if (columns !== null)
    return {
      values: Int32Array.from({ length: count }, (_, row) => hotColumn(array, numbers, row, columns)),
      oneHot: columns,
    };
  const wrong = Array.prototype.findIndex.call(
    numbers,
    (label: number) => !Number.isInteger(label) || Math.abs(label) > 2 ** 31,
  );
  if (wrong >= 0) throw refused(array, `label ${wrong} is ${numbers[wrong]}, not a whole number`);
  return { values: Int32Array.from(numbers), oneHot: null };
}

/** The column of a row's single 1. */
function hotColumn(array: NamedArray, numbers: ArrayLike<number>, row: number, columns: number): number {
  let place = -1;
  for (let column = 0; column < columns; column++) {
    const value = numbers[row * columns + column]!;
    if (value === 0) continue;
    if (value !== 1 || place >= 0) throw refused(array, `row ${row} is not one-hot: column ${column} is ${value}`);
    place = column;
  }
  if (place < 0) throw refused(array, `row ${row} is not one-hot: it has no 1`);
  return place;
}

/** @throws DatasetError if the array is not a list of two or more different names. */
export function readClasses(array: NamedArray): string[] {
  const count = array.shape[0] ?? 0;
  const known = isInteger(array) || array.type === 'string';
  if (array.shape.length !== 1 || !known || count > MAX_CLASSES) {
    throw new DatasetError(
      `${placed(array)} is ${described(array)}, not a list of class names`,
      'Expected: integers or strings (C).',
    );
  }
  const classes = count === 0 ? [] : Array.from(array.read(0, count) as ArrayLike<unknown>, String);
  checkClasses(placed(array), classes);
  const twice = classes.find((name, i) => classes.indexOf(name) < i);
  if (twice !== undefined) throw refused(array, `names ${twice} twice`);
  return classes;
}

/** Classes from the labels alone, without a list of names: the values that occur, or the columns of one-hot rows. */
export function classesOf(labels: readonly RawLabels[], where: string): string[] {
  const columns = labels[0]?.oneHot ?? null;
  const values = new Set(labels.flatMap(({ values }) => [...values]));
  if (columns === null && values.size > MAX_CLASSES) {
    throw new DatasetError(`${where} has ${values.size} different labels, too many for classes`, REMEDY);
  }
  const classes =
    columns === null
      ? [...values].sort((a, b) => a - b).map(String)
      : Array.from({ length: columns }, (_, at) => String(at));
  checkClasses(where, classes);
  return classes;
}

/**
 * (N) class indices. Labels are indices into the list of classes or, if they do not fit that, the numbers that it lists.
 * @param byValue the labels are the class names
 * @throws DatasetError with the numbers.
 */
export function classIndices(
  array: NamedArray,
  { values }: RawLabels,
  classes: readonly string[],
  byValue: boolean,
): Int32Array {
  const numbered = new Map(classes.map((name, at) => [name, at]));
  return values.map((label, at) => {
    const index = byValue ? (numbered.get(String(label)) ?? -1) : label;
    if (index >= 0 && index < classes.length) return index;
    const [low, high] = range(values);
    throw refused(
      array,
      `holds labels ${low}..${high} for ${classes.length} classes (${classes.slice(0, 8).join(', ')}${classes.length > 8 ? ', ...' : ''}): label ${at} is ${label}`,
    );
  });
}

/** Whether the labels are the listed names themselves rather than indices: 1..6 for classes 1..6. */
export function namesClasses(labels: readonly RawLabels[], classes: readonly string[]): boolean {
  const fits = (label: number) => label >= 0 && label < classes.length;
  if (labels.every(({ oneHot, values }) => oneHot !== null || values.every(fits))) return false;
  return labels.every(({ values }) => values.every((label) => classes.includes(String(label))));
}

function range(values: Int32Array): [number, number] {
  return [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
}

function refused(array: NamedArray, found: string): DatasetError {
  return new DatasetError(`${placed(array)} ${isFloat(array) ? `(${array.type}) ` : ''}${found}`, REMEDY);
}
