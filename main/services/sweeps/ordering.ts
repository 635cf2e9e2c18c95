/** What a person adds to a sweep: trials by hand, a larger budget. */
import type { Budget, Trial, Values } from '../../../native-bridge/host/sweep-messages.ts';
import { wrongSweep } from './refusals.ts';
import type { SweepRow } from './sweep-rows.ts';

/** Trials by hand, next in line; numbered from `first` on. */
export function guessedTrials(_sweep: SweepRow, values: readonly Values[], first: number): Trial[] {
  return values.map((some, i) => ({
    ...{ number: first + i, values: some, origin: 'guess', state: 'waiting', scores: null, replicates: [] },
    ...{ interval: null, bestEpoch: null, epochs: 0, seconds: 0, parameters: null, reason: null },
    ...{ beganAt: null, endedAt: null },
  }));
}

/** @throws HostError where a sweep would get less than it has */
export function requireLarger({ name, plan }: SweepRow, budget: Budget): void {
  const smaller =
    (budget.trials ?? Number.POSITIVE_INFINITY) < (plan.budget.trials ?? Number.POSITIVE_INFINITY) ||
    (budget.minutes ?? Number.POSITIVE_INFINITY) < (plan.budget.minutes ?? Number.POSITIVE_INFINITY);
  if (!smaller) return;
  throw wrongSweep(`The budget of ${name} can only grow.`, 'Give as many trials and minutes as it has, or more.');
}
