/**
 * Numbers: a normal distribution around every observation, truncated to [0, 1]; the prior is a wide one at the middle.
 */
import { cellOf, fromUnit, toUnit } from '../../encoding.ts';
import type { Dimension } from '../../space.ts';
import { normalCdf, normalQuantile } from '../normal.ts';
import { bandwidths } from './bandwidths.ts';
import type { Marginal } from './marginal.ts';

const PRIOR = { mean: 0.5, deviation: 1 };
const HALF_LOG_2PI = 0.5 * Math.log(2 * Math.PI);
/** Smaller masses are replaced by this, so that the logarithm is finite. */
const LEAST_MASS = 1e-300;

interface Components {
  readonly means: Float64Array;
  readonly deviations: Float64Array;
  /** Probability below 0, and within [0, 1], of the normal distributions before they are truncated. */
  readonly below: Float64Array;
  readonly within: Float64Array;
  /** Minus the logarithm of the density at the mean. */
  readonly peaks: Float64Array;
}

/**
 * @param observed (observations) coordinates; where the dimension was inactive (null), the component is the prior
 * @param least standard deviation of the narrowest kernel
 */
export function numericMarginal(
  dimension: Extract<Dimension, { kind: 'float' | 'int' }>,
  observed: readonly (number | null)[],
  least: number,
): Marginal {
  const components = componentsOf(observed, least);
  /** (components) by coordinate, because candidates share the cells of a whole number. */
  const masses = new Map<number, Float64Array>();
  const { means, deviations, below, within } = components;
  return {
    sample(k, random) {
      const x = means[k]! + deviations[k]! * normalQuantile(below[k]! + random.uniform() * within[k]!);
      return snapped(dimension, x);
    },
    addLogDensities(coordinate, into) {
      if (dimension.kind === 'float') return addDensities(components, coordinate, into);
      const known = masses.get(coordinate);
      const logs = known ?? logMasses(components, cellOf(dimension, Number(fromUnit(dimension, coordinate))));
      if (!known) masses.set(coordinate, logs);
      for (let k = 0; k < into.length; k++) into[k]! += logs[k]!;
    },
  };
}

function snapped(dimension: Dimension, x: number): number {
  const within = Math.min(Math.max(x, 0), 1);
  return dimension.kind === 'float' ? within : toUnit(dimension, fromUnit(dimension, within))!;
}

function componentsOf(observed: readonly (number | null)[], least: number): Components {
  const widths = bandwidths(observed, least);
  const means = Float64Array.from([...observed, null], (x) => x ?? PRIOR.mean);
  const deviations = means.map((_, k) => widths[k] ?? PRIOR.deviation);
  const below = means.map((mean, k) => normalCdf(-mean / deviations[k]!));
  const within = means.map((mean, k) => normalCdf((1 - mean) / deviations[k]!) - below[k]!);
  const peaks = deviations.map((deviation, k) => HALF_LOG_2PI + Math.log(deviation * within[k]!));
  return { means, deviations, below, within, peaks };
}

function addDensities({ means, deviations, peaks }: Components, x: number, into: Float64Array): void {
  for (let k = 0; k < into.length; k++) {
    const z = (x - means[k]!) / deviations[k]!;
    into[k]! -= 0.5 * z * z + peaks[k]!;
  }
}

/** For a whole number: (components) logarithms of the masses of its cell. */
function logMasses({ means, deviations, within }: Components, [left, right]: readonly [number, number]): Float64Array {
  return means.map((mean, k) => {
    const mass = massBetween((left - mean) / deviations[k]!, (right - mean) / deviations[k]!);
    return Math.log(Math.max(mass, LEAST_MASS) / within[k]!);
  });
}

/** Computed in the tail where the values are small, to avoid cancellation. */
function massBetween(left: number, right: number): number {
  return left > 0 ? normalCdf(-left) - normalCdf(-right) : normalCdf(right) - normalCdf(left);
}
