/** Looks up fingerprints by their pieces: multi-index hashing (Norouzi, Punjani, Fleet, CVPR 2012). */
import { BAND_BITS, BANDS, countBits } from './fingerprint.ts';

/** Fingerprints that differ in more of their 48 bits are not candidates. */
const MAX_BITS = 10;
/** If more fingerprints share a piece, only those nearest in order: similar pictures are often taken in a row. */
const MAX_LOOKED_AT = 64;

/** M fingerprints of four pieces each. */
export class PieceIndex {
  readonly #pieces: Uint16Array; // (M,BANDS)
  /** (BANDS) (2^12 + 1) where the fingerprints with each value of that piece start in `#members`. */
  readonly #begin: Int32Array[] = [];
  /** (BANDS) (M) fingerprints sorted by the value of that piece, then by number. */
  readonly #members: Int32Array[] = [];

  constructor(pieces: Uint16Array) {
    this.#pieces = pieces;
    for (let band = 0; band < BANDS; band++) this.#sort(band);
  }

  /** Counting sort by the value of one piece. */
  #sort(band: number): void {
    const count = this.#pieces.length / BANDS;
    const begin = new Int32Array(2 ** BAND_BITS + 1);
    for (let i = 0; i < count; i++) begin[this.#pieces[i * BANDS + band]! + 1]!++;
    for (let value = 0; value < 2 ** BAND_BITS; value++) begin[value + 1]! += begin[value]!;
    const next = begin.slice();
    const members = new Int32Array(count);
    for (let i = 0; i < count; i++) members[next[this.#pieces[i * BANDS + band]!]!++] = i;
    this.#begin.push(begin);
    this.#members.push(members);
  }

  /** Calls `found` with every fingerprint close to `pieces`, up to once per piece; of a long list only the part around `near`. */
  candidates(pieces: Uint16Array, near: number, found: (fingerprint: number) => void): void {
    for (let band = 0; band < BANDS; band++) {
      const members = this.#members[band]!;
      const value = pieces[band]!;
      const [begin, end] = this.#around(this.#begin[band]![value]!, this.#begin[band]![value + 1]!, members, near);
      for (let at = begin; at < end; at++) {
        if (this.#isNear(pieces, members[at]!)) found(members[at]!);
      }
    }
  }

  /** The part of a long list around `near`. */
  #around(begin: number, end: number, members: Int32Array, near: number): [number, number] {
    if (end - begin <= MAX_LOOKED_AT) return [begin, end];
    let [low, high] = [begin, end]; // binary search for the first one not before `near`
    while (low < high) {
      const middle = (low + high) >> 1;
      if (members[middle]! < near) low = middle + 1;
      else high = middle;
    }
    const from = Math.min(Math.max(low - MAX_LOOKED_AT / 2, begin), end - MAX_LOOKED_AT);
    return [from, from + MAX_LOOKED_AT];
  }

  #isNear(pieces: Uint16Array, fingerprint: number): boolean {
    const own = this.#pieces;
    const from = fingerprint * BANDS;
    // Two pieces of 12 bits are counted at a time.
    const half = countBits((pieces[0]! ^ own[from]!) | ((pieces[1]! ^ own[from + 1]!) << BAND_BITS));
    if (half > MAX_BITS) return false;
    return half + countBits((pieces[2]! ^ own[from + 2]!) | ((pieces[3]! ^ own[from + 3]!) << BAND_BITS)) <= MAX_BITS;
  }
}
