/** What an export consists of: files that are made while they are written, one after the other. */
import { DatasetError } from '../dataset.ts';

export interface OutgoingFile {
  /** From the place of the export on, with `/`. */
  readonly path: string;
  /** Asked for once. */
  parts(): AsyncIterable<Uint8Array>;
}

export type Outgoing = AsyncIterable<OutgoingFile>;

/** A file whose bytes are there. */
export function whole(path: string, bytes: Uint8Array): OutgoingFile {
  return {
    path,
    async *parts() {
      yield bytes;
    },
  };
}

export function taken(path: string): DatasetError {
  return new DatasetError(`${path} is there already.`, 'Choose another name, or remove it first.');
}
