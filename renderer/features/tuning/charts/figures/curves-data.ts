import { t } from '../../messages/index.ts';
import type { SweepData } from '../chart-props.ts';
import { type Curves, METRICS, type Metric } from '../curves.ts';
import { objectiveLook } from '../objectives.ts';

export interface CurvesData extends SweepData {
  readonly curves: Curves;
  readonly metric: Metric;
  /** Maximum epochs of a trial, which fixes the axis; absent: as long as the longest curve. */
  readonly epochs?: number | undefined;
}

export interface MetricLook {
  readonly title: string;
  readonly maximised: boolean;
  write(value: number): string;
  tick(value: number): string;
}

export function metricLook(metric: Metric): MetricLook {
  if (metric === 'cost') return { ...objectiveLook('validationLoss'), title: t.trainingCost() };
  return objectiveLook(metric);
}

/** The metric for an objective; validation accuracy for those without curves. */
export const metricOf = (objective: string): Metric =>
  METRICS.find((name) => name === objective) ?? 'validationAccuracy';
