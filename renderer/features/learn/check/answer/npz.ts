/** Archives of arrays, as np.savez and np.savez_compressed write them: opened in the page, within limits. */
import type { UnzipFile } from 'fflate';
import { type ReadArray, ReadError, readNpy } from '../../../../../native-bridge/learn/read/index.ts';
import { t } from '../messages/index.ts';

/** Arrays per archive. */
const MAX_ENTRIES = 64;
/** Total bytes, unpacked. */
const MAX_UNPACKED = 64 * 1024 * 1024;
/** Bytes read at a time, so that a limit is noticed before much has been unpacked. */
const PIECE = 64 * 1024;

const isZip = (bytes: Uint8Array) => bytes[0] === 0x50 && bytes[1] === 0x4b;

export { isZip };

/**
 * Reads every array of it.
 * @param file its name, for messages
 * @throws ReadError where it is damaged, too large, or contains something else
 */
export async function readNpz(file: string, bytes: Uint8Array): Promise<ReadArray[]> {
  const entries = await unpacked(file, bytes);
  if (entries.length === 0) throw new ReadError(t.emptyArchive({ file }), t.emptyArchiveRemedy());
  return entries.map(({ name, bytes: array }) => readNpy(name, array));
}

interface Entry {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** fflate is loaded with the first archive. */
async function unpacked(file: string, bytes: Uint8Array): Promise<Entry[]> {
  const { Unzip, UnzipInflate } = await import('fflate');
  const reading = new Reading(file);
  const unzip = new Unzip((entry) => reading.begin(entry));
  unzip.register(UnzipInflate);
  try {
    for (let at = 0; at < bytes.length; at += PIECE) {
      unzip.push(bytes.subarray(at, at + PIECE), at + PIECE >= bytes.length);
    }
  } catch (thrown) {
    if (thrown instanceof ReadError) throw thrown;
    throw damaged(file);
  }
  return reading.end();
}

class Reading {
  readonly #file: string;
  readonly #entries: { name: string; pieces: Uint8Array[]; ended: boolean }[] = [];
  #size = 0;

  constructor(file: string) {
    this.#file = file;
  }

  begin(found: UnzipFile): void {
    if (this.#entries.length >= MAX_ENTRIES) {
      throw new ReadError(t.fullArchive({ file: this.#file, most: MAX_ENTRIES }), t.fullArchiveRemedy());
    }
    const entry = { name: found.name.replace(/\.npy$/, ''), pieces: [] as Uint8Array[], ended: false };
    this.#entries.push(entry);
    found.ondata = (error, data, final) => {
      // An error thrown below arrives here.
      if (error) throw error instanceof ReadError ? error : damaged(this.#file);
      this.#size += data.length;
      if (this.#size > MAX_UNPACKED) throw tooLarge(this.#file);
      entry.pieces.push(data.slice());
      entry.ended = final;
    };
    found.start();
  }

  end(): Entry[] {
    if (this.#entries.some(({ ended }) => !ended)) throw damaged(this.#file);
    return this.#entries.map(({ name, pieces }) => ({ name, bytes: joined(pieces) }));
  }
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(pieces.reduce((sum, piece) => sum + piece.length, 0));
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

const damaged = (file: string) => new ReadError(t.damagedArchive({ file }), t.damagedArchiveRemedy());
const tooLarge = (file: string) =>
  new ReadError(t.largeArchive({ file, most: MAX_UNPACKED / 1024 / 1024 }), t.largeArchiveRemedy());
