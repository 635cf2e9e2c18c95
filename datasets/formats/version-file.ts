/**
 * A version of a dataset in the lab's folder: `versions/3.signs.json` says which pictures of the dataset's pixel file
 * are in which split, with which labels. The pixels stay where they are, whatever is edited.
 */
import { open, readFile, realpath, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';
import {
  ALONE,
  DatasetError,
  IMAGE_BYTES,
  type ImageSet,
  type OnProgress,
  SPLIT_NAMES,
  type SplitName,
} from '../dataset.ts';
import { checkClasses, checkCount, type Reading, systemReason } from './reading.ts';

/** How the names of version files end. */
export const VERSION_FILE_ENDING = '.signs.json';
/** 100 000 pictures take about 1 MB; more than this is no list of them. */
const MAX_BYTES = 64 * 2 ** 20;
/** Pictures read at once at most, 12 MB: paces the progress. */
const CHUNK = 1024;

const Index = z.int().min(0);
const Split = z
  .strictObject({
    pictures: z.array(Index),
    labels: z.array(Index),
    /** Pictures of one group belong together (ImageSet of dataset.ts); absent: all are alone. */
    groups: z.array(z.int().min(ALONE)).optional(),
  })
  .refine(({ pictures, labels }) => pictures.length === labels.length, 'as many labels as pictures are expected')
  .refine(({ pictures, groups }) => (groups ?? pictures).length === pictures.length, 'as many groups as pictures');

export const VersionFile = z.strictObject({
  format: z.literal(1),
  /** What people call the dataset. */
  name: z.string().min(1).max(256),
  classes: z.array(z.string().min(1)).max(256),
  /** The pixel file (N,64,64,3) uint8, as seen from this file; it lies in the folder above or below that. */
  pixels: z.string().min(1).max(4096),
  /** Places in the pixel file, in the order in which a run sees them, and their labels. */
  splits: z.strictObject({ train: Split, validation: Split, test: Split }),
});
export type VersionFile = z.infer<typeof VersionFile>;

/**
 * Reads the pictures that a version names, each straight to its place: no more memory than the pictures themselves.
 * @param path of the `.signs.json` file
 * @throws DatasetError where either file is missing or damaged, or names what is not there.
 */
export async function readVersionFile(path: string, onProgress?: OnProgress): Promise<Reading> {
  const version = await parse(path);
  checkClasses(`${path}: classes`, version.classes);
  checkCount(
    path,
    SPLIT_NAMES.reduce((sum, name) => sum + version.splits[name].pictures.length, 0),
  );
  const pixels = await pixelFile(path, version.pixels);
  checkSplits(path, version, pixels, await pixelBytes(pixels));
  const splits = await readSplits(version, pixels, onProgress);
  return { form: 'version', name: version.name, classes: version.classes, splits, ignored: 0 };
}

async function parse(path: string): Promise<VersionFile> {
  const entry = await stat(path).catch((error: unknown) => {
    throw refused(path, `cannot be read: ${systemReason(error)}`, error);
  });
  if (!entry.isFile()) throw refused(path, 'is not a regular file');
  if (entry.size > MAX_BYTES) throw refused(path, `is ${entry.size} bytes, more than ${MAX_BYTES}`);
  const text = await readFile(path, 'utf8');
  const parsed = VersionFile.safeParse(json(path, text));
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  throw refused(path, `${first?.path.join('.') || 'the file'}: ${first?.message}`, parsed.error);
}

function json(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw refused(path, `is not JSON: ${systemReason(error)}`, error);
  }
}

/** The pixel file's real path. @throws DatasetError where it is outside the dataset's folder, also by way of a link. */
async function pixelFile(path: string, pixels: string): Promise<string> {
  const folder = resolve(dirname(path), '..');
  const wanted = resolve(dirname(path), pixels);
  if (isAbsolute(pixels) || !isInside(folder, wanted)) {
    throw refused(path, `pixels: ${pixels} is outside the dataset's folder ${folder}`);
  }
  const [root, real] = await Promise.all([realpath(folder), realpath(wanted)]).catch((error: unknown) => {
    throw refused(path, `pixels: ${wanted} cannot be read: ${systemReason(error)}`, error);
  });
  if (!isInside(root, real)) throw refused(path, `pixels: ${pixels} leads outside the dataset's folder ${folder}`);
  return real;
}

function isInside(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return way !== '' && way !== '..' && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}

async function pixelBytes(pixels: string): Promise<number> {
  const entry = await stat(pixels);
  if (!entry.isFile()) throw refused(pixels, 'is not a regular file');
  return entry.size;
}

