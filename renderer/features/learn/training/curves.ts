import type { EpochColumns } from '../../../../main/ipc/schemas/run.ts';
import type { Series } from '../../../components/chart/series.ts';
import { t } from './messages/index.ts';

export interface CurvesAt {
  /** By number of completed epochs, with a vertical line at the shown one. */
  readonly costs: readonly Series[];
  readonly accuracies: readonly Series[];
  /** For the last completed epoch; null before training, and where it was not measured. */
  readonly cost: number | null;
  readonly accuracy: number | null;
}

/** @param done completed epochs at the shown point */
export function curvesAt(
  { cost, trainAccuracy, duringAccuracy, validationAccuracy }: EpochColumns,
  done: number,
): CurvesAt {
  const x = cost.map((_, epoch) => epoch + 1);
  const at = done - 1;
  const curve = (label: string, y: readonly (number | null)[], look: number): Series[] =>
    y.some((value) => value !== null) ? [{ label, x, y: [...y], colour: look, dash: look }] : [];
  // First, because the first series is drawn on top.
  const shown = (y: readonly (number | null)[]): Series[] => {
    const value = y[at] ?? null;
    return value === null ? [] : [{ label: t.shown(), x: [done, done], y: [0, value], colour: 3, dash: 3 }];
  };
  return {
    costs: [...shown(cost), ...curve(t.trainingCost(), cost, 0)],
    accuracies: [
      ...shown(trainAccuracy),
      ...curve(t.training(), trainAccuracy, 0),
      ...curve(t.duringEpoch(), duringAccuracy, 2),
      ...curve(t.validation(), validationAccuracy, 1),
    ],
    cost: cost[at] ?? null,
    accuracy: trainAccuracy[at] ?? null,
  };
}
