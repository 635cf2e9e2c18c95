/** What a sweep takes over from the one that it continues: the trials that it would train with the same settings. */
import type { SweepPlan } from '../../../native-bridge/host/sweep-messages.ts';
import { continuedValues } from '../../../native-bridge/host/tuning-messages.ts';
import { wrongSweep } from './refusals.ts';
import type { SweepPictures, SweepRow } from './sweep-rows.ts';
import type { Taken, TrialRows } from './trial-rows.ts';

/**
 * The trials that have ended, numbered from 0.
 * @throws HostError if they were evaluated differently, so that their scores do not apply
 */
export function earlierTrials(
  earlier: SweepRow,
  rows: TrialRows,
  plan: SweepPlan,
  pictures: SweepPictures,
  classes: number,
): Taken {
  requireComparable(earlier, plan, pictures);
  const taken = rows.list(earlier.id).flatMap((trial) => {
    if (trial.state !== 'complete' && trial.state !== 'pruned' && trial.state !== 'diverged') return [];
    const values = continuedValues(earlier.plan, trial.values, plan, classes);
    return values === null ? [] : [{ trial, values }];
  });
  const places = new Map(taken.map(({ trial }, place) => [trial.number, place]));
  return {
    trials: taken.map(({ trial, values }, number) => ({ ...trial, number, values, origin: 'earlier' })),
    epochs: rows.curves.list(earlier.id).flatMap((epoch) => {
      const place = places.get(epoch.trial);
      return place === undefined ? [] : [{ ...epoch, trial: place }];
    }),
    numbers: taken.map(({ trial }) => trial.number),
  };
}

function requireComparable(earlier: SweepRow, plan: SweepPlan, pictures: SweepPictures): void {
  const before = earlier.plan;
  const different = [
    !isDeepEqual(earlier.pictures, pictures) && 'its pictures',
    !isDeepEqual(before.objectives, plan.objectives) && 'its objectives',
    before.epochs !== plan.epochs && 'the epochs of a trial',
    before.seeds !== plan.seeds && 'the seeds of a trial',
    before.folds !== plan.folds && 'the folds',
    before.validation !== plan.validation && 'the share for validation',
    before.seed !== plan.seed && 'the seed',
  ].filter((name) => name !== false);
  if (different.length === 0) return;
  throw wrongSweep(
    `The results of ${earlier.name} cannot be taken over: ${different.join(', ')} would be different, so the scores are not comparable.`,
    `Keep ${different.length === 1 ? 'that' : 'those'} as before, or start a sweep that does not continue another.`,
  );
}

function isDeepEqual(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
