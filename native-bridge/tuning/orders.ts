/** Turns a trial's settings into a worker's order: its replicates, their seeds and training pictures. */
import type { SweepPlan } from './plan.ts';
import type { Division, Replicate } from './work.ts';

/** Whether the validation split is the data's own or split off the training pictures. */
export type Judging = 'own' | 'splitOff';

/** Offset of the seeds of the final retrainings above those of the sweep. */
const FRESH = 1000;

/**
 * One replicate per seed, or per seed and fold; the same for every trial, so that trials differ only in their values.
 */
export function replicatesOf(plan: SweepPlan, judging: Judging, validationSeed: number | null): Replicate[] {
  const splitSeed = validationSeed ?? plan.seed;
  return Array.from({ length: plan.seeds }, (_, k) =>
    divisionsOf(plan, judging, splitSeed).map((division) => ({ seed: plan.seed + k, index: k, division })),
  ).flat();
}

function divisionsOf({ folds, validation }: SweepPlan, judging: Judging, seed: number): Division[] {
  if (folds > 0) return Array.from({ length: folds }, (_, fold) => ({ kind: 'fold', fold, folds, seed }));
  return judging === 'own' ? [{ kind: 'own' }] : [{ kind: 'splitOff', share: validation, seed }];
}

/**
 * The `k`-th training with a seed that the sweep has not used: different initial weights and a different order of the
 * pictures. If the validation pictures are split off here, the split differs too, because it is also a matter of luck.
 */
export function freshReplicate(plan: SweepPlan, judging: Judging, k: number): Replicate {
  const seed = plan.seed + FRESH + k;
  const divisions = divisionsOf(plan, judging, seed);
  return { seed, index: FRESH + k, division: divisions[k % divisions.length]! };
}
