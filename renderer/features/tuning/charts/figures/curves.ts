/** The scores of all trials by epoch, over one another: who learns, who was stopped, and when. */
import type { Trial } from '../chart-props.ts';
import type { Figure, FigureTable } from '../figure.ts';
import { ranked, STATES, stateCounts, wordsOf } from '../trial-facts.ts';
import { type CurvesData, metricLook } from './curves-data.ts';
import { CurvesPlot } from './curves-plot.ts';

export function curvesFigure(data: CurvesData): Figure<CurvesPlot> {
  const known = data.trials.filter(({ number }) => data.curves.epochs(number) > 0);
  const summary = summarise(data, known);
  return {
    name: 'curves',
    title: 'Intermediate values',
    summary,
    empty: known.length === 0 ? 'No epoch has been trained yet.' : null,
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
  const words = best ? ` Best: ${write(best.value)} by trial ${best.number} at epoch ${best.epoch}.` : '';
  return `${title} by epoch, ${stateCounts(known)}.${words}`;
}

function table({ curves, metric }: CurvesData, known: readonly Trial[]): FigureTable {
  const { title, maximised, write } = metricLook(metric);
  const rows = known.map(({ number, state }) => {
    const values = curves.of(number, metric);
    const best = bestEpoch(values, maximised);
    const last = values.at(-1);
    const cells = {
      ...{ trial: String(number), state: STATES[state].title, epochs: String(values.length) },
      ...{ best: best ? write(best.value) : '', epoch: best ? String(best.epoch) : '' },
      last: last !== undefined && Number.isFinite(last) ? write(last) : '',
    };
    return { key: number, trial: number, cells };
  });
  const columns = [
    { key: 'trial', label: 'Trial', numeric: true },
    { key: 'best', label: `Best ${title.toLowerCase()}`, numeric: true },
    { key: 'epoch', label: 'At epoch', numeric: true },
    { key: 'last', label: 'Last', numeric: true },
    { key: 'epochs', label: 'Epochs', numeric: true },
    { key: 'state', label: 'State' },
  ];
  return { columns, rows };
}
