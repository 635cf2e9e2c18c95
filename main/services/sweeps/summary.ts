/** A sweep's summary for the page. */
import { DIRECTIONS, type QueueState, type Trial } from '../../../native-bridge/host/sweep-messages.ts';
import type { SweepSettings, SweepState, SweepSummary } from '../../ipc/schemas/sweep.ts';
import { freshResult } from './fresh.ts';
import type { SweepRow, SweepRows } from './sweep-rows.ts';
import type { TrialRows, TrialTotals } from './trial-rows.ts';

/** The host's name for the worker that trains on this machine. */
export const THIS_MACHINE = 'this machine';

/** What only this process knows about a sweep. */
export interface LiveState {
  readonly secondsLeft: number | null;
  /** Name of the run or sweep that the machine is busy with. */
  readonly waitsFor: string | null;
  /** Null if it has none, or is not running. */
  readonly queue: QueueState | null;
}

export function summaryOf(sweep: SweepRow, rows: SweepRows, trials: TrialRows, live: LiveState): SweepSummary {
  const { id, name, createdAt, classes, backend, elapsed } = sweep;
  if (sweep.pictures.kind !== 'dataset') throw new Error(`sweep ${id} has no dataset`);
  const { name: datasetName, version: datasetVersion } = sweep.pictures;
  const { counts, epochs, seconds } = shownTotals(trials.totals(id), sweep.state);
  const [objective] = sweep.plan.objectives;
  const best = trials.best(id, DIRECTIONS[objective!]);
  const scores = trials.fresh(id);
  return {
    ...{ id, name, createdAt, settings: settingsOf(sweep), datasetName, datasetVersion, classes: [...classes] },
    state: sweep.state.kind === 'queued' ? { ...sweep.state, waitsFor: live.waitsFor } : sweep.state,
    ...{
      backend,
      workers: trials.workers(id).filter((worker) => worker !== THIS_MACHINE),
      queue: live.queue,
      counts,
      epochs,
      seconds,
      elapsed,
    },
    best: best && { trial: best.number, scores: best.scores ?? [], interval: best.interval },
    secondsLeft: isActive(sweep.state) ? live.secondsLeft : null,
    fresh: best && scores.length > 0 ? freshResult(scores, trials.list(id), objective!, best.number) : null,
    runs: rows.runs(id),
  };
}

export function isActive({ kind }: SweepState): boolean {
  return kind === 'running' || kind === 'pausing' || kind === 'finishing';
}

/** A trial that was running when its sweep stopped is shown as paused, in the page and in every file. */
export function shownTrials(trials: readonly Trial[], state: SweepState): Trial[] {
  if (isActive(state)) return [...trials];
  return trials.map((trial) => (trial.state === 'running' ? { ...trial, state: 'paused' } : trial));
}

function shownTotals(totals: TrialTotals, state: SweepState): TrialTotals {
  if (isActive(state)) return totals;
  const { running, paused } = totals.counts;
  return { ...totals, counts: { ...totals.counts, running: 0, paused: paused + running } };
}

/** Its original settings, with the current budget. */
function settingsOf({ name, plan, pictures, continues }: SweepRow): Omit<SweepSettings, 'queue'> {
  if (pictures.kind !== 'dataset') throw new Error('a sweep of the command line has no dataset');
  return { name, dataset: pictures.dataset, ...plan, ...(continues !== null && { continues }) };
}
