/** Reads pieces of given sizes from a stream, no faster than they are requested. */
import type { Readable } from 'node:stream';

export class Pieces {
  readonly #chunks: AsyncIterator<Buffer>;
  #rest: Buffer = Buffer.alloc(0);

  constructor(stream: Readable) {
    this.#chunks = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  }

  /** @returns exactly `size` bytes; null if the stream ends before */
  async take(size: number): Promise<Uint8Array | null> {
    const piece = new Uint8Array(size);
    for (let at = 0; at < size; ) {
      if (this.#rest.length === 0) {
        const { value, done } = await this.#chunks.next();
        if (done) return null;
        this.#rest = value;
      }
      const count = Math.min(size - at, this.#rest.length);
      piece.set(this.#rest.subarray(0, count), at);
      this.#rest = this.#rest.subarray(count);
      at += count;
    }
    return piece;
  }
}
