/** Whether a sweep can be, in words, before anything is trained; and about how much it will be. Pure. */
import { combinations, gridSize } from './combinations.ts';
import { parseSpace } from './parse-space.ts';
import type { SweepPlan } from './plan.ts';
import type { Space } from './space.ts';
import { TuningError } from './tuning-error.ts';

export interface PlanProblem {
  /** That it is about; null where it is about none. */
  readonly dimension: string | null;
  readonly message: string;
  readonly remedy: string;
}

export interface PlanCheck {
  readonly problems: PlanProblem[];
  /** Points of the space; null where a real number is in it. Grid points where the sampler is a grid. */
  readonly combinations: number | null;
  readonly epochs: number | null;
  readonly impossible: number;
}

/** @param classes of the pictures */
export function checkPlan(plan: SweepPlan): PlanCheck {
  const problems: PlanProblem[] = [];
  const space = attempt(() => parseSpace(plan.space), problems);
  return { problems, combinations: space && countOf(plan, space), epochs: null, impossible: 0 };
}

function countOf({ sampler, gridPoints }: SweepPlan, space: Space): number | null {
  const count = sampler === 'grid' ? gridSize(space, gridPoints) : combinations(space);
  return count === null ? null : Number(count);
}

function attempt<T>(check: () => T, problems: PlanProblem[]): T | null {
  try {
    return check();
  } catch (error) {
    if (!(error instanceof TuningError)) throw error;
    problems.push({ dimension: error.dimension, message: error.message, remedy: error.remedy });
    return null;
  }
}
