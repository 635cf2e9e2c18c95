/** A recording's three files, one per column: data beyond the row's frame count was never finished, and is overwritten. */
import { mkdir, open } from 'node:fs/promises';
import { join } from 'node:path';
import { HostError } from '../../hosts/host-error.ts';
import { writeAt } from '../../storage/synced-file.ts';

/** (64,64,3) RGB. */
export const FRAME_BYTES = 64 * 64 * 3;
/** Of a float64. */
export const TIME_BYTES = 8;

interface Columns {
  /** (n) float64 */
  readonly times: Uint8Array;
  /** (n,64,64,3) */
  readonly pixels: Uint8Array;
  /** (n,classes) float32 */
  readonly probabilities: Uint8Array;
}

const FILES = { pixels: 'frames.u8', times: 'times.f64', probabilities: 'probabilities.f32' } as const;
const NAMES = ['pixels', 'times', 'probabilities'] as const;

const bytesOf = (classes: number) => ({ pixels: FRAME_BYTES, times: TIME_BYTES, probabilities: 4 * classes });

/** Resolves when all three are on the disk. @param from frames already stored @throws HostError if they cannot be written */
export async function appendFrames(
  folder: string,
  { from, classes, ...columns }: Columns & { readonly from: number; readonly classes: number },
): Promise<void> {
  try {
    await mkdir(folder, { recursive: true });
    for (const name of NAMES) await writeAt(join(folder, FILES[name]), from * bytesOf(classes)[name], columns[name]);
  } catch (cause) {
    throw new HostError({
      message: `The recording cannot be saved in ${folder}: ${(cause as Error).message}.`,
      remedy: 'Free some space on the disk of the lab folder. What was recorded before is safe.',
      badArgument: false,
    });
  }
}

/** @throws HostError if a file is missing or too short. */
export async function readFrames(
  folder: string,
  { from, count, classes }: { readonly from: number; readonly count: number; readonly classes: number },
): Promise<Columns> {
  const [pixels, times, probabilities] = await Promise.all(
    NAMES.map((name) => {
      const size = bytesOf(classes)[name];
      return readAt(join(folder, FILES[name]), from * size, count * size);
    }),
  );
  return { pixels: pixels!, times: times!, probabilities: probabilities! };
}

async function readAt(path: string, position: number, length: number): Promise<Uint8Array> {
  const bytes = new Uint8Array(length);
  const file = await open(path, 'r').catch((cause: Error) => {
    throw unreadable(path, cause.message);
  });
  try {
    const { bytesRead } = await file.read(bytes, 0, length, position);
    if (bytesRead < length) throw unreadable(path, 'it is too short');
    return bytes;
  } finally {
    await file.close();
  }
}

function unreadable(path: string, reason: string): HostError {
  return new HostError({
    message: `The recording ${path} cannot be read: ${reason}.`,
    remedy: 'Remove the recording; its files were changed by hand, or the disk is failing.',
    badArgument: false,
  });
}
