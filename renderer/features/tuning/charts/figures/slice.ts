/** Scores against one dimension: where along it the good trials are. */
import { sentences } from '../../lists.ts';
import { t } from '../../messages/index.ts';
import type { SweepData, Trial } from '../chart-props.ts';
import { drawAxes, plotBox, xAt, yAt } from '../drawing/axes.ts';
import { drawLegend, stateLegend } from '../drawing/legend.ts';
import type { Ink, Size } from '../drawing/paper.ts';
import { rampColour } from '../drawing/ramp.ts';
import { measuredScale } from '../drawing/scale.ts';
import { scatterPlot, type TrialMark } from '../drawing/scatter.ts';
import type { Figure, FigureTable, Plot } from '../figure.ts';
import { objectiveLook } from '../objectives.ts';
import { ranked, type Scored, STATES, stateTitles, valueWords, wordsOf } from '../trial-facts.ts';
import { type DimensionAxis, dimensionAxis } from './dimension-axis.ts';

export interface SliceData extends SweepData {
  readonly dimension: string;
}

const MARGINS = { left: 58, right: 16, top: 28, bottom: 40 };

export function sliceFigure(data: SliceData): Figure {
  const axis = dimensionAxis(data, data.dimension);
  const all = ranked(data.trials, data.objectives, data.objective);
  const shown = all.filter(({ trial }) => Number.isFinite(axis.place(trial)));
  return {
    name: `slice-${data.dimension}`,
    title: t.sliceOf({ dimension: axis.title }),
    summary: summary(data, axis, shown, all.length - shown.length),
    empty: shown.length === 0 ? t.sliceNone() : null,
    order: [...shown].sort((a, b) => axis.place(a.trial) - axis.place(b.trial)).map(({ trial }) => trial.number),
    words: withValue(data, axis),
    table: () => table(data, axis, shown),
    plot: (size) => plot(data, axis, shown, size),
  };
}

function withValue(data: SliceData, { title, name }: DimensionAxis): (trial: number) => string {
  const words = wordsOf(data);
  const values = new Map(data.trials.map(({ number, values }) => [number, values[name]]));
  return (trial) => t.withValue({ trial: words(trial), name: title, value: valueWords(values.get(trial)) });
}

function summary(data: SliceData, axis: DimensionAxis, shown: readonly Scored[], without: number): string {
  const { title, write } = objectiveLook(data.objectives[data.objective]!);
  const best = shown[0];
  const found = best && {
    ...{ score: write(best.score), value: valueWords(best.trial.values[axis.name]), trial: best.trial.number },
  };
  return sentences(
    t.sliceSummary({ objective: title, n: shown.length, dimension: axis.title }),
    found ? t.sliceBest(found) : null,
    without > 0 ? t.sliceRest({ n: without }) : null,
  );
}

function table(data: SliceData, axis: DimensionAxis, shown: readonly Scored[]): FigureTable {
  const { title, write } = objectiveLook(data.objectives[data.objective]!);
  const states = stateTitles();
  const rows = shown.map(({ trial, score }) => ({
    ...{ key: trial.number, trial: trial.number },
    cells: {
      ...{ trial: String(trial.number), value: valueWords(trial.values[axis.name]) },
      ...{ score: write(score), state: states[trial.state] },
    },
  }));
  const columns = [
    { key: 'trial', label: t.trial(), numeric: true },
    { key: 'value', label: axis.title, numeric: axis.choices === null },
    { key: 'score', label: title, numeric: true },
    { key: 'state', label: t.state() },
  ];
  return { columns, rows };
}

function plot(data: SliceData, axis: DimensionAxis, shown: readonly Scored[], size: Size): Plot {
  const box = plotBox(size, MARGINS);
  const look = objectiveLook(data.objectives[data.objective]!);
  const y = measuredScale(
    shown.map(({ score }) => score),
    { log: !look.maximised, write: look.tick },
  );
  const last = data.trials.reduce((most, { number }) => Math.max(most, number), 1);
  const marks = shown.map(
    ({ trial, score }): TrialMark => ({
      ...{ trial: trial.number, shape: STATES[trial.state].shape },
      ...{ x: xAt(box, axis.place(trial)), y: yAt(box, y.place(score)) },
      look: ({ ink }) => pointLook(ink, trial, trial.number / last),
    }),
  );
  return scatterPlot({
    ...{ box, marks: marks.sort((a, b) => a.trial - b.trial) },
    frame: (paper) => {
      drawAxes(paper, box, { x: axis.scale, y, xLabel: axis.title, yLabel: look.title });
      drawLegend(
        paper,
        box.left,
        12,
        box.width,
        stateLegend(
          shown.map(({ trial }) => trial),
          paper.ink,
        ),
      );
    },
  });
}

/** @param share 0: the first trial, 1: the last one */
export function pointLook(ink: Ink, { state }: Trial, share: number) {
  return { colour: rampColour(share, ink.dark), opacity: STATES[state].faded ? 0.6 : 1 };
}
