/** Shared by contour and rank: trials in the plane of two dimensions. */
import { t } from '../../messages/index.ts';
import type { SweepData } from '../chart-props.ts';
import type { FigureTable } from '../figure.ts';
import { objectiveLook } from '../objectives.ts';
import { ranked, type Scored, stateTitles, valueWords, wordsOf } from '../trial-facts.ts';
import { chosenDimension, type DimensionAxis, dimensionAxis } from './dimension-axis.ts';

export interface PlaneData extends SweepData {
  readonly x: string;
  readonly y: string;
}

export interface Plane {
  readonly x: DimensionAxis;
  readonly y: DimensionAxis;
  /** With a score and both dimensions, best first. */
  readonly shown: readonly Scored[];
  /** Scored trials without one of the two. */
  readonly without: number;
}

export function planeOf(data: PlaneData): Plane {
  const [x, y] = [dimensionAxis(data, data.x), dimensionAxis(data, data.y)];
  const all = ranked(data.trials, data.objectives, data.objective);
  const shown = all.filter(({ trial }) => Number.isFinite(x.place(trial)) && Number.isFinite(y.place(trial)));
  return { x, y, shown, without: all.length - shown.length };
}

export function planeWords(data: PlaneData, { x, y }: Plane): (trial: number) => string {
  const words = wordsOf(data);
  const values = new Map(data.trials.map((trial) => [trial.number, trial.values]));
  const written = ({ name }: DimensionAxis, trial: number) => valueWords(values.get(trial)?.[name]);
  return (trial) =>
    t.withValues({
      ...{ trial: words(trial), x: x.title, y: y.title },
      ...{ xValue: written(x, trial), yValue: written(y, trial) },
    });
}

export function planeTable(data: PlaneData, { x, y, shown }: Plane): FigureTable {
  const { title, write } = objectiveLook(data.objectives[data.objective]!);
  const states = stateTitles();
  const rows = shown.map(({ trial, score }, at) => ({
    ...{ key: trial.number, trial: trial.number },
    cells: {
      ...{ trial: String(trial.number), x: valueWords(trial.values[x.name]), y: valueWords(trial.values[y.name]) },
      ...{ score: write(score), rank: String(at + 1), state: states[trial.state] },
    },
  }));
  const columns = [
    { key: 'rank', label: t.rank(), numeric: true },
    { key: 'trial', label: t.trial(), numeric: true },
    { key: 'x', label: x.title, numeric: x.choices === null },
    { key: 'y', label: y.title, numeric: y.choices === null },
    { key: 'score', label: title, numeric: true },
    { key: 'state', label: t.state() },
  ];
  return { columns, rows };
}

/** Two different dimensions; null where the space has fewer. */
export function chosenPlane(
  { space }: Pick<SweepData, 'space'>,
  asked: { readonly x: string | null; readonly y: string | null },
  preferred: readonly string[] = [],
): { readonly x: string; readonly y: string } | null {
  const x = chosenDimension({ space }, asked.x, preferred);
  if (x === null) return null;
  const y = chosenDimension({ space }, asked.y === x ? null : asked.y, preferred, x);
  return y === null ? null : { x, y };
}
