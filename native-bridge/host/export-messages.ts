/** Sweeps in files that main writes for other programs: pure. */

import type { ExportedSweep, ExportedTrial } from '../tuning/export/exported.ts';
import { DIRECTIONS, type SweepPlan } from '../tuning/plan.ts';
import type { Trial, TrialEpoch } from '../tuning/trial.ts';

export { trialsAsCsv } from '../tuning/export/csv.ts';
export type { ExportedSweep, ExportOptions } from '../tuning/export/exported.ts';
export { optunaJournal } from '../tuning/export/optuna-journal.ts';
export { eventFile, type Scalar, sweepEventFiles } from '../tuning/export/tensorboard.ts';

/** A sweep in the form of those files. @param trials as the page shows them */
export function exportedSweep(
  name: string,
  { objectives, space }: SweepPlan,
  trials: readonly Trial[],
  epochs: readonly TrialEpoch[],
): ExportedSweep {
  const [first] = objectives as ['validationAccuracy' | 'validationLoss'];
  const curves = Map.groupBy(epochs, ({ trial }) => trial);
  return {
    name,
    objectives: objectives.map((objective) => ({ name: objective, direction: DIRECTIONS[objective] })),
    space,
    trials: trials.map((trial) => {
      const curve = (curves.get(trial.number) ?? []).map((epoch) => ({ epoch: epoch.epoch, score: epoch[first] }));
      return exportedTrial(trial, curve, objectives.length);
    }),
  };
}

function exportedTrial(trial: Trial, curve: ExportedTrial['curve'], objectives: number): ExportedTrial {
  const { interval: _, bestEpoch: __, parameters: ___, reason, state, scores, ...rest } = trial;
  return {
    ...rest,
    // It may continue: other programs have no state for a trial that waits for promotion.
    state: state === 'paused' ? 'running' : state,
    scores: scores ?? new Array<null>(objectives).fill(null),
    curve,
    ...(reason !== null && { reason }),
  };
}
