/** Trials of sweeps in `lab.sqlite`, and everything that a host reports about them in one event. */
import { z } from 'zod';
import type { ComputeEvent } from '../../../native-bridge/host/compute-messages.ts';
import {
  type FreshScore,
  Origin,
  type Piece,
  Trial,
  type TrialEpoch,
  TrialState,
} from '../../../native-bridge/host/sweep-messages.ts';
import type { Database } from '../../storage/database.ts';
import { answerRows, type PictureNumbers } from './answer-rows.ts';
import { curveRows } from './curve-rows.ts';

export type SweepProgress = Extract<ComputeEvent, { kind: 'sweep-progress' }>;

const Row = z.object({
  number: z.int(),
  values: z.string(),
  origin: Origin,
  state: TrialState,
  scores: z.string().nullable(),
  replicates: z.string(),
  low: z.number().nullable(),
  high: z.number().nullable(),
  best_epoch: z.int().nullable(),
  epochs: z.int(),
  seconds: z.number(),
  parameters: z.int().nullable(),
  reason: z.string().nullable(),
  began_at: z.int().nullable(),
  ended_at: z.int().nullable(),
});

const COLUMNS = [
  ...['values', 'origin', 'state', 'scores', 'score', 'replicates', 'low', 'high', 'best_epoch'],
  ...['epochs', 'seconds', 'parameters', 'reason', 'began_at', 'ended_at'],
].map((name) => `"${name}"`);

/** Not REPLACE, which would first delete the trial and its curve with it. */
const PUT_TRIAL = `
  INSERT INTO trials (sweep, number, ${COLUMNS.join(', ')}) VALUES (?, ?${', ?'.repeat(COLUMNS.length)})
  ON CONFLICT (sweep, number) DO UPDATE SET ${COLUMNS.map((name) => `${name} = excluded.${name}`).join(', ')}`;

/** What a sweep takes over from the one that it continues. */
export interface Taken {
  readonly trials: readonly Trial[];
  readonly epochs: readonly TrialEpoch[];
  /** Each trial's number in the earlier sweep. */
  readonly numbers: readonly number[];
}

export interface TrialTotals {
  readonly counts: Readonly<Record<TrialState, number>>;
  /** Completed epochs, and seconds of training, of all trials. */
  readonly epochs: number;
  readonly seconds: number;
}

export type TrialRows = ReturnType<typeof trialRows>;

