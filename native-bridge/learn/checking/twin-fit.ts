/** How well a wrong twin explains an answer. */

import { roundingBound } from '../compare/magnitude.ts';
import { halfDigit } from '../compare/precision.ts';
import type { FunctionName, InputsOf, Outputs } from '../course.ts';
import type { Twin } from '../twins/twin.ts';
import { TWINS } from '../twins/twins.ts';
import type { Evidence, Tried } from './diagnosis.ts';
import { sameShape } from './differences.ts';
import { coarseType, isCoarse, type Yardstick } from './yardstick.ts';

/** A twin and its results for these inputs. */
export interface Candidate extends Tried {
  readonly outputs: Outputs;
}

/** The twins' results for these inputs, without twins that cannot run or that give NaN. */
export function candidates<F extends FunctionName>(twins: readonly Twin<F>[], inputs: InputsOf[F]): Candidate[] {
  return twins.flatMap((twin) => {
    const outputs = twin.run(inputs);
    const usable = outputs !== null && Object.values(outputs).every(({ data }) => !data.some(Number.isNaN));
    return usable ? [{ twin, outputs }] : [];
  });
}

/** Whether the answer is so few whole numbers that some pair of mistakes gives them by chance. */
function isSlight(found: Outputs): boolean {
  const values = Object.values(found).flatMap(({ data }) => [...data]);
  return values.length < 4 && values.every(Number.isInteger);
}

/** Number of products in one run above which hundreds of pairs would take seconds. */
const MOST_PRODUCTS = 200_000;

function isLarge({ sizes }: Yardstick): boolean {
  const products = Object.values(sizes).map(({ sizes: { data }, terms }) => data.length * (terms + 1));
  return products.reduce((a, b) => a + b, 0) > MOST_PRODUCTS;
}

/**
 * A complete answer as evidence.
 * @param wrong names of the outputs that differ from the right ones
 */
export function fullEvidence<F extends FunctionName>(
  functionName: F,
  inputs: InputsOf[F],
  found: Outputs,
  yardstick: Yardstick,
  wrong: readonly string[],
): Evidence<Candidate> {
  const shaped = wrong.filter((name) => !sameShape(found[name]!, yardstick.right[name]!));
  return {
    names: Object.keys(yardstick.right),
    wrong,
    singles: candidates(TWINS[functionName].singles, inputs),
    pairs: () => (isSlight(found) || isLarge(yardstick) ? [] : candidates(TWINS[functionName].pairs, inputs)),
    fitting(all, names) {
      const fits = all
        .filter((candidate) => !isRight(candidate, yardstick, names))
        .flatMap((candidate) => fit(found, candidate, yardstick, names) ?? []);
      return best(fits);
    },
    shaped: (all) =>
      all.filter(({ outputs }) => shaped.length > 0 && shaped.every((name) => sameShape(found[name]!, outputs[name]!))),
  };
}

interface Fit extends Candidate {
  /** Whether it is within float64 rounding of the twin. */
  readonly exact: boolean;
  /** Root mean square of the distances, in units of each output's size. */
  readonly distance: number;
}

/**
 * A twin sums different terms: its bound is four times that of the right ones, and at least that of the output's
 * largest cell.
 */
const ROOM = 4;

const largest = (data: Float64Array) => data.reduce((max, value) => Math.max(max, Math.abs(value)), 0);

/**
 * Null if a number of these outputs is not the twin's.
 * @param names of the outputs to compare
 */
function fit(found: Outputs, candidate: Candidate, yardstick: Yardstick, names: readonly string[]): Fit | null {
  let [squares, count, exact] = [0, 0, true];
  for (const name of names) {
    const [answer, wrong] = [found[name]!, candidate.outputs[name]!];
    if (!sameShape(answer, wrong)) return null;
    const { sizes, terms } = yardstick.sizes[name]!;
    const size = Math.max(largest(sizes.data), largest(wrong.data));
    const double = ROOM * roundingBound(size, terms, 'float64');
    const single = ROOM * roundingBound(size, terms, coarseType(yardstick.precision)) + halfDigit(yardstick.precision);
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

/** Of several that fit, those that fit as well as the best one, in the original order. */
function best(fits: readonly Fit[]): readonly Fit[] {
  const exact = fits.filter((one) => one.exact);
  if (exact.length > 0) return exact;
  const least = Math.min(...fits.map(({ distance }) => distance));
  return fits.filter(({ distance }) => distance <= 2 * least);
}

/** Whether a twin gives the right answer for these inputs, in the compared outputs. */
export function isRight({ outputs }: Candidate, { right, sizes }: Yardstick, names: readonly string[]): boolean {
  return names.every((name) => {
    const [wrong, truth] = [outputs[name]!, right[name]!];
    const { sizes: size, terms } = sizes[name]!;
    const bound = (i: number) => roundingBound(size.data[i]!, terms, 'float64');
    return sameShape(wrong, truth) && wrong.data.every((value, i) => Math.abs(value - truth.data[i]!) <= bound(i));
  });
}
