/** The trials in the plane of two dimensions, coloured by rank, so that small differences in score are still visible. */
import { listOf } from '../../../../lib/format.ts';
import { sentences } from '../../lists.ts';
import { t } from '../../messages/index.ts';
import { drawAxes, plotBox, xAt, yAt } from '../drawing/axes.ts';
import type { Size } from '../drawing/paper.ts';
import { rampColour } from '../drawing/ramp.ts';
import { drawRamp } from '../drawing/ramp-legend.ts';
import { scatterPlot, type TrialMark } from '../drawing/scatter.ts';
import type { Figure, Plot } from '../figure.ts';
import { objectiveLook } from '../objectives.ts';
import { STATES } from '../trial-facts.ts';
import { type Plane, type PlaneData, planeOf, planeTable, planeWords } from './plane.ts';

const MARGINS = { left: 66, right: 16, top: 28, bottom: 40 };

export function rankFigure(data: PlaneData): Figure {
  const plane = planeOf(data);
  return {
    name: `rank-${data.x}-${data.y}`,
    title: t.rankOf({ x: plane.x.title, y: plane.y.title }),
    summary: summary(data, plane),
    empty: plane.shown.length === 0 ? t.planeNone() : null,
    order: plane.shown.map(({ trial }) => trial.number),
    words: planeWords(data, plane),
    table: () => planeTable(data, plane),
    plot: (size) => plot(plane, size),
  };
}

function summary(data: PlaneData, { x, y, shown, without }: Plane): string {
  const { title } = objectiveLook(data.objectives[data.objective]!);
  const first = shown.slice(0, 3).map(({ trial }) => String(trial.number));
  return sentences(
    t.rankSummary({ n: shown.length, x: x.title, y: y.title, objective: title.toLowerCase() }),
    first.length > 0 ? t.rankFirst({ trials: listOf(first) }) : null,
    without > 0 ? t.planeRest({ n: without }) : null,
  );
}

function plot({ x, y, shown }: Plane, size: Size): Plot {
  const box = plotBox(size, MARGINS);
  const last = Math.max(shown.length - 1, 1);
  const marks = shown.map(
    ({ trial }, at): TrialMark => ({
      ...{ trial: trial.number, shape: STATES[trial.state].shape },
      ...{ x: xAt(box, x.place(trial)), y: yAt(box, y.place(trial)) },
      look: ({ ink }) => ({ colour: rampColour(1 - at / last, ink.dark), opacity: 0.9 }),
      // The first ones are larger too.
      radius: at < shown.length / 10 ? 5 : 3.5,
    }),
  );
  return scatterPlot({
    ...{ box, marks: marks.reverse() },
    frame: (paper) => {
      drawAxes(paper, box, { x: x.scale, y: y.scale, xLabel: x.title, yLabel: y.title });
      drawRamp(paper, box.left, 12, { worst: t.rankPlace({ n: shown.length }), best: t.rankPlace({ n: 1 }) });
    },
  });
}
