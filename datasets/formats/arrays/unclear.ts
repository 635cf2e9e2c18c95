/** An error about arrays that leave a choice, with what a person needs to make it. */
import { DatasetError, type ImageSet } from '../../dataset.ts';
import { readLabels } from './labels.ts';
import { callOf } from './mapping.ts';
import { described, isNumeric, type NamedArray } from './named-array.ts';
import { readPictures, scaleOf } from './pixels.ts';
import { labelCount, layoutOf } from './roles.ts';

/** Pictures that an array, or a class of it, is shown by. */
const SHOWN = 6;
/** Of an array that could label pictures; the first of them. */
const MOST_CLASSES = 12;
/** Arrays that could label the same pictures and are shown with them. */
const MOST_LABELS = 4;

export interface ClassShown {
  /** As the file has it: a whole number. */
  readonly label: number;
  readonly count: number;
  /** Its first six, (n,64,64,3). */
  readonly pictures: ImageSet['images'];
}

/** Pictures as one array would label them. */
export interface Labelling {
  /** What a map calls the array of labels. */
  readonly by: string;
  /** The first twelve. */
  readonly classes: readonly ClassShown[];
  /** Classes that are not shown. */
  readonly more: number;
}

export interface ArrayChoice {
  /** As a map calls it. */
  readonly call: string;
  /** `uint8 (1080,64,64,3)` */
  readonly described: string;
  /** Its first six, (6,64,64,3); null where it holds no pictures. */
  readonly pictures: ImageSet['images'] | null;
  /** By each array that could label them. */
  readonly labellings: readonly Labelling[];
}

export class UnclearArrays extends DatasetError {
  readonly choices: readonly ArrayChoice[];

  constructor({ message, remedy, cause }: DatasetError, arrays: readonly NamedArray[]) {
    super(message, remedy, { cause });
    this.choices = arrays.map((array) => ({
      call: callOf(array, arrays),
      described: described(array),
      pictures: shownOf(array, range(Math.min(SHOWN, array.shape[0] ?? 0))),
      labellings: labellingsOf(array, arrays),
    }));
  }
}

function labellingsOf(array: NamedArray, arrays: readonly NamedArray[]): Labelling[] {
  if (!layoutOf(array)) return [];
  const fitting = arrays.filter(
    (other) => isNumeric(other) && !layoutOf(other) && labelCount(other) === array.shape[0],
  );
  return fitting.flatMap((labels) => labelling(array, labels, arrays) ?? []).slice(0, MOST_LABELS);
}

/** Null where the numbers are no labels, or the pictures are none. */
function labelling(array: NamedArray, labels: NamedArray, arrays: readonly NamedArray[]): Labelling | null {
  const rows = new Map<number, number[]>();
  try {
    for (const [row, label] of readLabels(labels, array.shape[0]!).values.entries()) {
      const known = rows.get(label);
      if (known) known.push(row);
      else rows.set(label, [row]);
    }
  } catch (error) {
    if (error instanceof DatasetError) return null;
    throw error;
  }
  // As many labels as pictures number them: they are no classes.
  if (rows.size === array.shape[0] && rows.size > MOST_CLASSES) return null;
  const all = [...rows].sort(([a], [b]) => a - b);
  const classes = all.slice(0, MOST_CLASSES).flatMap(([label, of]) => {
    const pictures = shownOf(array, of.slice(0, SHOWN));
    return pictures ? [{ label, count: of.length, pictures }] : [];
  });
  return classes.length > 0 ? { by: callOf(labels, arrays), classes, more: all.length - classes.length } : null;
}

/** (rows,64,64,3); null where it is no array of pictures, or one of numbers that are none. */
function shownOf(array: NamedArray, rows: readonly number[]): Uint8Array | null {
  const layout = layoutOf(array);
  if (!layout) return null;
  const few = { ...array, shape: [rows.length, ...array.shape.slice(1)], read: rowsOf(array, rows) };
  try {
    return readPictures(few, layout, scaleOf(few));
  } catch (error) {
    if (error instanceof DatasetError) return null;
    throw error;
  }
}

type Numbers = Float64Array | BigInt64Array;

/** Reads those rows in place of the array's own. */
function rowsOf(array: NamedArray, rows: readonly number[]): NamedArray['read'] {
  return (begin, end) => {
    const read = rows.slice(begin, end).map((row) => array.read(row, row + 1) as Numbers);
    const [first] = read;
    if (!first) return new Uint8Array();
    const together = new (first.constructor as new (length: number) => Numbers)(first.length * read.length);
    for (const [at, row] of read.entries()) together.set(row as never, at * first.length);
    return together;
  };
}

const range = (count: number) => Array.from({ length: count }, (_, at) => at);
