/** The components of a Parzen estimator along one dimension; the last one is the prior. */
import type { Random } from '../../../../datasets/synthetic/random.ts';

export interface Marginal {
  /** Samples a coordinate in [0, 1] from one component, at the middle of its cell if the dimension has cells. */
  sample(component: number, random: Random): number;
  /** Adds the logarithm of every component's density at a coordinate to `into` (components). */
  addLogDensities(coordinate: number, into: Float64Array): void;
}
