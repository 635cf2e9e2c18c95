/** Scores in the order of the trials, with the best so far: whether the search still finds anything. */
import type { Figure, FigureTable } from '../figure.ts';
import { objectiveLook } from '../objectives.ts';
import { bestOf, STATES, scoreOf, stateCounts, wordsOf } from '../trial-facts.ts';
import { type HistoryData, runningBest } from './history-data.ts';
import { historyPlot } from './history-plot.ts';

export function historyFigure(data: HistoryData): Figure {
  return {
    name: 'history',
    title: 'History',
    summary: summary(data),
    empty: data.trials.length === 0 ? 'No trials yet.' : null,
    order: data.trials.map(({ number }) => number).sort((a, b) => a - b),
    words: wordsOf(data),
    table: () => table(data),
    plot: (size) => historyPlot(data, size),
  };
}

function summary(data: HistoryData): string {
  const best = bestOf(data);
  const laid = data.others?.length ? ` Laid over it: ${data.others.map(({ name }) => name).join(', ')}.` : '';
  if (!best) return `${stateCounts(data.trials)}; no score yet.${laid}`;
  const { title, write } = objectiveLook(data.objectives[data.objective]!);
  const found = `Best ${title.toLowerCase()}: ${write(best.score)} by trial ${best.trial.number}.`;
  return `${stateCounts(data.trials)}. ${found}${laid}`;
}

function table(data: HistoryData): FigureTable {
  const { title, write } = objectiveLook(data.objectives[data.objective]!);
  const best = new Map(runningBest(data).map((step) => [step.trial, write(step.best)]));
  const rows = data.trials.map((trial) => {
    const score = scoreOf(trial, data.objective);
    const interval = data.objective === 0 ? trial.interval : null;
    const cells = {
      ...{ trial: String(trial.number), state: STATES[trial.state].title, epochs: String(trial.epochs) },
      ...{ score: score === null ? '' : write(score), best: best.get(trial.number) ?? '' },
      interval: interval ? `${write(interval.low)} to ${write(interval.high)}` : '',
    };
    return { key: trial.number, trial: trial.number, cells };
  });
  const columns = [
    { key: 'trial', label: 'Trial', numeric: true },
    { key: 'score', label: title, numeric: true },
    { key: 'interval', label: '95 % interval', numeric: true },
    { key: 'best', label: 'Best so far', numeric: true },
    { key: 'state', label: 'State' },
    { key: 'epochs', label: 'Epochs', numeric: true },
  ];
  return { columns, rows };
}