export function trialRows({ sql, transaction }: Database) {
  const curves = curveRows(sql);
  const answers = answerRows(sql);
  const putTrial = sql.prepare(PUT_TRIAL);
  const putPiece = sql.prepare(`
    INSERT INTO sweep_pieces (sweep, trial, worker, lane, from_epoch, until_epoch, began_at, ended_at)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)`);
  const putFresh = sql.prepare('INSERT OR REPLACE INTO fresh_scores (sweep, trial, seed, score) VALUES (?, ?, ?, ?)');

  const setElapsed = sql.prepare('UPDATE sweeps SET elapsed = ? WHERE id = ?');
  const put = (sweep: number, trials: readonly Trial[]) => {
    for (const trial of trials) putTrial.run(sweep, trial.number, ...columnsOf(trial));
  };
  return {
    curves,
    answers,
    list(sweep: number): Trial[] {
      const rows = sql.prepare('SELECT * FROM trials WHERE sweep = ? ORDER BY number').all(sweep);
      return rows.map((row) => trialOf(Row.parse(row)));
    },
    get(sweep: number, number: number): Trial | null {
      const row = sql.prepare('SELECT * FROM trials WHERE sweep = ? AND number = ?').get(sweep, number);
      return row ? trialOf(Row.parse(row)) : null;
    },
    /** Inserts or updates them; all, or none. */
    put: (sweep: number, trials: readonly Trial[]) => transaction(() => put(sweep, trials)),
    /** Copies trials of an earlier sweep, with their curves and answers. To be called within a transaction. */
    takeOver(sweep: number, earlier: number, { trials, epochs, numbers }: Taken): void {
      put(sweep, trials);
      curves.put(sweep, epochs);
      answers.copy(sweep, earlier, numbers);
    },
    /**
     * Stores everything that one event reports, or nothing.
     * @param numbers see `answerRows`
     * @param elapsed seconds of all sessions so far
     */
    store(sweep: number, progress: Pick<SweepProgress, Reported>, numbers: PictureNumbers, elapsed: number): void {
      transaction(() => {
        setElapsed.run(elapsed, sweep);
        put(sweep, progress.trials);
        curves.put(sweep, progress.epochs);
        answers.put(sweep, progress.pictures, progress.answers, numbers);
        for (const { trial, worker, lane, from, until, beganAt, endedAt } of progress.pieces) {
          putPiece.run(sweep, trial, worker, lane, from, until, beganAt, endedAt);
        }
        for (const { trial, seed, score } of progress.fresh) putFresh.run(sweep, trial, seed, score);
      });
    },
    pieces(sweep: number): Piece[] {
      return sql
        .prepare('SELECT * FROM sweep_pieces WHERE sweep = ? ORDER BY id')
        .all(sweep)
        .map((row) => ({
          ...{ trial: Number(row.trial), worker: String(row.worker), lane: Number(row.lane) },
          ...{ from: Number(row.from_epoch), until: Number(row.until_epoch) },
          ...{ beganAt: Number(row.began_at), endedAt: Number(row.ended_at) },
        }));
    },
    /** Names of the workers that have done work, in the order of their first piece. */
    workers(sweep: number): string[] {
      return sql
        .prepare('SELECT worker FROM sweep_pieces WHERE sweep = ? GROUP BY worker ORDER BY min(id)')
        .all(sweep)
        .map(({ worker }) => String(worker));
    },
    fresh(sweep: number): FreshScore[] {
      return sql
        .prepare('SELECT trial, seed, score FROM fresh_scores WHERE sweep = ? ORDER BY trial, seed')
        .all(sweep)
        .map(({ trial, seed, score }) => ({ trial: Number(trial), seed: Number(seed), score: Number(score) }));
    },
    totals(sweep: number): TrialTotals {
      const counts = Object.fromEntries(TrialState.options.map((state) => [state, 0])) as Record<TrialState, number>;
      let [epochs, seconds] = [0, 0];
      const rows = sql.prepare(
        'SELECT state, count(*) AS n, sum(epochs) AS epochs, sum(seconds) AS seconds FROM trials WHERE sweep = ? GROUP BY state',
      );
      for (const row of rows.all(sweep)) {
        counts[TrialState.parse(row.state)] = Number(row.n);
        epochs += Number(row.epochs);
        seconds += Number(row.seconds);
      }
      return { counts, epochs, seconds };
    },
    /** The best completed trial; while there is none, the best of those with the most epochs. */
    best(sweep: number, direction: 'minimize' | 'maximize'): Pick<Trial, 'number' | 'scores' | 'interval'> | null {
      const order = direction === 'maximize' ? 'score DESC' : 'score ASC';
      const row = sql
        .prepare(`
          SELECT number, scores, low, high FROM trials WHERE sweep = ? AND score IS NOT NULL
          ORDER BY state = 'complete' DESC, CASE state WHEN 'complete' THEN 0 ELSE epochs END DESC, ${order}, number
          LIMIT 1`)
        .get(sweep);
      if (!row) return null;
      const interval = row.low === null ? null : { low: Number(row.low), high: Number(row.high) };
      return { number: Number(row.number), scores: JSON.parse(String(row.scores)) as (number | null)[], interval };
    },
  };
}

type Reported = 'trials' | 'epochs' | 'pieces' | 'pictures' | 'answers' | 'fresh';

/** In the order of COLUMNS. */
function columnsOf(trial: Trial) {
  const { scores, interval } = trial;
  return [
    ...[JSON.stringify(trial.values), trial.origin, trial.state, scores && JSON.stringify(scores), scores?.[0] ?? null],
    ...[JSON.stringify(trial.replicates), interval?.low ?? null, interval?.high ?? null, trial.bestEpoch],
    ...[trial.epochs, trial.seconds, trial.parameters, trial.reason, trial.beganAt, trial.endedAt],
  ];
}

function trialOf(row: z.infer<typeof Row>): Trial {
  const { values, scores, replicates, low, high } = row;
  return Trial.parse({
    ...{ number: row.number, values: JSON.parse(values), origin: row.origin, state: row.state },
    ...{ scores: scores === null ? null : JSON.parse(scores), replicates: JSON.parse(replicates) },
    interval: low === null || high === null ? null : { low, high },
    ...{ bestEpoch: row.best_epoch, epochs: row.epochs, seconds: row.seconds, parameters: row.parameters },
    ...{ reason: row.reason, beganAt: row.began_at, endedAt: row.ended_at },
  });
}
