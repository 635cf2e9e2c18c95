/**
 * ASHA (Li et al. 2020, "A System for Massively Parallel Hyperparameter Tuning"): one bracket, starting at the fewest
 * epochs.
 */
import type { Scheduler } from '../scheduler.ts';
import { Bracket } from './bracket.ts';
import { Halving } from './halving.ts';
import { rungEpochs } from './rungs.ts';

/** @throws ArgumentError as `rungEpochs`. */
export function asha({ eta, minEpochs }: { eta: number; minEpochs: number }, epochs: number): Scheduler {
  const bracket = new Bracket(rungEpochs(epochs, minEpochs, eta), eta);
  return new Halving([bracket], () => bracket);
}
