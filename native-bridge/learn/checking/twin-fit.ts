/** How well a wrong twin explains an answer. */

import { FLOAT32, FLOAT64, roundingBound } from '../compare/magnitude.ts';
import { halfDigit } from '../compare/precision.ts';
import type { FunctionName, Outputs } from '../course.ts';
import type { Twin } from '../twins/twin.ts';
import { sameShape } from './differences.ts';
import { isCoarse, type Yardstick } from './yardstick.ts';

/** A twin and what it gives on these inputs. */
export interface Candidate {
  readonly twin: Twin<FunctionName>;
  readonly outputs: Outputs;
}

export interface Fit extends Candidate {
  /** Within float64's rounding of the twin. */
  readonly exact: boolean;
  /** Root mean square of the distances, in units of each output's size. */
  readonly distance: number;
}

/** A twin sums other terms than the right ones: its bound is four times theirs, and that of the output's largest cell. */
const ROOM = 4;

const largest = (data: Float64Array) => data.reduce((max, value) => Math.max(max, Math.abs(value)), 0);

/**
 * Null where a number of these outputs is not the twin's.
 * @param names of the outputs that are looked at
 */
export function fit(found: Outputs, candidate: Candidate, yardstick: Yardstick, names: readonly string[]): Fit | null {
  let [squares, count, exact] = [0, 0, true];
  for (const name of names) {
    const [answer, wrong] = [found[name]!, candidate.outputs[name]!];
    if (!sameShape(answer, wrong)) return null;
    const { sizes, terms } = yardstick.sizes[name]!;
    const size = Math.max(largest(sizes.data), largest(wrong.data));
    const double = ROOM * roundingBound(size, terms, FLOAT64);
    const single = ROOM * roundingBound(size, terms, FLOAT32) + halfDigit(yardstick.precision);
    const bound = isCoarse(yardstick) ? Math.max(single, double) : double;
    for (const [i, value] of wrong.data.entries()) {
      const distance = Math.abs(answer.data[i]! - value);
      if (!(distance <= bound)) return null;
      if (distance > double) exact = false;
      if (size > 0) squares += (distance / size) ** 2;
      count++;
    }
  }
  return { ...candidate, exact, distance: Math.sqrt(squares / Math.max(1, count)) };
}

/** Of several that fit, those that fit as well as the best one, in their own order. */
export function best(fits: readonly Fit[]): readonly Fit[] {
  const exact = fits.filter((one) => one.exact);
  if (exact.length > 0) return exact;
  const least = Math.min(...fits.map(({ distance }) => distance));
  return fits.filter(({ distance }) => distance <= 2 * least);
}

/** Whether a twin gives the right answer on these inputs, in the outputs that are looked at. */
export function isRight({ outputs }: Candidate, { right, sizes }: Yardstick, names: readonly string[]): boolean {
  return names.every((name) => {
    const [wrong, truth] = [outputs[name]!, right[name]!];
    const { sizes: size, terms } = sizes[name]!;
    const bound = (i: number) => roundingBound(size.data[i]!, terms, FLOAT64);
    return sameShape(wrong, truth) && wrong.data.every((value, i) => Math.abs(value - truth.data[i]!) <= bound(i));
  });
}
