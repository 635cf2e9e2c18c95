/** One file of answers: (N,classes) float32, replaced as a whole, so that a process that dies leaves the old or the new file. */
import { mkdir, open, readFile, rename, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { HostError } from '../../hosts/host-error.ts';

/** Bytes of one picture in a pixel file: 64 x 64 x 3. */
const PICTURE_BYTES = 64 * 64 * 3;

export interface AnswersFile {
  /** (N,classes) for the pictures that the pixel file has now; null if there is no such file. */
  read(): Promise<Float32Array | null>;
  /** (N,classes) of NaN. */
  empty(): Float32Array;
  write(answers: Float32Array): Promise<void>;
}

/** @throws HostError if the dataset's pixel file cannot be read. */
export async function answersFile(path: string, pixels: string, classes: number): Promise<AnswersFile> {
  const values = (await pictureCount(pixels)) * classes;
  const empty = () => new Float32Array(values).fill(Number.NaN);
  return {
    empty,
    async read() {
      const bytes = await readFile(path).catch(() => null);
      // The name contains the model's hash, so the classes agree; a partly copied file is computed again.
      if (!bytes || bytes.length % (4 * classes) !== 0) return null;
      const answers = empty();
      // Pictures that were added later are still missing.
      const known = new Uint8Array(answers.buffer);
      known.set(bytes.subarray(0, known.length));
      return answers;
    },
    write: (answers) => replace(path, answers),
  };
}

/** Whether picture `id` has no answer yet. */
export function isMissing(answers: Float32Array, id: number, classes: number): boolean {
  return Number.isNaN(answers[id * classes]!) || id * classes >= answers.length;
}

async function pictureCount(pixels: string): Promise<number> {
  try {
    return Math.floor((await stat(pixels)).size / PICTURE_BYTES);
  } catch (cause) {
    throw new HostError({
      message: `The dataset's pictures ${pixels} cannot be read: ${(cause as Error).message}.`,
      remedy: 'Import the dataset again.',
      badArgument: false,
    });
  }
}

/** Synced to the disk before it is renamed: even after a power cut there is the old or the new file. */
async function replace(path: string, answers: Float32Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const incoming = `${path}.incoming`;
  const file = await open(incoming, 'w');
  try {
    await file.writeFile(new Uint8Array(answers.buffer, answers.byteOffset, answers.byteLength));
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(incoming, path);
}
