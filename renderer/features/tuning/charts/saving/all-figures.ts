/** All charts of a sweep, whether they are on the page or not: what `saveAll` writes. */
import type { OtherSweep, Piece, SweepData } from '../chart-props.ts';
import type { Curves } from '../curves.ts';
import type { Figure } from '../figure.ts';
import { contourFigure } from '../figures/contour.ts';
import { curvesFigure } from '../figures/curves.ts';
import { metricOf } from '../figures/curves-data.ts';
import { edfFigure } from '../figures/edf.ts';
import { historyFigure } from '../figures/history.ts';
import { importanceFigure } from '../figures/importance.ts';
import { parallelFigure } from '../figures/parallel.ts';
import { axisNames } from '../figures/parallel-data.ts';
import { acrossOf, paretoFigure } from '../figures/pareto-front.ts';
import { chosenPlane } from '../figures/plane.ts';
import { rankFigure } from '../figures/rank.ts';
import { sliceFigure } from '../figures/slice.ts';
import { timelineFigure } from '../figures/timeline.ts';

export interface AllData extends SweepData {
  readonly curves: Curves;
  readonly epochs: number;
  readonly pieces: readonly Piece[];
  readonly importance: readonly { readonly name: string; readonly share: number }[] | null;
  readonly method: string;
  /** Minimum number of scored trials for importance. */
  readonly least: number;
  readonly others?: readonly OtherSweep[] | undefined;
}

/** Number of coloured lines of the parallel coordinates. */
const BEST = 50;

/** One slice per dimension; contour and rank of the two most important ones. */
export function allFigures(data: AllData): Figure[] {
  const preferred = [...(data.importance ?? [])].sort((a, b) => b.share - a.share).map(({ name }) => name);
  const plane = chosenPlane(data, { x: null, y: null }, preferred);
  const across = acrossOf(data, null);
  return [
    historyFigure(data),
    curvesFigure({ ...data, metric: metricOf(data.objectives[data.objective]!) }),
    parallelFigure({ ...data, axes: axisNames(data), best: BEST }),
    importanceFigure(data),
    ...Object.keys(data.space).map((dimension) => sliceFigure({ ...data, dimension })),
    ...(plane ? [contourFigure({ ...data, ...plane }), rankFigure({ ...data, ...plane })] : []),
    ...(across === null ? [] : [paretoFigure({ ...data, across })]),
    edfFigure(data),
    timelineFigure({ ...data, view: null }),
  ];
}
