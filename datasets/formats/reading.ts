/** What every format returns, and what they share: the list of the forms, the limits. */
import { type Dataset, DatasetError, IMAGE_BYTES } from '../dataset.ts';
import type { BadFile } from './bad-files.ts';
import { PICTURE_KINDS_LISTED } from './picture-kind.ts';

export type DataForm = 'synthetic' | 'hdf5' | 'folder' | 'version';

/** A dataset as stored on disk: its own splits (the others empty), before any is split off from `train`. */
export interface Reading extends Pick<Dataset, 'classes' | 'splits'> {
  readonly form: DataForm;
  /** The data's own name, if they have one; otherwise they are named after their folder. */
  readonly name?: string;
  /** (N,2) upright width and height in pixels of each picture's file, N over all splits; only where there are files. */
  readonly sizes?: Uint32Array;
  /** (N) Names of the copies in the folder `keepIn`; only where there are files. */
  readonly originals?: readonly string[];
  /** Files that are neither pictures nor part of the layout (`Thumbs.db`, notes, hidden files). */
  readonly ignored: number;
  /** How data that are not in the plain form were interpreted, one line each, for display. */
  readonly notes?: readonly string[];
  /** What was left out, and why: the caller decides whether the rest is enough. */
  readonly bad?: readonly BadFile[];
}

/** What `--data` accepts, one line each; the remedy of an error about it. */
export const DATA_FORMS =
  '--data accepts:\n' +
  '  synthetic, or synthetic:train=180,test=20,seed=1   hand signs drawn by the lab (pictures per class)\n' +
  '  drawn-wide, with the same settings                 drawn hands as webcams see them: any light, any room\n' +
  '  a folder with train_signs.h5 and test_signs.h5     the HDF5 files of the course\n' +
  '  an HDF5 file, or a folder of them                  arrays of pictures and labels, recognised by their shapes\n' +
  '  a folder with train_signs/ val_signs/ test_signs/  of {label}_name.jpg files or class folders\n' +
  `  a folder with one folder per class (0/, 1/, ...)   ${PICTURE_KINDS_LISTED}\n` +
  '  a .csv of pixels, or of file names and labels      with the pictures next to it\n' +
  '  a .parquet, or a folder of them                    as Hugging Face stores image sets\n' +
  '  a .npz, or X.npy with Y.npy in one folder          arrays, recognised like those of HDF5\n' +
  '  a .zip, .tar or .tar.gz of such a folder           or a folder of archives, one per class or split\n' +
  "  a file versions/N.signs.json                       a version of a dataset in the lab's folder";

/** Splits are held whole in memory, 12 KiB per picture; this many fill 1.2 GB. */
export const MAX_PICTURES = 100_000;

/** @throws DatasetError if a dataset holds more pictures than are allowed in memory. */
export function checkCount(where: string, count: number): void {
  if (count <= MAX_PICTURES) return;
  const gigabytes = ((count * IMAGE_BYTES) / 1e9).toFixed(1);
  throw new DatasetError(
    `${where} holds ${count} pictures (${gigabytes} GB as 64x64 RGB), more than ${MAX_PICTURES}`,
    'Use a part of the pictures: a dataset is held in memory as a whole.',
  );
}

/** @throws DatasetError if there are fewer than two classes: nothing to classify. */
export function checkClasses(where: string, classes: readonly string[]): void {
  if (classes.length >= 2) return;
  const found = classes.length === 0 ? 'no class' : `only one class (${classes[0]})`;
  throw new DatasetError(`${where} holds ${found}`, 'Training needs pictures of two classes or more.');
}

/** The operating system's reason why a file or folder cannot be read: `permission denied`. */
export function systemReason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Node writes `ENOENT: no such file or directory, stat '/path'`; the code and the call are for programmers.
  return error.message.replace(/^E[A-Z]+: (.*?), \w+( '.*')?$/s, '$1');
}
