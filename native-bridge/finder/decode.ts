/** Decodes the net's probabilities to one square. */
import type { Square } from '../../datasets/synthetic/scene/square.ts';
import { CLASSES, classAt, NONE, PLACES, SIDES, STEP } from './grid.ts';

export interface Found {
  /** In pixels of the view. */
  readonly square: Square;
  /** Probability that there is a hand at all. */
  readonly probability: number;
}

/** A column, a row and a size index of the net's grid, with fractions. */
interface Peak {
  readonly column: number;
  readonly row: number;
  readonly size: number;
}

/** Position of each class: (classes) column, row, size. */
const COLUMN = new Uint8Array(CLASSES);
const ROW = new Uint8Array(CLASSES);
const SIZE = new Uint8Array(CLASSES);
for (let row = 0; row < PLACES.down; row++) {
  for (let column = 0; column < PLACES.across; column++) {
    for (let size = 0; size < SIDES.length; size++) {
      const k = classAt(column, row, size);
      [COLUMN[k], ROW[k], SIZE[k]] = [column, row, size];
    }
  }
}

/** Probabilities below this are negligible. */
const LEAST = 1e-4;
/** Radius around a peak in which probabilities are gathered, as a share of the side, and in size indices. */
const REACH = 0.3;
const SIZE_REACH = 1.2;
const ROUNDS = 6;

/**
 * The square with the most probability around it: a mean over neighbours moves from the most likely class to the centre
 * of its peak (mean shift, Comaniciu & Meer 2002), which is finer than the grid of classes.
 * @param probabilities (classes)
 */
export function decode(probabilities: Float32Array): Found {
  const likely: number[] = [];
  for (let k = 0; k < NONE; k++) if (probabilities[k]! > LEAST) likely.push(k);
  let best: { peak: Peak; mass: number } = { peak: { column: 0, row: 0, size: 0 }, mass: -1 };
  const starts = likely.toSorted((a, b) => probabilities[b]! - probabilities[a]!).slice(0, STARTS);
  for (const start of starts) {
    const climbed = climb(probabilities, likely, { column: COLUMN[start]!, row: ROW[start]!, size: SIZE[start]! });
    if (climbed.mass > best.mass) best = climbed;
  }
  return { square: squareOf(best.peak), probability: 1 - probabilities[NONE]! };
}

/** Number of classes to start climbing from. */
const STARTS = 4;

function climb(probabilities: Float32Array, likely: readonly number[], start: Peak): { peak: Peak; mass: number } {
  let peak = start;
  let mass = 0;
  for (let round = 0; round < ROUNDS; round++) {
    const reach = Math.max((REACH * sideOf(peak.size)) / STEP, 1.5);
    let [total, column, row, size] = [0, 0, 0, 0];
    for (const k of likely) {
      const [dx, dy, ds] = [
        (COLUMN[k]! - peak.column) / reach,
        (ROW[k]! - peak.row) / reach,
        (SIZE[k]! - peak.size) / SIZE_REACH,
      ];
      const weight = probabilities[k]! * Math.exp(-(dx * dx + dy * dy + ds * ds));
      total += weight;
      column += weight * COLUMN[k]!;
      row += weight * ROW[k]!;
      size += weight * SIZE[k]!;
    }
    if (total === 0) break;
    peak = { column: column / total, row: row / total, size: size / total };
    mass = total;
  }
  return { peak, mass };
}

function sideOf(size: number): number {
  return SIDES[0] * 2 ** (size / 2);
}

function squareOf({ column, row, size }: Peak): Square {
  const side = sideOf(size);
  return { x: (column + 0.5) * STEP - side / 2, y: (row + 0.5) * STEP - side / 2, side };
}
