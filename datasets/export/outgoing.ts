/** The files of an export, generated one after the other while they are written. */
import { DatasetError } from '../dataset.ts';

export interface OutgoingFile {
  /** Relative to the export's folder, with `/`. */
  readonly path: string;
  /** Called once. */
  parts(): AsyncIterable<Uint8Array>;
}

export type Outgoing = AsyncIterable<OutgoingFile>;

/** A file whose bytes are already in memory. */
export function whole(path: string, bytes: Uint8Array): OutgoingFile {
  return {
    path,
    async *parts() {
      yield bytes;
    },
  };
}

export function taken(path: string): DatasetError {
  return new DatasetError(`${path} already exists.`, 'Choose another name, or remove it first.');
}
