/** Props and events common to all charts of a sweep, which share brush and focus. */
import type { SweepEvent, SweepSummary } from '../../../../main/ipc/schemas/sweep.ts';

type Progress = Extract<SweepEvent, { kind: 'trials' }>;

export type Trial = Progress['trials'][number];
export type Piece = Progress['pieces'][number];
export type CurveColumns = Progress['curves'];
export type TrialState = Trial['state'];
export type Value = Trial['values'][string];
export type Objective = SweepSummary['settings']['objectives'][number];
export type Space = SweepSummary['settings']['space'];
export type Dimension = Space[string];

/** Trials of another sweep, overlaid on those of this one. */
export interface OtherSweep {
  readonly name: string;
  readonly trials: readonly Trial[];
}

/** The data that a figure is computed from. */
export interface SweepData {
  /** Already filtered: pruned trials are excluded here where the page and the export exclude them. Plain, no proxies. */
  readonly trials: readonly Trial[];
  readonly objectives: readonly Objective[];
  /** The objective shown. */
  readonly objective: number;
  readonly space: Space;
  /** Titles of the dimensions; their names where missing. */
  readonly titles?: Readonly<Record<string, string>> | undefined;
}

export interface ChartProps extends SweepData {
  /** Numbers of the brushed trials; null: no brush, all count. */
  readonly brushed: ReadonlySet<number> | null;
  readonly focused: number | null;
  onbrush(numbers: ReadonlySet<number> | null): void;
  onfocus(trial: number | null): void;
  /** In CSS pixels, of the drawing and of the table. */
  readonly height?: number | undefined;
}
