/** From arrays with roles to the splits of a dataset, with a note on how each was interpreted. */
import { basename } from 'node:path';
import { DatasetError, type ImageSet, type OnProgress, SPLIT_NAMES, type SplitName } from '../../dataset.ts';
import { emptySplit } from '../../split.ts';
import { checkCount, type Reading } from '../reading.ts';
import { classesOf, classIndices, namesClasses, type RawLabels, readClasses, readLabels } from './labels.ts';
import type { ArrayMap } from './mapping.ts';
import { described, type NamedArray, placed } from './named-array.ts';
import { checkSize, readPictures, type Scale, scaleOf } from './pixels.ts';
import { findRoles, type PictureArray, type Roles, RolesUnclear } from './roles.ts';
import { UnclearArrays } from './unclear.ts';

interface Interpreted extends PictureArray {
  readonly split: SplitName;
  readonly scale: Scale;
  readonly raw: RawLabels;
}

export interface ArrayOptions {
  readonly onProgress?: OnProgress | undefined;
  /** Roles given by the user. */
  readonly map?: ArrayMap | undefined;
}

/**
 * @param arrays all arrays of one dataset's files
 * @param where the folder or file, for errors
 * @throws DatasetError naming the array, what it holds and what is expected.
 */
export function readArrays(
  arrays: readonly NamedArray[],
  where: string,
  { onProgress, map }: ArrayOptions = {},
): Pick<Reading, 'classes' | 'splits' | 'notes'> {
  const roles = rolesOf(arrays, where, map);
  const interpreted = SPLIT_NAMES.flatMap((split): Interpreted[] => {
    const pictures = roles.splits[split];
    if (!pictures) return [];
    const { array, layout, labels } = pictures;
    const count = array.shape[0]!;
    checkCount(placed(array), count);
    checkSize(array, layout);
    return [{ ...pictures, split, raw: readLabels(labels, count), scale: scaleOf(array, onProgress) }];
  });
  requireOneScale(interpreted);
  const raw = interpreted.map((one) => one.raw);
  const listed = roles.classes && readClasses(roles.classes);
  requireSameClasses(arrays, roles.classes, listed);
  const classes = listed ?? classesOf(raw, where);
  const byValue = listed ? namesClasses(raw, classes) : raw.every(({ oneHot }) => oneHot === null);
  const sets = interpreted.map((one) => [one.split, imageSet(one, classes, byValue, onProgress)] as const);
  const splits = { train: emptySplit(), validation: emptySplit(), test: emptySplit(), ...Object.fromEntries(sets) };
  return { classes, splits, notes: [...interpreted.flatMap(notesOf), ...classNotes(listed, classes, byValue)] };
}

/** @throws UnclearArrays with some pictures of every candidate array */
function rolesOf(arrays: readonly NamedArray[], where: string, map: ArrayMap | undefined): Roles {
  try {
    return findRoles(arrays, where, map);
  } catch (error) {
    if (error instanceof RolesUnclear) throw new UnclearArrays(error, arrays);
    throw error;
  }
}

function imageSet(
  { array, layout, labels, scale, raw }: Interpreted,
  classes: readonly string[],
  byValue: boolean,
  onProgress?: OnProgress,
): ImageSet {
  const count = array.shape[0]!;
  return {
    count,
    labels: classIndices(labels, raw, classes, byValue),
    images: readPictures(array, layout, scale, onProgress),
    sources: Array.from({ length: count }, (_, at) => `${basename(array.file)}#${at}`),
  };
}

/** A test split of 0..255 next to training pictures of 0..1 is a mistake. */
function requireOneScale(interpreted: readonly Interpreted[]): void {
  const [first] = interpreted;
  const other = interpreted.find(({ scale }) => scale.name !== first?.scale.name);
  if (!first || !other) return;
  throw new DatasetError(
    `${placed(first.array)} has values of ${first.scale.name}, but ${placed(other.array)} of ${other.scale.name}`,
    'Write both with the same range of values.',
  );
}

/** All lists of classes in the files must be equal. */
function requireSameClasses(
  arrays: readonly NamedArray[],
  from: NamedArray | null,
  classes: readonly string[] | null,
): void {
  if (!from || !classes) return;
  for (const other of arrays.filter((array) => array.name === from.name && array !== from)) {
    const names = readClasses(other);
    if (names.join('\n') === classes.join('\n')) continue;
    throw new DatasetError(
      `${placed(other)} is [${names.join(', ')}], but [${classes.join(', ')}] in ${basename(from.file)}`,
      'Both files must list the same classes in the same order.',
    );
  }
}

/** Differences from the course's files: `train_set_x: float32 0..1, read as 0..255`. */
function notesOf({ array, layout, labels, raw, scale }: Interpreted): string[] {
  const pictures = [
    ...(array.type !== 'uint8' || scale.name !== '0..255' ? [`${array.type} ${scale.name}, read as 0..255`] : []),
    ...(layout === 'NCHW' ? [`(${array.shape.join(',')}) with the channels first`] : []),
    ...(layout === 'NHW' || array.shape[layout === 'NCHW' ? 1 : 3] === 1 ? ['grey'] : []),
  ];
  return [
    ...(pictures.length > 0 ? [`${short(array)}: ${pictures.join('; ')}`] : []),
    ...(raw.oneHot === null ? [] : [`${short(labels)}: ${described(labels)}, read as one-hot`]),
  ];
}

const short = ({ file, name }: NamedArray) => `${basename(file)}: ${name}`;

function classNotes(listed: readonly string[] | null, classes: readonly string[], byValue: boolean): string[] {
  const names = `${classes.slice(0, 10).join(', ')}${classes.length > 10 ? ', ...' : ''}`;
  if (!listed) return [`no list of class names: the labels are used as names (${names})`];
  return byValue ? [`labels are the classes' own numbers (${names})`] : [];
}
