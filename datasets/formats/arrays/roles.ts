/**
 * Which array holds the pictures of which split, which their labels, which the names of the classes. Decided by shape and
 * type first, then by name if there is still a choice.
 */
import { basename } from 'node:path';
import { DatasetError, SPLIT_NAMES, type SplitName } from '../../dataset.ts';
import { splitOfName } from '../layout.ts';
import { type ArrayMap, choices, LABELS_OF, mapped } from './mapping.ts';
import { described, isInteger, isNumeric, type NamedArray, placed } from './named-array.ts';

/** The roles are ambiguous and need a map. */
export class RolesUnclear extends DatasetError {}

/** Axis order: channels last, channels first, or no channel axis (grey). */
export type PictureLayout = 'NHWC' | 'NCHW' | 'NHW';

export interface PictureArray {
  readonly array: NamedArray;
  readonly layout: PictureLayout;
  readonly labels: NamedArray;
}

export interface Roles {
  readonly splits: Partial<Readonly<Record<SplitName, PictureArray>>>;
  /** Null if no array has the names of the classes. */
  readonly classes: NamedArray | null;
}

const LABEL_NAME = /(?<![a-z])(y|labels?|targets?|class(es)?|digits?)(?![a-z])/i;
const CLASS_LIST = /list_classes|class_?names|label_?names|categories/i;
const CLASSES = /(?<![a-z])(classes|names)(?![a-z])/i;
const LAYOUT =
  'Expected: pictures of shape (N,height,width,1 or 3), (N,1 or 3,height,width) or (N,height,width), and their N ' +
  'labels as (N), (1,N), (N,1) or one-hot (N,classes); names that contain train, validation or test give the splits.';
/** Arrays with a smaller side are tables, not pictures. */
const SMALLEST_SIDE = 8;
/** A longer list is not a list of classes. */
export const MAX_CLASSES = 10_000;

/**
 * @param arrays all arrays of one dataset's files
 * @param where the folder or file, for errors
 * @param map roles given by the user; the rest is inferred
 * @throws RolesUnclear if no pictures are found, two arrays could have the same role, or labels are missing.
 */
export function findRoles(arrays: readonly NamedArray[], where: string, map: ArrayMap = {}): Roles {
  try {
    return rolesOf(arrays, where, map);
  } catch (error) {
    if (!(error instanceof DatasetError) || error.remedy !== LAYOUT || arrays.length === 0) throw error;
    throw new RolesUnclear(error.message, `${LAYOUT}\n${choices(arrays)}`, { cause: error });
  }
}

function rolesOf(arrays: readonly NamedArray[], where: string, map: ArrayMap): Roles {
  const given = picturesGiven(arrays, map);
  const pictures = given ? [...given.values()] : arrays.filter((array) => layoutOf(array) !== null);
  if (pictures.length === 0) throw unclear(where, `holds no array of pictures; it holds ${listed(arrays)}`);
  const classes = mapped(arrays, map, 'classes') ?? classesAmong(arrays, pictures);
  const splits: Partial<Record<SplitName, PictureArray>> = {};
  for (const [split, array] of given ?? pictures.map((one) => [splitOf(one) ?? 'train', one] as const)) {
    const layout = layoutOf(array);
    if (!layout) throw unclear(placed(array), `is ${described(array)}, not pictures`);
    const other = splits[split];
    if (other) {
      throw unclear(where, `holds two arrays of ${split} pictures: ${listed([other.array, array])}`);
    }
    const labels = labelsGiven(arrays, map, split, array) ?? labelsFor(array, arrays, pictures, classes);
    splits[split] = { array, layout, labels };
  }
  if (!splits.train) throw unclear(where, `holds no training pictures; it holds ${listed(pictures)}`);
  return { splits, classes };
}

