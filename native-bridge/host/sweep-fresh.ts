/** Retrains the best trials of a sweep with seeds that it has not used, to show how much of a score was luck. */
import type { Job } from '../tuning/dispatcher.ts';
import { freshReplicate, type Judging } from '../tuning/orders.ts';
import type { SweepPlan } from '../tuning/plan.ts';
import type { Study } from '../tuning/study.ts';
import type { Judge } from '../tuning/trainer.ts';
import type { FreshScore } from '../tuning/trial.ts';

export interface FreshParts {
  readonly plan: SweepPlan;
  readonly study: Study;
  readonly judging: Judging;
  /** Existing scores. */
  readonly fresh: readonly FreshScore[];
}

/** The best few, once for each fresh seed that has no score yet. */
export function freshJobs(parts: FreshParts, scored: (score: FreshScore) => void): Job[] {
  const { plan, study, fresh } = parts;
  const known = new Set(fresh.map(({ trial, seed }) => `${trial}/${seed}`));
  return study
    .ranking()
    .slice(0, plan.fresh.best)
    .flatMap(({ number }) => Array.from({ length: plan.fresh.seeds }, (_, k) => freshJob(parts, number, k, scored)))
    .filter(({ order }) => !known.has(`${order.trial}/${order.replicates[0]!.seed}`));
}

/**
 * Trained like a run with that trial's settings: from scratch, for its best number of epochs, and judged by the last
 * one. A retraining that diverges has no score.
 */
function freshJob(
  { plan, judging, study }: FreshParts,
  trial: number,
  k: number,
  scored: (score: FreshScore) => void,
): Job {
  const { network, hyperparameters } = study.settings(trial);
  const replicate = freshReplicate(plan, judging, k);
  const epochs = study.trial(trial).bestEpoch! + 1;
  const order = { trial, network, hyperparameters, replicates: [replicate], from: 0, until: epochs, epochs };
  return {
    ...{ order, state: null },
    ended({ result }, cut) {
      const score = result.epochs.at(-1)?.[plan.objectives[0] as Judge];
      if (!cut && result.diverged === null && score !== undefined) scored({ trial, seed: replicate.seed, score });
    },
    failed(reason) {
      throw new Error(`trial ${trial} cannot be trained again: ${reason}`);
    },
  };
}
