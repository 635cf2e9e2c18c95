/** Reads a learner's files by their content, not by their names. They are read in this page and sent nowhere. */
import {
  isNpy,
  MAX_TEXT,
  type Pasted,
  type ReadArray,
  ReadError,
  readNpy,
  readPasted,
} from '../../../../../native-bridge/learn/read/index.ts';
import { t } from '../messages/index.ts';
import { isZip, readNpz } from './npz.ts';

/** Bytes of one file. */
const MAX_FILE = 64 * 1024 * 1024;
const MAX_FILES = 16;

interface Given {
  readonly name: string;
  readonly size: number;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/**
 * All arrays of all files; for a text that is not an array, its text.
 * @param readText of a text file
 * @throws ReadError
 */
export async function readFiles(
  files: readonly Given[],
  readText: (text: string) => Pasted = readPasted,
): Promise<Pasted> {
  if (files.length > MAX_FILES) {
    throw new ReadError(t.tooManyFiles({ n: files.length, most: MAX_FILES }), t.tooManyFilesRemedy());
  }
  const read: Pasted[] = [];
  for (const file of files) read.push(await readFile(file, readText));
  const [first] = read;
  if (read.length === 1 && first) return first;
  return { kind: 'arrays', arrays: read.flatMap((one, at) => arraysOf(one, files[at]!.name)) };
}

function arraysOf(read: Pasted, file: string): readonly ReadArray[] {
  if (read.kind === 'arrays') return read.arrays;
  throw new ReadError(t.printoutAmongFiles({ file }), t.printoutAmongFilesRemedy());
}

async function readFile(file: Given, readText: (text: string) => Pasted): Promise<Pasted> {
  if (file.size === 0) throw new ReadError(t.emptyFile({ file: file.name }), t.emptyFileRemedy());
  if (file.size > MAX_FILE) {
    const size = { size: Math.round(file.size / 1e6), most: MAX_FILE / 1024 / 1024 };
    throw new ReadError(t.largeFile({ file: file.name, ...size }), t.largeFileRemedy());
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  const stem = file.name.replace(/^.*[/\\]/, '').replace(/\.\w+$/, '');
  if (isNpy(bytes)) return { kind: 'arrays', arrays: [readNpy(stem, bytes)] };
  if (isZip(bytes)) return { kind: 'arrays', arrays: await readNpz(file.name, bytes) };
  return named(readText(textOf(file.name, bytes)), stem);
}

/** A single unnamed array is named after its file. */
function named(read: Pasted, stem: string): Pasted {
  const only = read.kind === 'arrays' && read.arrays.length === 1 ? read.arrays[0]! : null;
  return only?.name === null ? { kind: 'arrays', arrays: [{ ...only, name: stem }] } : read;
}

/** Magic bytes of formats that people try, with the error message. */
const OTHERS: readonly [bytes: readonly number[], what: (file: string) => string][] = [
  [[0x89, 0x48, 0x44, 0x46], (file) => t.isHdf5({ file })],
  [[0x80], (file) => t.isPickle({ file })],
  [[0x1f, 0x8b], (file) => t.isGzip({ file })],
  [[0x89, 0x50, 0x4e, 0x47], (file) => t.isPicture({ file })],
  [[0x25, 0x50, 0x44, 0x46], (file) => t.isPdf({ file })],
];
const refused = (message: string) =>
  // untranslated: Python
  new ReadError(message, t.saveArray({ save: 'np.save("Z.npy", Z)', savez: 'np.savez("answer.npz", Z=Z)' }));

function textOf(file: string, bytes: Uint8Array): string {
  const other = OTHERS.find(([first]) => first.every((byte, at) => bytes[at] === byte));
  if (other) throw refused(other[1](file));
  if (bytes.length > MAX_TEXT)
    throw refused(t.longText({ file, size: Math.round(bytes.length / 1000), most: MAX_TEXT / 1000 }));
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw refused(t.unknownFile({ file }));
  }
  if (/^\s*\{\s*"cells"\s*:/.test(text)) throw refused(t.isNotebook({ file }));
  return text;
}
