/** Every trial as a line through its values: what the good trials have in common. */
import { t } from '../../messages/index.ts';
import type { Trial } from '../chart-props.ts';
import type { Figure, FigureTable } from '../figure.ts';
import { objectiveLook } from '../objectives.ts';
import { ranked, scoreOf, stateTitles, valueWords, wordsOf } from '../trial-facts.ts';
import { type ParallelData, parallelAxes, SCORE } from './parallel-data.ts';
import { ParallelPlot } from './parallel-plot.ts';

/** Minimum distance between two axes, in pixels: their labels need it. */
const LEAST_GAP = 104;

export function parallelFigure(data: ParallelData): Figure<ParallelPlot> {
  const order = ranked(data.trials, data.objectives, data.objective);
  const first = order.map(({ trial }) => trial.number);
  return {
    name: 'parallel-coordinates',
    title: t.parallel(),
    summary: summary(data, order.length),
    empty: data.trials.length === 0 ? t.trialsYet() : null,
    order: [...new Set([...first, ...data.trials.map(({ number }) => number)])],
    least: { width: data.axes.length * LEAST_GAP },
    words: wordsOf(data),
    table: () => table(data),
    plot: (size) => new ParallelPlot(data, parallelAxes(data), order, size),
  };
}

function summary(data: ParallelData, scores: number): string {
  const dimensions = data.axes.length - 1;
  const objective = objectiveLook(data.objectives[data.objective]!).title.toLowerCase();
  const all = { n: data.trials.length, dimensions, objective };
  return data.best === null || data.best >= scores ? t.parallelAll(all) : t.parallelSome({ ...all, best: data.best });
}

function table(data: ParallelData): FigureTable {
  const axes = parallelAxes(data);
  const { write } = objectiveLook(data.objectives[data.objective]!);
  const cell = (trial: Trial, name: string): string => {
    if (name !== SCORE) return valueWords(trial.values[name]);
    const score = scoreOf(trial, data.objective);
    return score === null ? '' : write(score);
  };
  const states = stateTitles();
  // Keys of columns are numbered: a dimension may be called `trial`.
  const rows = data.trials.map((trial) => {
    const cells = axes.map(({ name }, at) => [`axis-${at}`, cell(trial, name)]);
    return {
      ...{ key: trial.number, trial: trial.number },
      cells: { trial: String(trial.number), state: states[trial.state], ...Object.fromEntries(cells) },
    };
  });
  const columns = [
    { key: 'trial', label: t.trial(), numeric: true },
    ...axes.map(({ title }, at) => ({ key: `axis-${at}`, label: title, numeric: true })),
    { key: 'state', label: t.state() },
  ];
  return { columns, rows };
}
