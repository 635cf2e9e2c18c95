/** What a person adds to a sweep: trials chosen by hand, a larger budget. */
import type { Budget, Trial, Values } from '../../../native-bridge/host/sweep-messages.ts';
import { checkGuesses } from '../../../native-bridge/host/tuning-messages.ts';
import { HostError } from '../../hosts/host-error.ts';
import { wrongSweep } from './refusals.ts';
import type { SweepRow } from './sweep-rows.ts';

/**
 * Trials chosen by hand, which come next; numbered from `first` on.
 * @throws HostError for a name that is not in the space, an impossible value, or an impossible network
 */
export function guessedTrials({ plan, classes }: SweepRow, values: readonly Values[], first: number): Trial[] {
  const checked = checkGuesses(plan, values, classes.length);
  if (!checked.ok) throw new HostError(checked.failure);
  return values.map((some, i) => ({
    ...{ number: first + i, values: some, origin: 'guess', state: 'waiting', scores: null, replicates: [] },
    ...{ interval: null, bestEpoch: null, epochs: 0, seconds: 0, parameters: checked.value[i]!, reason: null },
    ...{ beganAt: null, endedAt: null },
  }));
}

/** @throws HostError if the budget would shrink or stay the same */
export function requireLarger({ name, plan }: SweepRow, budget: Budget): void {
  const [before, after] = [limits(plan.budget), limits(budget)];
  const grows = after.trials > before.trials || after.minutes > before.minutes;
  if (grows && after.trials >= before.trials && after.minutes >= before.minutes) return;
  throw wrongSweep(
    `The budget of ${name} can only grow; it has ${budgetText(plan.budget)}.`,
    'Give more trials or more minutes, and not less of the other.',
  );
}

function limits({ trials, minutes }: Budget): { trials: number; minutes: number } {
  return { trials: trials ?? Number.POSITIVE_INFINITY, minutes: minutes ?? Number.POSITIVE_INFINITY };
}

function budgetText({ trials, minutes }: Budget): string {
  return [trials !== null && `${trials} trials`, minutes !== null && `${minutes} minutes`]
    .filter((part) => part !== false)
    .join(' and ');
}
