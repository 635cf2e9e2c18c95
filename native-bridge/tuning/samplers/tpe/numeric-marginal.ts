/** Numbers: a normal distribution around every observation, truncated to [0, 1]; the prior is a wide one in the middle. */
import { cellOf, fromUnit, toUnit } from '../../encoding.ts';
import type { Dimension } from '../../space.ts';
import { normalCdf, normalQuantile } from '../normal.ts';
import { bandwidths } from './bandwidths.ts';
import type { Marginal } from './marginal.ts';

const PRIOR = { mean: 0.5, deviation: 1 };
const HALF_LOG_2PI = 0.5 * Math.log(2 * Math.PI);
/** A mass below it is taken as this: its logarithm is finite. */
const LEAST_MASS = 1e-300;

interface Components {
  readonly means: Float64Array;
  readonly deviations: Float64Array;
  /** Probability below 0, and within [0, 1], of the normal distributions before they are truncated. */
  readonly below: Float64Array;
  readonly within: Float64Array;
}

/** @param observed (observations) coordinates; where the dimension was inactive (null), the component is the prior. */
export function numericMarginal(
  dimension: Extract<Dimension, { kind: 'float' | 'int' }>,
  observed: readonly (number | null)[],
): Marginal {
  const components = componentsOf(observed);
  const { means, deviations, below, within } = components;
  return {
    sample(k, random) {
      const x = means[k]! + deviations[k]! * normalQuantile(below[k]! + random.uniform() * within[k]!);
      return snapped(dimension, x);
    },
    addLogDensities(coordinate, into) {
      if (dimension.kind === 'float') addDensities(components, coordinate, into);
      else addMasses(components, cellOf(dimension, Number(fromUnit(dimension, coordinate))), into);
    },
  };
}

function snapped(dimension: Dimension, x: number): number {
  const within = Math.min(Math.max(x, 0), 1);
  return dimension.kind === 'float' ? within : toUnit(dimension, fromUnit(dimension, within))!;
}

function componentsOf(observed: readonly (number | null)[]): Components {
  const widths = bandwidths(observed);
  const means = Float64Array.from([...observed, null], (x) => x ?? PRIOR.mean);
  const deviations = means.map((_, k) => widths[k] ?? PRIOR.deviation);
  const below = means.map((mean, k) => normalCdf(-mean / deviations[k]!));
  const within = means.map((mean, k) => normalCdf((1 - mean) / deviations[k]!) - below[k]!);
  return { means, deviations, below, within };
}

function addDensities({ means, deviations, within }: Components, x: number, into: Float64Array): void {
  for (let k = 0; k < into.length; k++) {
    const z = (x - means[k]!) / deviations[k]!;
    into[k]! -= 0.5 * z * z + HALF_LOG_2PI + Math.log(deviations[k]! * within[k]!);
  }
}

/** Of a whole number: the mass of its cell. */
function addMasses(
  { means, deviations, within }: Components,
  [left, right]: readonly [number, number],
  into: Float64Array,
): void {
  for (let k = 0; k < into.length; k++) {
    const mass = massBetween((left - means[k]!) / deviations[k]!, (right - means[k]!) / deviations[k]!);
    into[k]! += Math.log(Math.max(mass, LEAST_MASS) / within[k]!);
  }
}

/** Taken from the side on which the numbers are small: there the difference keeps its digits. */
function massBetween(left: number, right: number): number {
  return left > 0 ? normalCdf(-left) - normalCdf(-right) : normalCdf(right) - normalCdf(left);
}
