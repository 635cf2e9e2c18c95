/** Picture files in folders: `train_signs/{label}_name.jpg` and so on, or one folder a class. */
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { DatasetError, IMAGE_BYTES, type ImageSet, type OnProgress } from '../dataset.ts';
import { preprocess } from '../preprocess.ts';
import { readPicture } from './decode.ts';
import { listPictures, type PictureFile } from './layout.ts';
import { checkClasses, checkCount, DATA_FORMS, type Reading } from './reading.ts';

/** Pictures between two progress reports: some ten reports a second. */
const REPORT_EVERY = 32;

/**
 * Reads and decodes all pictures below a folder, in the order of their names. Classes are those of the training
 * pictures.
 * @throws DatasetError naming the file or folder that is wrong.
 */
export async function readFolders(root: string, onProgress?: OnProgress): Promise<Reading> {
  const { files, ignored } = await listPictures(root);
  const { train, validation, test } = files;
  if (train.length === 0) throw noPicture(root, ignored);
  const classes = classNames(train);
  checkClasses(root, classes);
  const all = [...train, ...validation, ...test];
  checkCount(root, all.length);
  const labels = labelsOf(root, all, classes);
  const { images, sizes } = await decodeAll(root, all, onProgress);
  const validationEnd = train.length + validation.length;
  const part = (begin: number, end: number) => slice(all, images, labels, begin, end);
  return {
    form: 'folder',
    classes,
    sizes,
    splits: {
      train: part(0, train.length),
      validation: part(train.length, validationEnd),
      test: part(validationEnd, all.length),
    },
    ignored,
  };
}

/** Numbers in the order of their value, other names in natural order (`sign2` before `sign10`). */
export function sortClasses(names: Iterable<string>): string[] {
  const classes = [...new Set(names)].sort();
  if (classes.every((name) => /^\d+$/.test(name))) return classes.sort((a, b) => Number(a) - Number(b));
  return classes.sort(new Intl.Collator('en', { numeric: true }).compare);
}

function classNames(files: readonly PictureFile[]): string[] {
  return sortClasses(files.map((file) => file.className));
}

/** (files) class indices. @throws DatasetError where a class has no training picture. */
function labelsOf(root: string, files: readonly PictureFile[], classes: readonly string[]): Int32Array {
  const labels = new Map(classes.map((name, i) => [name, i]));
  return Int32Array.from(files, ({ source, className }) => {
    const label = labels.get(className);
    if (label !== undefined) return label;
    throw new DatasetError(
      `${join(root, source)} is of class ${className}, which has no training picture`,
      `Training pictures are of the classes ${classes.join(', ')}: add some of ${className}, or remove the file.`,
    );
  });
}

/** Pictures (files,64,64,3), and the upright sizes of their files (files,2). */
interface Decoded {
  readonly images: Uint8Array;
  readonly sizes: Uint32Array;
}

/** As many at once as there are cores; where one fails, the others stop. */
async function decodeAll(root: string, files: readonly PictureFile[], onProgress?: OnProgress): Promise<Decoded> {
  const images = new Uint8Array(files.length * IMAGE_BYTES);
  const sizes = new Uint32Array(files.length * 2);
  let next = 0;
  let done = 0;
  const worker = async () => {
    while (next < files.length) {
      const i = next++;
      const picture = await readPicture(join(root, files[i]!.source));
      images.set(preprocess(picture), i * IMAGE_BYTES);
      sizes.set([picture.width, picture.height], i * 2);
      done++;
      if (done % REPORT_EVERY === 0 || done === files.length) {
        onProgress?.({ step: 'decode pictures', done, total: files.length });
      }
    }
  };
  const stopping = (error: unknown) => {
    next = files.length;
    throw error;
  };
  await Promise.all(Array.from({ length: availableParallelism() }, () => worker().catch(stopping)));
  return { images, sizes };
}

function slice(
  files: readonly PictureFile[],
  images: Uint8Array,
  labels: Int32Array,
  begin: number,
  end: number,
): ImageSet {
  return {
    count: end - begin,
    images: images.subarray(begin * IMAGE_BYTES, end * IMAGE_BYTES),
    labels: labels.subarray(begin, end),
    sources: files.slice(begin, end).map((file) => file.source),
  };
}

function noPicture(root: string, ignored: number): DatasetError {
  return new DatasetError(
    `${root} holds no training picture${ignored > 0 ? `; it holds ${ignored} other files` : ''}`,
    DATA_FORMS,
  );
}
