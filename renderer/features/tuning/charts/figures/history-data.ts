import type { OtherSweep, SweepData } from '../chart-props.ts';
import { isBetter } from '../objectives.ts';
import { scored } from '../trial-facts.ts';

export interface HistoryData extends SweepData {
  /** Other sweeps, overlaid: their best so far as lines with other dashes. */
  readonly others?: readonly OtherSweep[] | undefined;
}

export interface BestSoFar {
  readonly trial: number;
  readonly best: number;
}

/** The best of the complete trials up to each of them, by number; of all that have a score where none is complete. */
export function runningBest(data: Pick<SweepData, 'trials' | 'objectives' | 'objective'>): BestSoFar[] {
  const all = scored(data.trials, data.objective).sort((a, b) => a.trial.number - b.trial.number);
  const complete = all.filter(({ trial }) => trial.state === 'complete');
  const objective = data.objectives[data.objective]!;
  let best: number | null = null;
  return (complete.length > 0 ? complete : all).map(({ trial, score }) => {
    if (best === null || isBetter(objective, score, best)) best = score;
    return { trial: trial.number, best };
  });
}
