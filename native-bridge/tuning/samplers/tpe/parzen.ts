/**
 * A Parzen estimator over a whole space: a mixture of one product of kernels per observation, and the prior. The kernels
 * of an observation stay together, so that combinations of values are learnt (multivariate TPE: Falkner et al. 2018,
 * Watanabe 2023).
 *
 * Conditional spaces: if a dimension was inactive in an observation, its kernel there is the prior. One joint density
 * then covers the whole space; the kernel of the condition selects the observations that are informative about the
 * dimension. (Optuna's `group=True` models each group separately and loses their interactions.)
 */
import type { Random } from '../../../../datasets/synthetic/random.ts';
import { parentsFirst } from '../../conditions.ts';
import { fromUnit, type Point } from '../../encoding.ts';
import type { Dimension, Space, Value } from '../../space.ts';
import { categoricalMarginal } from './categorical-marginal.ts';
import type { Marginal } from './marginal.ts';
import { numericMarginal } from './numeric-marginal.ts';

export class ParzenEstimator {
  readonly #space: Space;
  readonly #names: readonly string[];
  /** Indices of the names, each after the dimension that it depends on. */
  readonly #order: readonly number[];
  readonly #marginals: readonly Marginal[];
  /** (components) probabilities; the prior's is the last. */
  readonly #weights: Float64Array;
  readonly #logWeights: Float64Array;

  /**
   * @param observed (observations) points
   * @param weights (observations) in addition to a prior with weight 1
   * @param least standard deviation of the narrowest kernel, for a range of [0, 1]
   */
  constructor(space: Space, observed: readonly Point[], weights: readonly number[], least: number) {
    this.#space = space;
    this.#names = Object.keys(space);
    this.#order = parentsFirst(space).map((name) => this.#names.indexOf(name));
    this.#marginals = Object.values(space).map((dimension, d) =>
      marginalOf(
        dimension,
        observed.map((point) => point[d] ?? null),
        least,
      ),
    );
    const total = weights.reduce((sum, weight) => sum + weight, 1);
    this.#weights = Float64Array.from([...weights, 1], (weight) => weight / total);
    this.#logWeights = this.#weights.map(Math.log);
  }

  sample(random: Random): Point {
    const component = this.#component(random);
    const point: (number | null)[] = this.#names.map(() => null);
    const values = new Map<string, Value>();
    for (const d of this.#order) {
      const dimension = this.#space[this.#names[d]!]!;
      const { when } = dimension;
      if (when !== undefined && !when.values.some((value) => value === values.get(when.name))) continue;
      point[d] = this.#marginals[d]!.sample(component, random);
      values.set(this.#names[d]!, fromUnit(dimension, point[d]!));
    }
    return point;
  }

  /** Log density of a point, over its active dimensions. */
  logDensity(point: Point): number {
    const logs = this.#logWeights.slice();
    point.forEach((coordinate, d) => {
      if (coordinate !== null) this.#marginals[d]!.addLogDensities(coordinate, logs);
    });
    const largest = logs.reduce((most, x) => Math.max(most, x), Number.NEGATIVE_INFINITY);
    return largest + Math.log(logs.reduce((sum, x) => sum + Math.exp(x - largest), 0));
  }

  #component(random: Random): number {
    let rest = random.uniform();
    for (let k = 0; k < this.#weights.length - 1; k++) {
      rest -= this.#weights[k]!;
      if (rest < 0) return k;
    }
    return this.#weights.length - 1;
  }
}

function marginalOf(dimension: Dimension, observed: readonly (number | null)[], least: number): Marginal {
  if (dimension.kind === 'choice') return categoricalMarginal(dimension, observed);
  return numericMarginal(dimension, observed, least);
}
