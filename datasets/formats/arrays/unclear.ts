/** An error about ambiguous arrays, with the information that the user needs to choose. */
import { DatasetError, type ImageSet } from '../../dataset.ts';
import { readLabels } from './labels.ts';
import { nameInMap } from './mapping.ts';
import { described, isNumeric, type NamedArray } from './named-array.ts';
import { readPictures, scaleOf } from './pixels.ts';
import { labelCount, layoutOf } from './roles.ts';

/** Sample pictures shown of an array, or of a class in it. */
const SHOWN = 6;
/** Classes shown of an array that could be labels. */
const MOST_CLASSES = 12;
/** Possible label arrays shown for the same pictures. */
const MOST_LABELS = 4;

export interface ClassShown {
  /** As stored in the file: a whole number. */
  readonly label: number;
  readonly count: number;
  /** Its first six, (n,64,64,3). */
  readonly pictures: ImageSet['images'];
}

/** Pictures as labelled by one array. */
export interface Labelling {
  /** The label array's name in a map. */
  readonly by: string;
  /** The first twelve. */
  readonly classes: readonly ClassShown[];
  /** Number of classes that are not shown. */
  readonly more: number;
}

export interface ArrayChoice {
  /** The array's name in a map. */
  readonly call: string;
  /** `uint8 (1080,64,64,3)` */
  readonly described: string;
  /** Its first six, (6,64,64,3); null if it holds no pictures. */
  readonly pictures: ImageSet['images'] | null;
  /** One for each array that could label them. */
  readonly labellings: readonly Labelling[];
}

export class UnclearArrays extends DatasetError {
  readonly choices: readonly ArrayChoice[];

  constructor({ message, remedy, cause }: DatasetError, arrays: readonly NamedArray[]) {
    super(message, remedy, { cause });
    this.choices = arrays.map((array) => ({
      call: nameInMap(array, arrays),
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

/** Null if the numbers are not labels, or the array does not hold pictures. */
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
  // As many different labels as pictures are numbers of the pictures, not classes.
  if (rows.size === array.shape[0] && rows.size > MOST_CLASSES) return null;
  const all = [...rows].sort(([a], [b]) => a - b);
  const classes = all.slice(0, MOST_CLASSES).flatMap(([label, of]) => {
    const pictures = shownOf(array, of.slice(0, SHOWN));
    return pictures ? [{ label, count: of.length, pictures }] : [];
  });
  return classes.length > 0 ? { by: nameInMap(labels, arrays), classes, more: all.length - classes.length } : null;
}

/** (rows,64,64,3); null if the array does not hold pictures, by its shape or its values. */
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

/** Reads only those rows of the array. */
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
