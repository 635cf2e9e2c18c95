/** Matern 5/2 with one length scale per dimension: k(r) = s (1 + sqrt(5) r + 5/3 r^2) exp(-sqrt(5) r). */
import type { Row } from './features.ts';

const ROOT5 = Math.sqrt(5);

export interface Kernel {
  /** (columns) 1 / length scale^2 of the dimension that a column belongs to. */
  readonly weights: Float64Array;
  /** Variance of the function. */
  readonly scale: number;
}

export function matern({ weights, scale }: Kernel, a: Row, b: Row): number {
  let square = 0;
  for (let c = 0; c < a.length; c++) {
    const difference = a[c]! - b[c]!;
    square += weights[c]! * difference * difference;
  }
  return maternAt(square, scale);
}

export function maternAt(square: number, scale: number): number {
  const r = ROOT5 * Math.sqrt(square);
  return scale * (1 + r + (r * r) / 3) * Math.exp(-r);
}

/** -2 dk/d(r^2): times a weighted squared difference, it is the derivative with respect to the log of a length scale. */
export function maternSlope(square: number, scale: number): number {
  const r = ROOT5 * Math.sqrt(square);
  return (5 / 3) * scale * (1 + r) * Math.exp(-r);
}
