/** Reads, decodes and resizes one picture of many, and copies its file if requested. */
import { constants, copyFileSync, writeFileSync } from 'node:fs';
import { DatasetError } from '../../dataset.ts';
import { type QuickPreprocess, quickPreprocess } from '../../quick-resize.ts';
import { decodePicture } from '../decode.ts';

export interface PictureTask {
  /** Its index in the list. */
  readonly at: number;
  /** The file's path, for errors. */
  readonly name: string;
  /** Path of its copy, which must not exist yet; null if no copy is kept. */
  readonly keep: string | null;
  /** Its path, if it is a file of its own on this machine; else null. */
  readonly file: string | null;
}

/** The result: the network's input, or why there is none (the end of a sentence that starts with the name). */
export type Outcome =
  | {
      readonly at: number;
      /** (64,64,3) */
      readonly image: Uint8Array;
      /** Upright, in pixels. */
      readonly size: readonly [width: number, height: number];
      readonly frames: number;
    }
  | Refused;

export interface Refused {
  readonly at: number;
  readonly reason: string;
}

let quick: QuickPreprocess | null = null;

/** @throws Error only for problems that are not the picture's fault, such as a full disk. */
export async function readOne(task: PictureTask, read: () => Uint8Array | Promise<Uint8Array>): Promise<Outcome> {
  const { at, name, keep, file } = task;
  const decode = async () => {
    const bytes = await read();
    return { bytes, picture: await decodePicture(bytes, name) };
  };
  const decoded = await decode().catch((error: unknown) => refusal(task, error));
  if ('reason' in decoded) return decoded;
  const { bytes, picture } = decoded;
  quick ??= quickPreprocess();
  const image = quick(picture);
  // File systems that support it share the blocks.
  if (keep !== null && file !== null) copyFileSync(file, keep, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
  else if (keep !== null) writeFileSync(keep, bytes, { flag: 'wx' });
  return { at, image, size: [picture.width, picture.height], frames: picture.frames };
}

/** What is wrong with a picture. @throws the error itself if it is not a DatasetError */
export function refusal({ at, name }: PictureTask, error: unknown): Refused {
  if (!(error instanceof DatasetError)) throw error;
  return { at, reason: error.message.startsWith(name) ? error.message.slice(name.length + 1) : error.message };
}
