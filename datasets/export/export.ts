/** Exports a dataset in one of five forms, each of which the lab reads back to the same sha256. */
import { lstat, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { type Dataset, DatasetError, type OnProgress, SPLIT_NAMES } from '../dataset.ts';
import { systemReason } from '../formats/reading.ts';
import type { ExportForm } from './form.ts';
import { hdf5Files } from './hdf5.ts';
import { arrayFiles } from './numpy.ts';
import { type Outgoing, taken } from './outgoing.ts';
import { parquetFiles } from './parquet.ts';
import { pictureFiles } from './pictures.ts';
import { intoFolder, intoZip, type OnWritten } from './sinks.ts';

export interface ExportOptions {
  readonly form: ExportForm;
  /** Put the form's files into one zip file instead of a folder: for a download. */
  readonly packed?: boolean | undefined;
  /** Replace an existing file; a folder is never replaced. */
  readonly overwrite?: boolean | undefined;
  readonly onProgress: OnProgress;
}

export interface Exported {
  readonly path: string;
  readonly files: number;
  readonly bytes: number;
}

const FILES: Readonly<Record<ExportForm, (dataset: Dataset) => Outgoing>> = {
  folder: pictureFiles,
  zip: pictureFiles,
  hdf5: hdf5Files,
  npz: arrayFiles,
  parquet: parquetFiles,
};

/**
 * Writes next to the target and moves the result there when complete. Whatever stops it, nothing incomplete remains.
 * @param onProgress whatever it throws stops the export
 * @throws DatasetError if something with that name exists, or it cannot be written.
 */
export async function exportDataset(
  dataset: Dataset,
  path: string,
  { form, packed, overwrite, onProgress }: ExportOptions,
): Promise<Exported> {
  const to = resolve(path);
  const isFile = packed || form === 'zip' || form === 'npz';
  await requireFree(to, isFile && overwrite === true);
  const draft = join(dirname(to), `.${basename(to)}.${process.pid}.incomplete`);
  const { count, written } = progressOf(dataset, form, onProgress);
  try {
    await (isFile ? intoZip : intoFolder)(draft, FILES[form](dataset), written);
    await requireFree(to, isFile && overwrite === true);
    // An empty folder with that name is replaced; for any other the system refuses the rename.
    if (!isFile) await rmdir(to).catch(() => {});
    await rename(draft, to);
  } catch (error) {
    // If this fails too, for example because the target's folder does not exist, the first error counts.
    await rm(draft, { recursive: true, force: true }).catch(() => {});
    throw asDatasetError(error, to);
  }
  return { path: to, ...count() };
}

/** @throws DatasetError if something exists that must not be replaced. An empty folder may be replaced. */
async function requireFree(path: string, replace: boolean): Promise<void> {
  const entry = await lstat(path).catch(() => null);
  if (entry === null || (replace && entry.isFile())) return;
  if (entry.isDirectory() && (await readdir(path)).length === 0) return;
  throw taken(path);
}

function progressOf(dataset: Dataset, form: ExportForm, onProgress: OnProgress) {
  const total = SPLIT_NAMES.reduce((sum, split) => sum + dataset.splits[split].images.length, 0);
  const names = new Set<string>();
  let [bytes, files] = [0, 0];
  const pictures = SPLIT_NAMES.reduce((sum, split) => sum + dataset.splits[split].count, 0);
  const written: OnWritten = (length, file) => {
    bytes += length;
    if (!names.has(file)) files = names.add(file).size;
    // Progress counts pictures for folders and zips, bytes for arrays.
    const byFile = form === 'folder' || form === 'zip';
    const step = 'write pictures';
    if (byFile) onProgress({ step, done: Math.min(files - 1, pictures), total: pictures });
    else onProgress({ step, done: Math.min(bytes, total), total });
  };
  return { written, count: () => ({ files, bytes }) };
}

function asDatasetError(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || error instanceof DatasetError || !('code' in error)) return error;
  if (error.code === 'EEXIST' || error.code === 'ENOTEMPTY') return taken(path);
  const remedy = 'Choose another place, or free some space there.';
  return new DatasetError(`${path} cannot be written: ${systemReason(error)}`, remedy, { cause: error });
}
