/** Scores in the order of the trials, with the best so far: whether the search still improves. */
import { listOf } from '../../../../lib/format.ts';
import { sentences } from '../../lists.ts';
import { t } from '../../messages/index.ts';
import type { Figure, FigureTable } from '../figure.ts';
import { objectiveLook } from '../objectives.ts';
import { bestOf, scoreOf, stateCounts, stateTitles, wordsOf } from '../trial-facts.ts';
import { type HistoryData, runningBest } from './history-data.ts';
import { historyPlot } from './history-plot.ts';

export function historyFigure(data: HistoryData): Figure {
  return {
    name: 'history',
    title: t.history(),
    summary: summary(data),
    empty: data.trials.length === 0 ? t.trialsYet() : null,
    order: data.trials.map(({ number }) => number).sort((a, b) => a - b),
    words: wordsOf(data),
    table: () => table(data),
    plot: (size) => historyPlot(data, size),
  };
}

function summary(data: HistoryData): string {
  const best = bestOf(data);
  const counts = stateCounts(data.trials);
  const laid = data.others?.length ? t.laidOver({ names: listOf(data.others.map(({ name }) => name)) }) : null;
  if (!best) return sentences(t.historyNone({ counts }), laid);
  const { title, write } = objectiveLook(data.objectives[data.objective]!);
  const found = { objective: title.toLowerCase(), score: write(best.score), trial: best.trial.number };
  return sentences(t.historyBest({ counts, ...found }), laid);
}

function table(data: HistoryData): FigureTable {
  const { title, write } = objectiveLook(data.objectives[data.objective]!);
  const best = new Map(runningBest(data).map((step) => [step.trial, write(step.best)]));
  const states = stateTitles();
  const rows = data.trials.map((trial) => {
    const score = scoreOf(trial, data.objective);
    const interval = data.objective === 0 ? trial.interval : null;
    const cells = {
      ...{ trial: String(trial.number), state: states[trial.state], epochs: String(trial.epochs) },
      ...{ score: score === null ? '' : write(score), best: best.get(trial.number) ?? '' },
      interval: interval ? t.range({ low: write(interval.low), high: write(interval.high) }) : '',
    };
    return { key: trial.number, trial: trial.number, cells };
  });
  const columns = [
    { key: 'trial', label: t.trial(), numeric: true },
    { key: 'score', label: title, numeric: true },
    { key: 'interval', label: t.interval95(), numeric: true },
    { key: 'best', label: t.bestSoFar(), numeric: true },
    { key: 'state', label: t.state() },
    { key: 'epochs', label: t.epochs(), numeric: true },
  ];
  return { columns, rows };
}
