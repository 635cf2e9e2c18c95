/** Two objectives against each other, and the non-dominated trials. */
import { t } from '../../messages/index.ts';
import type { Objective, SweepData } from '../chart-props.ts';
import { drawAxes, plotBox, xAt, yAt } from '../drawing/axes.ts';
import { drawLegend } from '../drawing/legend.ts';
import type { Box, Size } from '../drawing/paper.ts';
import { measuredScale, type NumberScale } from '../drawing/scale.ts';
import { scatterPlot, type TrialMark } from '../drawing/scatter.ts';
import type { Figure, FigureTable, Plot } from '../figure.ts';
import { objectiveLook } from '../objectives.ts';
import { paretoFront, type TwoScores } from '../pareto.ts';
import { byNumber, STATES, scoreOf, stateTitles, wordsOf } from '../trial-facts.ts';

export interface ParetoData extends SweepData {
  /** The objective along the lower axis; `objective` is along the left one. Null: the sweep has only one. */
  readonly across: number | null;
}

/** The objective along the lower axis: the requested one, or the first other than the one shown; null: there is none. */
export function acrossOf({ objectives, objective }: Pick<SweepData, 'objectives' | 'objective'>, asked: number | null) {
  if (asked !== null && asked !== objective && asked < objectives.length) return asked;
  const first = objectives.findIndex((_, at) => at !== objective);
  return first < 0 ? null : first;
}

const MARGINS = { left: 58, right: 20, top: 28, bottom: 40 };

interface Front {
  readonly x: Objective;
  readonly y: Objective;
  /** All trials that have both scores. */
  readonly points: readonly TwoScores[];
  /** Among the complete ones. */
  readonly front: readonly TwoScores[];
}

export function paretoFigure(data: ParetoData): Figure {
  const front = frontOf(data);
  const there = front !== null && front.points.length > 0;
  return {
    name: 'pareto-front',
    title: t.paretoFront(),
    summary: front ? summary(front) : t.paretoOne(),
    empty: there ? null : front ? t.paretoNone() : t.paretoNeedsTwo(),
    order: front ? [...front.points].sort((a, b) => a.x - b.x).map(({ trial }) => trial) : [],
    words: front ? withBoth(data, front) : () => '',
    table: () => (front ? table(data, front) : { columns: [], rows: [] }),
    plot: (size) => plot(data, front!, size),
  };
}

function frontOf({ trials, objectives, objective, across }: ParetoData): Front | null {
  if (across === null || across === objective) return null;
  const [x, y] = [objectives[across]!, objectives[objective]!];
  const both = trials.flatMap((trial) => {
    const [a, b] = [scoreOf(trial, across), scoreOf(trial, objective)];
    return a === null || b === null ? [] : [{ trial, point: { trial: trial.number, x: a, y: b } }];
  });
  const complete = both.filter(({ trial }) => trial.state === 'complete').map(({ point }) => point);
  const maximised = { x: objectiveLook(x).maximised, y: objectiveLook(y).maximised };
  return { x, y, points: both.map(({ point }) => point), front: paretoFront(complete, maximised) };
}

function withBoth(data: ParetoData, { x, points }: Front): (trial: number) => string {
  const [words, { title, write }] = [wordsOf(data), objectiveLook(x)];
  const values = new Map(points.map((point) => [point.trial, point.x]));
  return (trial) => {
    const value = values.get(trial);
    if (value === undefined) return words(trial);
    return t.withValue({ trial: words(trial), name: title.toLowerCase(), value: write(value) });
  };
}

function summary({ x, y, points, front }: Front): string {
  const [across, up] = [objectiveLook(x), objectiveLook(y)];
  const [first, last] = [front[0], front.at(-1)];
  const all = {
    ...{ up: up.title, across: across.title.toLowerCase() },
    ...{ front: front.length, n: points.length },
  };
  if (!first || !last) return t.paretoSummary(all);
  const ends = { y1: up.write(first.y), x1: across.write(first.x), y2: up.write(last.y), x2: across.write(last.x) };
  return t.paretoEnds({ ...all, ...ends });
}

