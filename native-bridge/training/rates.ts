/** Which parameters of a run learn slowly or not at all, given its hyperparameters. */
import type { Network } from '../convnet/network.ts';
import { type ParameterSpec, parameterSpecs } from '../convnet/parameters.ts';
import type { Hyperparameters } from './hyperparameters.ts';
import { ArgumentError } from './training-error.ts';

/**
 * The factor on the learning rate of a parameter (Opening.rates): 0 in the first `freeze` convolutions and dense layers
 * and the batch norms that follow each, `takenRate` for parameters from another model, 1 for those that are not named.
 * @param taken names of the parameters that came from another model
 * @throws ArgumentError if no layer would be left to learn
 */
export function ratesFor(
  network: Network,
  { freeze, takenRate, normStatistics }: Pick<Hyperparameters, 'freeze' | 'takenRate' | 'normStatistics'>,
  taken: readonly string[] = [],
): Record<string, number> {
  const specs = parameterSpecs(network);
  const weighted = specs.filter(({ role }) => role === 'kernel').map(({ layer }) => layer);
  if (freeze >= weighted.length) {
    throw new ArgumentError(
      `freeze=${freeze} leaves nothing to learn: ${network.name} has ${weighted.length} layers with weights.`,
      `Freeze ${weighted.length - 1} at most.`,
    );
  }
  const end = weighted[freeze]!; // the first layer with weights that learns
  const rateOf = ({ name, layer, role, trained }: ParameterSpec): number => {
    const frozen = freeze > 0 && layer < end;
    if (role === 'mean' || role === 'variance') return frozen || normStatistics === 'frozen' ? 0 : 1;
    if (frozen) return 0;
    return trained && taken.includes(name) ? takenRate : 1;
  };
  return Object.fromEntries(specs.map((spec) => [spec.name, rateOf(spec)]).filter(([, rate]) => rate !== 1));
}
