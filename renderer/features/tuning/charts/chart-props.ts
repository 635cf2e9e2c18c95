/** What every chart of a sweep is given, and what it reports back; all charts of a sweep share brush and focus. */
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

/** Trials of another sweep, to be laid over those of this one. */
export interface OtherSweep {
  readonly name: string;
  readonly trials: readonly Trial[];
}

/** What a figure is computed from. */
export interface SweepData {
  /** Filtered already: pruned trials are left out here where the page and the export leave them out. Plain, no proxies. */
  readonly trials: readonly Trial[];
  readonly objectives: readonly Objective[];
  /** Which of them is shown. */
  readonly objective: number;
  readonly space: Space;
  /** What a dimension is called on the page; its name where it is missing. */
  readonly titles?: Readonly<Record<string, string>> | undefined;
}

export interface ChartProps extends SweepData {
  /** Numbers of the trials inside the brush; null: no brush, all count. */
  readonly brushed: ReadonlySet<number> | null;
  readonly focused: number | null;
  onbrush(numbers: ReadonlySet<number> | null): void;
  onfocus(trial: number | null): void;
  /** In CSS pixels, of the drawing and of the table. */
  readonly height?: number | undefined;
}
