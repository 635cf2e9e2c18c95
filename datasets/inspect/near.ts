/**
 * Near duplicates: the same photograph compressed again, slightly brighter, or shifted by a pixel. Candidates are pictures
 * whose fingerprints share a piece, at five relative shifts; the pixels decide. No picture is compared with all others.
 */
import { IMAGE_SIZE } from '../dataset.ts';
import { BANDS, BITS, frequencies, pieces, summedArea } from './fingerprint.ts';
import { emptySheet, fillSheet, greyDistance } from './grey-distance.ts';
import { PieceIndex } from './piece-index.ts';

/** One of (dx,dy) and (-dx,-dy) is enough, because both pictures of a pair are looked up. */
const SHIFTS = [
  [0, 0],
  [1, 0],
  [0, 1],
  [1, 1],
  [1, -1],
] as const;
/** Number of pictures from which the medians are estimated. */
const SAMPLE = 4096;

/**
 * Maximum `greyDistance` of near duplicates. Measured: of the 1200 SIGNS pictures saved again as JPEG of quality 90, 75, 50
 * it finds 100, 100, 99.9 %, and all of those 5 % brighter or darker or a pixel off; of 1200 drawn ones, which are very
 * noisy, 100, 99.9, 98.5 %, and all. Of the 719 400 pairs of SIGNS pictures 27 unequal ones count as near duplicates
 * (40 pictures), each with a single label; of the drawn ones none.
 */
export const NEAR_DISTANCE = 0.12;

/** Distance of the frequencies above which pixels are not compared; it loses none of the copies in the measurement above. */
const FREQUENCY_DISTANCE = 0.15;

/** Maximum pixel comparisons per view: among thousands of pictures of one scene this finds enough. */
const MAX_COMPARED = 8;

export interface NearSearch {
  /** M pictures, numbered from 0. */
  readonly count: number;
  /** (64,64) grey values of a picture, valid until the next call. */
  grey(picture: number): Uint8Array;
  /** Whether two pictures are already known to belong together and need no comparison. */
  known(a: number, b: number): boolean;
  /** Called with every pair that is found. */
  found(a: number, b: number): void;
}

/** Finds pairs of near duplicates incrementally: yields after every picture in each of its two passes. */
export function* findNear(search: NearSearch): Generator<void, void> {
  const { count } = search;
  const medians = medianFrequencies(search);
  const own: Own = { values: new Float32Array(count * BITS), pieces: new Uint16Array(count * BANDS) };
  const area = new Int32Array((IMAGE_SIZE + 1) ** 2);
  const values = new Float64Array(BITS);
  for (let i = 0; i < count; i++) {
    frequencies(summedArea(search.grey(i), area), 0, 0, values);
    own.values.set(values, i * BITS);
    pieces(values, medians, own.pieces.subarray(i * BANDS, (i + 1) * BANDS));
    yield;
  }
  const index = new PieceIndex(own.pieces);
  const compare = comparer(search, own.values);
  const wanted = new Uint16Array(BANDS);
  for (let i = 0; i < count; i++) {
    const grey = search.grey(i).slice();
    summedArea(grey, area);
    for (const [dx, dy] of SHIFTS) {
      frequencies(area, dx, dy, values);
      pieces(values, medians, wanted);
      compare.with({ picture: i, grey, dx, dy, values });
      index.candidates(wanted, i, compare.candidate);
    }
    yield;
  }
}

/** For every picture, unshifted: frequencies (M,48) and the pieces of its fingerprint (M,4). */
interface Own {
  readonly values: Float32Array;
  readonly pieces: Uint16Array;
}

/** One picture, shifted by (dx,dy) pixels. */
interface View {
  readonly picture: number;
  readonly grey: Uint8Array;
  readonly dx: number;
  readonly dy: number;
  readonly values: Float64Array;
}

/** Compares one view with its candidates, cheap tests first. */
function comparer(search: NearSearch, own: Float32Array) {
  const [sheet, otherSheet] = [emptySheet(), emptySheet()];
  let view: View;
  let filled = false;
  let left = 0; // remaining pixel comparisons
  return {
    with(next: View): void {
      view = next;
      filled = false;
      left = MAX_COMPARED;
    },
    candidate(other: number): void {
      const { picture, grey, dx, dy, values } = view;
      // Unshifted, both pictures of a pair find each other.
      if (other === picture || (dx === 0 && dy === 0 && other > picture)) return;
      if (left === 0 || search.known(other, picture) || !isClose(values, own, other * BITS)) return;
      left--;
      if (!filled) fillSheet(sheet, grey, dx, dy);
      filled = true;
      if (greyDistance(sheet, fillSheet(otherSheet, search.grey(other))) <= NEAR_DISTANCE) search.found(other, picture);
    },
  };
}

function isClose(values: Float64Array, own: Float32Array, from: number): boolean {
  let squares = 0;
  for (let k = 0; k < BITS; k++) squares += (values[k]! - own[from + k]!) ** 2;
  return squares <= FREQUENCY_DISTANCE ** 2;
}

/** (48) The median of every frequency, over evenly spaced pictures. */
function medianFrequencies({ count, grey }: NearSearch): Float64Array {
  const sample = Math.min(count, SAMPLE);
  const values = Array.from({ length: sample }, (_, i) => {
    const area = summedArea(grey(Math.floor((i * count) / sample)));
    return frequencies(area, 0, 0, new Float64Array(BITS));
  });
  return Float64Array.from({ length: BITS }, (_, k) => {
    const ordered = Float64Array.from(values, (value) => value[k]!).sort();
    return ordered[sample >> 1] ?? 0;
  });
}
