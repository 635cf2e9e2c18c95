/** The course's form of the data: a folder with `train_signs.h5` and `test_signs.h5`. */
import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { DatasetError, IMAGE_BYTES, IMAGE_SIZE, type ImageSet, type OnProgress } from '../dataset.ts';
import { emptySplit } from '../split.ts';
import { type Hdf5Array, type Hdf5File, withHdf5File } from './hdf5-file.ts';
import { checkClasses, checkCount, type Reading } from './reading.ts';

/** The files that count, whatever else lies in the folder, and the prefix of their keys. */
const FILES = { train: 'train_signs.h5', test: 'test_signs.h5' } as const;
const LAYOUT =
  'Expected: {train,test}_set_x uint8 (N,64,64,3), {train,test}_set_y integer (N), list_classes (C), ' +
  'as in the files of the course.';
/** Pictures read at a time, 12 MB: bounds the WebAssembly memory, which never shrinks, and paces the progress. */
const CHUNK = 1024;
/** More is not a list of classes. */
const MAX_CLASSES = 10_000;

/** Which of the two files lie in the folder. */
export async function hdf5Files(folder: string): Promise<{ train: boolean; test: boolean }> {
  const isFile = (name: string) =>
    stat(join(folder, name)).then(
      (entry) => entry.isFile(),
      () => false,
    );
  return { train: await isFile(FILES.train), test: await isFile(FILES.test) };
}

/**
 * Reads the pair of files; validation is empty.
 * @throws DatasetError naming the file, the key, what was found and what is expected.
 */
export async function readHdf5(folder: string, onProgress?: OnProgress): Promise<Reading> {
  const train = await readSplit(join(folder, FILES.train), 'train', onProgress);
  const test = await readSplit(join(folder, FILES.test), 'test', onProgress);
  if (train.classes.join('\n') !== test.classes.join('\n')) {
    throw invalid(
      join(folder, FILES.test),
      `list_classes is [${test.classes.join(', ')}], but [${train.classes.join(', ')}] in ${FILES.train}`,
    );
  }
  return {
    form: 'hdf5',
    classes: train.classes,
    splits: { train: train.set, validation: emptySplit(), test: test.set },
    ignored: 0,
  };
}

function readSplit(
  path: string,
  split: 'train' | 'test',
  onProgress?: OnProgress,
): Promise<{ classes: string[]; set: ImageSet }> {
  return withHdf5File(path, (file) => {
    const classes = readClasses(file, path);
    const x = array(file, path, `${split}_set_x`);
    const y = array(file, path, `${split}_set_y`);
    const count = checkPictures(x, path, `${split}_set_x`);
    const labels = readLabels(y, path, `${split}_set_y`, count, classes.length);
    const images = readPictures(x, count, path, onProgress);
    const sources = Array.from({ length: count }, (_, i) => `${basename(path)}#${i}`);
    return { classes, set: { count, images, labels, sources } };
  });
}

function array(file: Hdf5File, path: string, key: string): Hdf5Array {
  const found = file.array(key);
  if (found) return found;
  throw invalid(path, `there is no array ${key}; found: ${file.keys().join(', ') || 'nothing'}`);
}

/** Class names of `list_classes` (C), integers or strings. */
function readClasses(file: Hdf5File, path: string): string[] {
  const list = array(file, path, 'list_classes');
  const count = list.shape[0] ?? 0;
  const known = /^u?int\d+$|^string$/.test(list.type);
  if (list.shape.length !== 1 || !known || count > MAX_CLASSES) {
    throw invalid(path, `list_classes is ${describe(list)}, expected integers or strings (C)`);
  }
  const classes = count === 0 ? [] : Array.from(list.read(0, count) as ArrayLike<unknown>, String);
  checkClasses(`${path}: list_classes`, classes);
  const twice = classes.find((name, i) => classes.indexOf(name) < i);
  if (twice !== undefined) throw invalid(path, `list_classes names ${twice} twice`);
  return classes;
}

function checkPictures(x: Hdf5Array, path: string, key: string): number {
  const [count = 0, height, width, channels] = x.shape;
  const fits = x.shape.length === 4 && height === IMAGE_SIZE && width === IMAGE_SIZE && channels === 3;
  if (x.type !== 'uint8' || !fits || count === 0) {
    throw invalid(path, `${key} is ${describe(x)}, expected uint8 (N,64,64,3) with N of 1 or more`);
  }
  checkCount(`${path}: ${key}`, count);
  return count;
}

function readLabels(y: Hdf5Array, path: string, key: string, count: number, classes: number): Int32Array {
  if (!/^u?int\d+$/.test(y.type) || y.shape.length !== 1) {
    throw invalid(path, `${key} is ${describe(y)}, expected integers (N)`);
  }
  if (y.shape[0] !== count) {
    throw invalid(path, `${key} holds ${y.shape[0]} labels for ${count} pictures`);
  }
  const labels = Array.from(y.read(0, count) as ArrayLike<number | bigint>, Number);
  const wrong = labels.findIndex((label) => label < 0 || label >= classes);
  if (wrong >= 0) {
    throw invalid(
      path,
      `${key}[${wrong}] is ${labels[wrong]}, expected 0 to ${classes - 1} (list_classes has ${classes})`,
    );
  }
  return Int32Array.from(labels);
}

function readPictures(x: Hdf5Array, count: number, path: string, onProgress?: OnProgress): Uint8Array {
  const images = new Uint8Array(count * IMAGE_BYTES); // (count,64,64,3)
  for (let begin = 0; begin < count; begin += CHUNK) {
    const end = Math.min(begin + CHUNK, count);
    images.set(x.read(begin, end) as Uint8Array, begin * IMAGE_BYTES);
    onProgress?.({ step: `read ${basename(path)}`, done: end, total: count });
  }
  return images;
}

function describe({ type, shape }: Hdf5Array): string {
  return `${type} (${shape.join(',')})`;
}

function invalid(path: string, found: string): DatasetError {
  return new DatasetError(`${path}: ${found}`, LAYOUT);
}
