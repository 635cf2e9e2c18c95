/** Which worker ran which trial when: one row per lane of each worker, one bar per piece of work. All pieces, however many. */

import { duration } from '../../../../lib/format.ts';
import { t } from '../../messages/index.ts';
import type { Piece, SweepData, Trial } from '../chart-props.ts';
import type { Figure, FigureTable } from '../figure.ts';
import { byNumber, stateTitles, wordsOf } from '../trial-facts.ts';
import { HERE, LEAST_ROW, MARGINS, TimelinePlot, workerName } from './timeline-plot.ts';

export interface TimelineData extends SweepData {
  readonly pieces: readonly Piece[];
  /** The visible range, in ms since 1970; null: all of it. */
  readonly view: Stretch | null;
}

export interface Stretch {
  readonly from: number;
  readonly until: number;
}

export interface Lane {
  readonly worker: string;
  readonly lane: number;
}

/** This machine first, then the workers by name; lanes by number. */
export function lanesOf(pieces: readonly Piece[]): Lane[] {
  const found = new Map(pieces.map(({ worker, lane }) => [`${worker}\n${lane}`, { worker, lane }]));
  const home = ({ worker }: Lane) => (worker === HERE ? 0 : 1);
  return [...found.values()].sort((a, b) => home(a) - home(b) || a.worker.localeCompare(b.worker) || a.lane - b.lane);
}

/** From the first start to the last end. */
export function wholeStretch(pieces: readonly Piece[]): Stretch {
  let [from, until] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { beganAt, endedAt } of pieces) {
    from = Math.min(from, beganAt);
    until = Math.max(until, endedAt);
  }
  return from < until ? { from, until } : { from: 0, until: 1 };
}

/** Pieces of the visible trials. */
const shownPieces = (pieces: readonly Piece[], trials: ReadonlyMap<number, Trial>): Piece[] =>
  pieces.filter(({ trial }) => trials.has(trial));

export function timelineFigure(data: TimelineData): Figure<TimelinePlot> {
  const trials = byNumber(data.trials);
  const pieces = shownPieces(data.pieces, trials);
  const lanes = lanesOf(pieces);
  const whole = wholeStretch(pieces);
  const first = [...pieces].sort((a, b) => a.beganAt - b.beganAt).map(({ trial }) => trial);
  return {
    name: 'timeline',
    title: t.timeline(),
    summary: summary(pieces, lanes, whole),
    empty: pieces.length === 0 ? t.workNone() : null,
    order: [...new Set(first)],
    least: { height: MARGINS.top + MARGINS.bottom + lanes.length * LEAST_ROW },
    words: wordsOf(data),
    table: () => table(pieces, trials, whole),
    plot: (size) => new TimelinePlot({ pieces, lanes, trials, start: whole.from, view: data.view ?? whole }, size),
  };
}

function summary(pieces: readonly Piece[], lanes: readonly Lane[], { from, until }: Stretch): string {
  if (pieces.length === 0) return t.piecesNone();
  const busy = pieces.reduce((sum, { beganAt, endedAt }) => sum + endedAt - beganAt, 0);
  const share = Math.round((100 * busy) / ((until - from) * lanes.length));
  const machines = new Set(lanes.map(({ worker }) => worker)).size;
  const time = duration((until - from) / 1000);
  return t.timelineSummary({ pieces: pieces.length, lanes: lanes.length, machines, time, share });
}

function table(pieces: readonly Piece[], trials: ReadonlyMap<number, Trial>, { from }: Stretch): FigureTable {
  const states = stateTitles();
  const workers = new Map(lanesOf(pieces).map(({ worker }) => [worker, workerName(worker)]));
  const rows = pieces.map((piece, at) => ({
    ...{ key: at, trial: piece.trial },
    cells: {
      ...{ trial: String(piece.trial), worker: workers.get(piece.worker) ?? piece.worker, lane: String(piece.lane) },
      ...{ epochs: `${piece.from}–${piece.until}`, state: states[trials.get(piece.trial)!.state] },
      began: duration((piece.beganAt - from) / 1000),
      took: duration((piece.endedAt - piece.beganAt) / 1000),
    },
  }));
  const columns = [
    { key: 'trial', label: t.trial(), numeric: true },
    { key: 'worker', label: t.worker() },
    { key: 'lane', label: t.lane(), numeric: true },
    { key: 'began', label: t.beganAfter(), numeric: true },
    { key: 'took', label: t.took(), numeric: true },
    { key: 'epochs', label: t.epochs(), numeric: true },
    { key: 'state', label: t.stateOfTrial() },
  ];
  return { columns, rows };
}
