/** The scores of all trials by epoch in one chart: which learn, which were stopped, and when. */
import { sentences } from '../../lists.ts';
import { t } from '../../messages/index.ts';
import type { Trial } from '../chart-props.ts';
import type { Figure, FigureTable } from '../figure.ts';
import { ranked, stateCounts, stateTitles, wordsOf } from '../trial-facts.ts';
import { type CurvesData, metricLook } from './curves-data.ts';
import { CurvesPlot } from './curves-plot.ts';

export function curvesFigure(data: CurvesData): Figure<CurvesPlot> {
  const known = data.trials.filter(({ number }) => data.curves.epochs(number) > 0);
  const summary = summarise(data, known);
  return {
    name: 'curves',
    title: t.curves(),
    summary,
    empty: known.length === 0 ? t.curvesNone() : null,
    order: orderOf(data, known),
    words: wordsOf(data),
    table: () => table(data, known),
    plot: (size) => new CurvesPlot(data, known, metricLook(data.metric), size),
  };
}

/** Best first, then those without a score. */
function orderOf(data: CurvesData, known: readonly Trial[]): number[] {
  const first = ranked(known, data.objectives, data.objective).map(({ trial }) => trial.number);
  return [...new Set([...first, ...known.map(({ number }) => number)])];
}

interface BestEpoch {
  readonly value: number;
  readonly epoch: number;
}

/** The best value of a curve and its epoch; null where none is finite. */
export function bestEpoch(values: ArrayLike<number>, maximised: boolean): BestEpoch | null {
  let best: BestEpoch | null = null;
  for (let epoch = 0; epoch < values.length; epoch++) {
    const value = values[epoch]!;
    if (!Number.isFinite(value)) continue;
    if (!best || (maximised ? value > best.value : value < best.value)) best = { value, epoch };
  }
  return best;
}

function summarise({ curves, metric }: CurvesData, known: readonly Trial[]): string {
  const { title, maximised, write } = metricLook(metric);
  let best: (BestEpoch & { number: number }) | null = null;
  for (const { number } of known) {
    const found = bestEpoch(curves.of(number, metric), maximised);
    if (found && (!best || (maximised ? found.value > best.value : found.value < best.value)))
      best = { ...found, number };
  }
  return sentences(
    t.curvesSummary({ metric: title, counts: stateCounts(known) }),
    best ? t.curvesBest({ value: write(best.value), trial: best.number, epoch: best.epoch }) : null,
  );
}

function table({ curves, metric }: CurvesData, known: readonly Trial[]): FigureTable {
  const { title, maximised, write } = metricLook(metric);
  const states = stateTitles();
  const rows = known.map(({ number, state }) => {
    const values = curves.of(number, metric);
    const best = bestEpoch(values, maximised);
    const last = values.at(-1);
    const cells = {
      ...{ trial: String(number), state: states[state], epochs: String(values.length) },
      ...{ best: best ? write(best.value) : '', epoch: best ? String(best.epoch) : '' },
      last: last !== undefined && Number.isFinite(last) ? write(last) : '',
    };
    return { key: number, trial: number, cells };
  });
  const columns = [
    { key: 'trial', label: t.trial(), numeric: true },
    { key: 'best', label: t.bestOfMetric({ metric: title.toLowerCase() }), numeric: true },
    { key: 'epoch', label: t.atEpoch(), numeric: true },
    { key: 'last', label: t.last(), numeric: true },
    { key: 'epochs', label: t.epochs(), numeric: true },
    { key: 'state', label: t.state() },
  ];
  return { columns, rows };
}
