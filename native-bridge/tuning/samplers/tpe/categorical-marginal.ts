/** Choices: a component prefers the observed choice and gives the others the weight of the prior. */
import type { Dimension } from '../../space.ts';
import type { Marginal } from './marginal.ts';

/** Twice Optuna's, so that a choice with bad luck in its first trials is tried again. */
const PRIOR_WEIGHT = 2;

/** @param observed (observations) coordinates; where the dimension was inactive (null), the component is the prior. */
export function categoricalMarginal(
  { choices }: Extract<Dimension, { kind: 'choice' }>,
  observed: readonly (number | null)[],
): Marginal {
  const count = choices.length;
  const seen = Int32Array.from([...observed, null], (x) => (x === null ? -1 : Math.floor(x * count)));
  const observations = seen.reduce((sum, at) => sum + (at < 0 ? 0 : 1), 0);
  // All components share the prior: the more observations, the less it counts.
  const prior = PRIOR_WEIGHT / (observations + 1);
  const total = 1 + count * prior;
  const [hit, miss] = [Math.log((1 + prior) / total), Math.log(prior / total)];
  const uniform = -Math.log(count);
  return {
    sample(k, random) {
      const stays = seen[k]! >= 0 && random.chance(1 / total);
      const at = stays ? seen[k]! : Math.floor(random.uniform() * count);
      return (at + 0.5) / count;
    },
    addLogDensities(coordinate, into) {
      const at = Math.floor(coordinate * count);
      for (let k = 0; k < into.length; k++) into[k]! += seen[k]! < 0 ? uniform : seen[k] === at ? hit : miss;
    },
  };
}