function table(data: ParetoData, { x, y, points, front }: Front): FigureTable {
  const [trials, on] = [byNumber(data.trials), new Set(front.map(({ trial }) => trial))];
  const [across, up] = [objectiveLook(x), objectiveLook(y)];
  const [states, yes, no] = [stateTitles(), t.yes(), t.no()];
  const rest = points.filter(({ trial }) => !on.has(trial));
  const rows = [...front, ...rest].map((point) => ({
    ...{ key: point.trial, trial: point.trial },
    cells: {
      ...{ trial: String(point.trial), front: on.has(point.trial) ? yes : no },
      ...{ y: up.write(point.y), x: across.write(point.x), state: states[trials.get(point.trial)!.state] },
    },
  }));
  const columns = [
    { key: 'trial', label: t.trial(), numeric: true },
    { key: 'front', label: t.onTheFront() },
    { key: 'y', label: up.title, numeric: true },
    { key: 'x', label: across.title, numeric: true },
    { key: 'state', label: t.state() },
  ];
  return { columns, rows };
}

function plot(data: ParetoData, { x: across, y: up, points, front }: Front, size: Size): Plot {
  const box = plotBox(size, MARGINS);
  const scaleOf = (values: number[], { maximised, tick }: ReturnType<typeof objectiveLook>) =>
    measuredScale(values, { log: !maximised, write: tick });
  const x = scaleOf(
    points.map((point) => point.x),
    objectiveLook(across),
  );
  const y = scaleOf(
    points.map((point) => point.y),
    objectiveLook(up),
  );
  const [trials, on] = [byNumber(data.trials), new Set(front.map(({ trial }) => trial))];
  const marks = points.map((point): TrialMark => {
    const { shape, faded } = STATES[trials.get(point.trial)!.state];
    const best = on.has(point.trial);
    return {
      ...{ trial: point.trial, shape: best ? 'diamond' : shape, radius: best ? 5 : 3 },
      ...{ x: xAt(box, x.place(point.x)), y: yAt(box, y.place(point.y)) },
      look: ({ ink }) => ({
        colour: best ? ink.series[1]! : faded ? ink.soft : ink.series[0]!,
        opacity: best ? 1 : 0.6,
      }),
    };
  });
  return scatterPlot({
    ...{ box, marks: marks.sort((a, b) => Number(on.has(a.trial)) - Number(on.has(b.trial))) },
    frame: (paper) => {
      drawAxes(paper, box, { x, y, xLabel: objectiveLook(across).title, yLabel: objectiveLook(up).title });
      const worst = { x: objectiveLook(across).maximised ? 0 : 1, y: objectiveLook(up).maximised ? 0 : 1 };
      paper.line(stairs(front, box, x, y, worst), { colour: paper.ink.series[1]!, width: 1.5, dash: [5, 3] });
      drawLegend(paper, box.left, 12, box.width, [
        { label: t.legendFront(), colour: paper.ink.series[1]!, shape: 'diamond' },
        { label: t.legendBeaten(), colour: paper.ink.series[0]!, shape: 'dot' },
      ]);
    },
  });
}

/** The border of the dominated region, from the worst y to the worst x. */
function stairs(
  front: readonly TwoScores[],
  box: Box,
  x: NumberScale,
  y: NumberScale,
  worst: { x: number; y: number },
): number[] {
  const [first, last] = [front[0], front.at(-1)];
  if (!first || !last) return [];
  const place = (shareX: number, shareY: number) => [xAt(box, shareX), yAt(box, shareY)];
  const steps = front.flatMap((point, at) => {
    const before = front[at - 1];
    const corner = before ? place(x.place(point.x), y.place(before.y)) : [];
    return [...corner, ...place(x.place(point.x), y.place(point.y))];
  });
  return [...place(x.place(first.x), worst.y), ...steps, ...place(worst.x, y.place(last.y))];
}
