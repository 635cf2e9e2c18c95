/**
 * A version of a dataset in the lab's folder: `versions/3.signs.json` lists which pictures of the dataset's pixel file
 * are in which split, with which labels. Editing a dataset never changes the pixels.
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

/** Ending of the names of version files. */
export const VERSION_FILE_ENDING = '.signs.json';
/** 100 000 pictures take about 1 MB; a file larger than this is not a version file. */
const MAX_BYTES = 64 * 2 ** 20;
/** Maximum pictures read at once, 12 MB: sets the pace of progress reports. */
const CHUNK = 1024;

const Index = z.int().min(0);
const Split = z
  .strictObject({
    pictures: z.array(Index),
    labels: z.array(Index),
    /** Pictures of one group stay in one split (ImageSet in dataset.ts); absent: all are alone. */
    groups: z.array(z.int().min(ALONE)).optional(),
  })
  .refine(({ pictures, labels }) => pictures.length === labels.length, 'expected as many labels as pictures')
  .refine(
    ({ pictures, groups }) => (groups ?? pictures).length === pictures.length,
    'expected as many groups as pictures',
  );

export const VersionFile = z.strictObject({
  format: z.literal(1),
  /** The dataset's display name. */
  name: z.string().min(1).max(256),
  classes: z.array(z.string().min(1)).max(256),
  /** The pixel file (N,64,64,3) uint8, relative to this file and inside the parent of this file's folder. */
  pixels: z.string().min(1).max(4096),
  /** Indices into the pixel file, in the order in which a run sees them, and their labels. */
  splits: z.strictObject({ train: Split, validation: Split, test: Split }),
});
export type VersionFile = z.infer<typeof VersionFile>;

/**
 * Reads the pictures listed in a version, each straight into its place: uses no more memory than the pictures themselves.
 * @param path of the `.signs.json` file
 * @throws DatasetError if either file is missing or damaged, or the version lists pictures that do not exist.
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

/** The pixel file's real path. @throws DatasetError if it is outside the dataset's folder, also through a link. */
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
  const inner = relative(folder, path);
  return inner !== '' && inner !== '..' && !inner.startsWith(`..${sep}`) && !isAbsolute(inner);
}

async function pixelBytes(pixels: string): Promise<number> {
  const entry = await stat(pixels);
  if (!entry.isFile()) throw refused(pixels, 'is not a regular file');
  return entry.size;
}

/**
 * Checks that every picture exists, is listed once and in one split, and that every label is a class. The last picture of
 * the file may be incomplete if it is not listed: a capture may append to the file while it is read.
 */
function checkSplits(path: string, { classes, splits }: VersionFile, pixels: string, bytes: number): void {
  const count = Math.floor(bytes / IMAGE_BYTES);
  const torn = bytes % IMAGE_BYTES !== 0;
  if (splits.train.pictures.length === 0) throw refused(path, 'splits.train names no picture: nothing to train on');
  const seen = new Uint8Array(count); // 1 where listed
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
  return refused(pixels, `is truncated: ${bytes} bytes are not a multiple of ${IMAGE_BYTES}, the size of a picture`);
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

/** Index into the pixel file of a picture that was read from a version file, from its source. */
export function placeOfSource(source: string): number {
  return Number(source.slice(source.lastIndexOf('#') + 1));
}

/**
 * Those pictures of a pixel file, (pictures,64,64,3), in that order; adjacent ones are read together.
 * @throws DatasetError if the file ends too early.
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

/** End of the run of pictures that are adjacent in the file, starting at `begin`; at most CHUNK of them. */
function runEnd(pictures: readonly number[], begin: number): number {
  let end = begin + 1;
  while (end < pictures.length && end - begin < CHUNK && pictures[end] === pictures[end - 1]! + 1) end++;
  return end;
}

/** Fills `into` starting from picture `first`. A read may return fewer bytes than requested. */
async function readFully(
  file: Awaited<ReturnType<typeof open>>,
  path: string,
  into: Uint8Array,
  first: number,
): Promise<void> {
  for (let done = 0; done < into.length; ) {
    const { bytesRead } = await file.read(into, done, into.length - done, first * IMAGE_BYTES + done);
    if (bytesRead === 0) throw refused(path, 'ends before the pictures that the version lists');
    done += bytesRead;
  }
}

function refused(path: string, found: string, cause?: unknown): DatasetError {
  return new DatasetError(
    `${path}: ${found}`,
    'Version files are written by the lab into the versions/ folder of a dataset. Remove the file and let the lab write ' +
      'it again, or restore the folder from a backup.',
    { cause },
  );
}