/**
 * Every picture is there, in one split only, once; every label is a class. After the pictures that are named one may be
 * half written: a camera adds to the file while it is read.
 */
function checkSplits(path: string, { classes, splits }: VersionFile, pixels: string, bytes: number): void {
  const count = Math.floor(bytes / IMAGE_BYTES);
  const torn = bytes % IMAGE_BYTES !== 0;
  if (splits.train.pictures.length === 0) throw refused(path, 'splits.train names no picture: nothing to train on');
  const seen = new Uint8Array(count); // 1 where named
  for (const name of SPLIT_NAMES) {
    const { pictures, labels } = splits[name];
    pictures.forEach((picture, i) => {
      const at = `splits.${name}.pictures[${i}]`;
      if (picture >= count && torn) throw truncated(pixels, bytes);
      if (picture >= count) throw refused(path, `${at} is ${picture}, but the pixel file holds ${count} pictures`);
      if (seen[picture] === 1) throw refused(path, `${at} names picture ${picture} a second time`);
      seen[picture] = 1;
    });
    const wrong = labels.findIndex((label) => label >= classes.length);
    if (wrong < 0) continue;
    throw refused(path, `splits.${name}.labels[${wrong}] is ${labels[wrong]}, but there are ${classes.length} classes`);
  }
}

function truncated(pixels: string, bytes: number): DatasetError {
  return refused(pixels, `is truncated: ${bytes} bytes are no multiple of ${IMAGE_BYTES}, the bytes of a picture`);
}

async function readSplits(
  { name, splits }: VersionFile,
  pixels: string,
  onProgress?: OnProgress,
): Promise<Record<SplitName, ImageSet>> {
  const total = SPLIT_NAMES.reduce((sum, split) => sum + splits[split].pictures.length, 0);
  let before = 0;
  const read = async (split: SplitName): Promise<ImageSet> => {
    const { pictures, labels, groups } = splits[split];
    const images = await readPictures(pixels, pictures, (done) => {
      onProgress?.({ step: `read ${basename(pixels)}`, done: before + done, total });
    });
    before += pictures.length;
    const sources = pictures.map((picture) => sourceOf(name, picture));
    const set = { count: pictures.length, images, labels: Int32Array.from(labels), sources };
    return groups ? { ...set, groups: Int32Array.from(groups) } : set;
  };
  return { train: await read('train'), validation: await read('validation'), test: await read('test') };
}

function sourceOf(name: string, picture: number): string {
  return `${name}#${picture}`;
}

/** Place in the pixel file of a picture that was read from a version file, from its source. */
export function placeOfSource(source: string): number {
  return Number(source.slice(source.lastIndexOf('#') + 1));
}

/**
 * Those pictures of a pixel file, (pictures,64,64,3), in that order; neighbours in the file are read at once.
 * @throws DatasetError where the file ends before a picture does.
 */
export async function readPictures(
  path: string,
  pictures: readonly number[],
  onRead?: (done: number) => void,
): Promise<Uint8Array> {
  const images = new Uint8Array(pictures.length * IMAGE_BYTES);
  const file = await open(path, 'r');
  try {
    for (let begin = 0, end = 0; begin < pictures.length; begin = end) {
      end = runEnd(pictures, begin);
      await readFully(file, path, images.subarray(begin * IMAGE_BYTES, end * IMAGE_BYTES), pictures[begin]!);
      if (Math.floor(end / CHUNK) === Math.floor(begin / CHUNK) && end < pictures.length) continue;
      onRead?.(end);
      await nextTurn();
    }
  } finally {
    await file.close();
  }
  return images;
}

/** After the last picture that follows on picture `begin` in the file, CHUNK at most. */
function runEnd(pictures: readonly number[], begin: number): number {
  let end = begin + 1;
  while (end < pictures.length && end - begin < CHUNK && pictures[end] === pictures[end - 1]! + 1) end++;
  return end;
}

/** Fills `into` from picture `first` on. The system may give less than it was asked for. */
async function readFully(
  file: Awaited<ReturnType<typeof open>>,
  path: string,
  into: Uint8Array,
  first: number,
): Promise<void> {
  for (let done = 0; done < into.length; ) {
    const { bytesRead } = await file.read(into, done, into.length - done, first * IMAGE_BYTES + done);
    if (bytesRead === 0) throw refused(path, 'ends before the pictures that the version names');
    done += bytesRead;
  }
}

function refused(path: string, found: string, cause?: unknown): DatasetError {
  return new DatasetError(
    `${path}: ${found}`,
    'A version file lies in the versions/ folder of a dataset in the lab, and the lab writes it. Remove the file, and ' +
      'have the lab write it again; or bring back the folder from a copy.',
    { cause },
  );
}