/** The pictures of the splits that the map names; null if it names none and they must be inferred. */
function picturesGiven(arrays: readonly NamedArray[], map: ArrayMap): Map<SplitName, NamedArray> | null {
  const given = SPLIT_NAMES.flatMap((split) => {
    const array = mapped(arrays, map, split);
    return array ? [[split, array] as const] : [];
  });
  return given.length > 0 ? new Map(given) : null;
}

function labelsGiven(
  arrays: readonly NamedArray[],
  map: ArrayMap,
  split: SplitName,
  pictures: NamedArray,
): NamedArray | null {
  const labels = mapped(arrays, map, LABELS_OF[split]);
  const count = pictures.shape[0]!;
  if (!labels || (isNumeric(labels) && labelCount(labels) === count)) return labels;
  throw unclear(placed(labels), `is ${described(labels)}, not labels for the ${count} pictures of ${pictures.name}`);
}

/** The split named in the array's own name, else in its file's name. */
function splitOf({ name, file }: NamedArray): SplitName | null {
  return splitOfName(name) ?? splitOfName(basename(file));
}

/** Null if the array cannot hold pictures, by its shape and type. */
export function layoutOf(array: NamedArray): PictureLayout | null {
  if (!isNumeric(array) || (array.shape[0] ?? 0) === 0) return null;
  const [, a = 0, b = 0, c = 0] = array.shape;
  const large = (...sides: number[]) => sides.every((side) => side >= SMALLEST_SIDE);
  if (array.shape.length === 3) return large(a, b) ? 'NHW' : null;
  if (array.shape.length !== 4) return null;
  if ((c === 1 || c === 3) && large(a, b)) return 'NHWC';
  return (a === 1 || a === 3) && large(b, c) ? 'NCHW' : null;
}

function classesAmong(arrays: readonly NamedArray[], pictures: readonly NamedArray[]): NamedArray | null {
  const smallest = Math.min(...pictures.map(({ shape }) => shape[0]!));
  // `classes` may also be one label per picture; `class_names` may not.
  const named = arrays.filter(
    ({ name, shape }) => CLASS_LIST.test(name) || (CLASSES.test(name) && shape.length === 1 && shape[0]! < smallest),
  );
  return named[0] ?? null;
}

function labelsFor(
  pictures: NamedArray,
  arrays: readonly NamedArray[],
  allPictures: readonly NamedArray[],
  classes: NamedArray | null,
): NamedArray {
  const count = pictures.shape[0]!;
  const split = splitOf(pictures);
  const others = arrays.filter(
    (array) =>
      array !== classes && !allPictures.includes(array) && !CLASS_LIST.test(array.name) && splitOf(array) === split,
  );
  const fitting = others.filter((array) => isNumeric(array) && labelCount(array) === count);
  const named = fitting.filter(({ name }) => LABEL_NAME.test(name));
  const choice = named.length > 0 ? named : fitting;
  if (choice.length === 1) return choice[0]!;
  if (choice.length > 1) {
    // If only one of them has integers, those are the labels.
    const whole = choice.filter(isInteger);
    if (whole.length === 1) return whole[0]!;
    throw unclear(placed(pictures), `could have its labels in ${listed(choice)}`);
  }
  const near = others.find(({ name }) => LABEL_NAME.test(name));
  if (near) {
    throw unclear(placed(near), `is ${described(near)}, not labels for the ${count} pictures of ${pictures.name}`);
  }
  throw unclear(placed(pictures), `has no labels; the other arrays are: ${listed(others)}`);
}

/** The number of pictures that an array could label: N of (N), (1,N), (N,1) and (N,classes). */
export function labelCount({ shape }: NamedArray): number | null {
  const [a = 0, b = 0] = shape;
  if (shape.length === 1) return a;
  if (shape.length !== 2) return null;
  return a === 1 && b > 1 ? b : a;
}

function listed(arrays: readonly NamedArray[]): string {
  return arrays.length === 0 ? 'nothing' : arrays.map((array) => `${array.name} ${described(array)}`).join(', ');
}

function unclear(what: string, found: string): DatasetError {
  return new DatasetError(`${what} ${found}`, LAYOUT);
}
