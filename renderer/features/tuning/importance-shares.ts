/** How much of a sweep's scores each dimension explains, computed from the page's trials. */
import { importance } from '../../../native-bridge/tuning/importance.ts';
import { objectiveLook } from './charts/objectives.ts';
import type { Objective, Space, Trial, TrialState } from './sweep-types.ts';

type History = Parameters<typeof importance>[1];
type Observed = History['trials'][number];

/** Minimum number of scored trials: that of native-bridge/tuning/importance.ts. */
export const FEWEST_SCORED = 20;

export interface Share {
  readonly name: string;
  /** All shares sum to 1. */
  readonly share: number;
}

/** By PED-ANOVA, the largest first; null where there are too few trials. */
export function importanceShares(
  trials: readonly Trial[],
  { space, objectives }: { readonly space: Space; readonly objectives: readonly Objective[] },
  objective: number,
): readonly Share[] | null {
  const directions = objectives.map((one) => (objectiveLook(one).maximised ? 'maximize' : 'minimize'));
  const history: History = { trials: trials.flatMap(observed), directions };
  const shares = importance(space, history, objective);
  if (!shares) return null;
  return Object.entries(shares)
    .map(([name, share]) => ({ name, share }))
    .sort((a, b) => b.share - a.share);
}

/** As samplers see them: a trial waiting at a rung counts as stopped so far. */
const STATES: Readonly<Record<TrialState, Observed['state'] | null>> = {
  ...{ waiting: null, running: 'running', paused: 'pruned', complete: 'complete', pruned: 'pruned' },
  ...{ diverged: 'failed', impossible: 'failed', failed: 'failed' },
};

function observed({ number, values, state, scores, epochs }: Trial): Observed[] {
  const seen = STATES[state];
  if (seen === null) return [];
  const whole = scores?.filter((score) => score !== null) ?? [];
  const complete = scores !== null && whole.length === scores.length && seen !== 'failed';
  return [{ number, values, state: seen, scores: complete ? whole : null, epochs }];
}
