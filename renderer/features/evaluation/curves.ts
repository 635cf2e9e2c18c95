/** Curves of several runs by epoch, in one chart. */
import type { EpochColumns } from '../../../main/ipc/schemas/run.ts';
import { bandOverRuns, type Spread } from '../../../native-bridge/metrics/band.ts';
import { t } from './messages/index.ts';

export type CurveKey = 'cost' | 'trainAccuracy' | 'duringAccuracy' | 'validationAccuracy';

export interface NamedEpochs {
  readonly name: string;
  /** Null for a model that has no run here. */
  readonly epochs: EpochColumns | null;
}

export interface Curve {
  readonly label: string;
  readonly x: number[];
  readonly y: (number | null)[];
  readonly colour?: number;
  readonly dash?: number;
}

/** One curve per run; each place keeps its colour even if another has no curve. */
export function curvesOf(runs: readonly NamedEpochs[], key: CurveKey): Curve[] {
  return runs.flatMap(({ name, epochs }, place) =>
    epochs ? [{ label: name, x: [...epochs.cost.keys()], y: epochs[key], colour: place, dash: place }] : [],
  );
}

export function hasAny(runs: readonly NamedEpochs[], key: CurveKey): boolean {
  return runs.some(({ epochs }) => epochs?.[key].some((value) => value !== null));
}

const PARTS = [
  { key: 'max', name: 'largest', colour: 1, dash: 2 },
  { key: 'q3', name: 'upperQuartile', colour: 2, dash: 1 },
  { key: 'median', name: 'median', colour: 0, dash: 0 },
  { key: 'q1', name: 'lowerQuartile', colour: 2, dash: 1 },
  { key: 'min', name: 'smallest', colour: 1, dash: 2 },
] as const satisfies readonly { key: keyof Spread; name: keyof typeof t; colour: number; dash: number }[];

/** Distribution of the runs at every epoch. */
export function bandCurves(runs: readonly EpochColumns[], key: CurveKey): Curve[] {
  const band = bandOverRuns(runs.map((run) => run[key]));
  const x = [...band.keys()];
  return PARTS.map(({ key: part, name, colour, dash }) => ({
    ...{ label: t[name](), colour, dash, x },
    y: band.map((spread) => spread?.[part] ?? null),
  }));
}
