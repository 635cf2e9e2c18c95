/** From a trial's settings to a worker's order: its replicates, their seeds, what they learn from. */
import type { SweepPlan } from './plan.ts';
import type { Division, Replicate } from './work.ts';

/** Whether the data bring a validation split of their own. */
export type Judging = 'own' | 'carved';

/** Seeds of the fresh trainings lie so far above those of the sweep. */
const FRESH = 1000;

/** One replicate a seed, or a seed and fold; every trial has the same ones, so that trials differ by their values alone. */
export function replicatesOf(plan: SweepPlan, judging: Judging, validationSeed: number | null): Replicate[] {
  const splitSeed = validationSeed ?? plan.seed;
  return Array.from({ length: plan.seeds }, (_, k) =>
    divisionsOf(plan, judging, splitSeed).map((division) => ({ seed: plan.seed + k, index: k, division })),
  ).flat();
}

function divisionsOf({ folds, validation }: SweepPlan, judging: Judging, seed: number): Division[] {
  if (folds > 0) return Array.from({ length: folds }, (_, fold) => ({ kind: 'fold', fold, folds, seed }));
  return judging === 'own' ? [{ kind: 'own' }] : [{ kind: 'carved', share: validation, seed }];
}

/**
 * The `k`-th training with a seed that the sweep has not seen: other initial weights, another order of the pictures, and
 * where the pictures are divided here, another division too, for luck with a split is luck as well.
 */
export function freshReplicate(plan: SweepPlan, judging: Judging, k: number): Replicate {
  const seed = plan.seed + FRESH + k;
  const divisions = divisionsOf(plan, judging, seed);
  return { seed, index: FRESH + k, division: divisions[k % divisions.length]! };
}
