/** Runs and their epochs in `lab.sqlite`. */
import { z } from 'zod';
import { HostError } from '../../hosts/host-error.ts';
import { type EpochColumns, RunSettings, RunState, RunSummary } from '../../ipc/schemas/run.ts';
import type { Database } from '../../storage/database.ts';

/** Summary of a run's epochs. */
export const Progress = RunSummary.pick({
  epochs: true,
  cost: true,
  trainAccuracy: true,
  duringAccuracy: true,
  validationAccuracy: true,
  best: true,
  seconds: true,
}).extend({
  // Rows of older versions have none.
  duringAccuracy: RunSummary.shape.duringAccuracy.default(null),
});
export type Progress = z.infer<typeof Progress>;

export const NO_PROGRESS: Progress = {
  epochs: 0,
  cost: null,
  trainAccuracy: null,
  duringAccuracy: null,
  validationAccuracy: null,
  best: null,
  seconds: 0,
};

export type Epoch = {
  readonly epoch: number;
  readonly cost: number;
  readonly seconds: number;
  readonly learningRate?: number | undefined;
  readonly trainAccuracy?: number | undefined;
  readonly duringAccuracy?: number | undefined;
  readonly validationCost?: number | undefined;
  readonly validationAccuracy?: number | undefined;
};

const Row = z.object({
  id: z.int(),
  name: z.string(),
  created_at: z.int(),
  settings: z.string(),
  dataset_name: z.string(),
  dataset_version: z.int(),
  parameters: z.int(),
  state: z.string(),
  progress: z.string(),
  backend: z.string().nullable(),
  run_group: z.int().nullable(),
  /** Place of a queued run, from 1. */
  place: z.int().nullable(),
});

/** Queued runs are numbered by their `queue`: once per statement, and only if it comes across a queued one. */
const SELECT = `
  WITH line AS MATERIALIZED (
    SELECT id, row_number() OVER (ORDER BY queue) AS place FROM runs WHERE queue IS NOT NULL AND removed = 0)
  SELECT id, name, created_at, settings, dataset_name, dataset_version, parameters, state, progress, backend, run_group,
    CASE WHEN queue IS NOT NULL THEN (SELECT place FROM line WHERE line.id = runs.id) END AS place
  FROM runs`;

export interface NewRunRow {
  readonly name: string;
  readonly settings: RunSettings;
  readonly datasetName: string;
  readonly datasetVersion: number;
  readonly parameters: number;
  readonly group: number | null;
}

export type RunRows = ReturnType<typeof runRows>;

/** @param waitsFor name of the sweep that is training now: runs wait for it */
export function runRows({ sql, transaction }: Database, waitsFor: () => string | undefined = () => undefined) {
  const one = sql.prepare(`${SELECT} WHERE id = ? AND removed = 0`);
  const page = sql.prepare(`${SELECT} WHERE removed = 0 ORDER BY id DESC LIMIT ? OFFSET ?`);
  const waiting = sql.prepare(`${SELECT} WHERE queue IS NOT NULL AND removed = 0 ORDER BY queue`);
  const grouped = sql.prepare(`${SELECT} WHERE run_group IS NOT NULL AND removed = 0 ORDER BY id`);
  const interrupted = sql.prepare(
    `${SELECT} WHERE json_extract(state, '$.kind') IN ('training', 'pausing', 'finishing') AND removed = 0`,
  );
  const putEpoch = sql.prepare(`
    INSERT OR REPLACE INTO epochs
      (run, epoch, cost, seconds, learning_rate, train_accuracy, during_accuracy, validation_cost, validation_accuracy)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`);

  const rows = {
    /** @throws HostError if there is no such run. */
    get(id: number): RunSummary {
      const row = one.get(id);
      if (row) return summaryOf(Row.parse(row), waitsFor());
      throw new HostError({
        message: `There is no run ${id}.`,
        remedy: 'It was removed; choose one from the list of runs.',
        badArgument: true,
      });
    },
    list(offset: number, limit: number): { total: number; runs: RunSummary[] } {
      const { total } = sql.prepare('SELECT count(*) AS total FROM runs WHERE removed = 0').get() as { total: number };
      return { total, runs: page.all(limit, offset).map((row) => summaryOf(Row.parse(row), waitsFor())) };
    },
    /** In queue order. */
    waiting: () => waiting.all().map((row) => summaryOf(Row.parse(row), waitsFor())),
    /** Runs that were training when the lab closed or died. */
    interrupted: () => interrupted.all().map((row) => summaryOf(Row.parse(row), waitsFor())),
    grouped: () => grouped.all().map((row) => summaryOf(Row.parse(row), waitsFor())),
    /** At the end of the queue. */
    add(run: NewRunRow): number {
      const { settings, datasetName, datasetVersion, parameters } = run;
      const { lastInsertRowid } = sql
        .prepare(`
          INSERT INTO runs (name, created_at, settings, dataset, dataset_name, dataset_version, parameters, state,
            progress, queue, run_group)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT coalesce(max(queue), 0) + 1 FROM runs), ?)`)
        .run(
          ...[
            run.name,
            Date.now(),
            JSON.stringify(settings),
            settings.dataset,
            datasetName,
            datasetVersion,
            parameters,
          ],
          ...[JSON.stringify({ kind: 'queued', place: 1 }), JSON.stringify(NO_PROGRESS), run.group],
        );
      return Number(lastInsertRowid);
    },
    addGroup(): number {
      return Number(sql.prepare('INSERT INTO run_groups (created_at) VALUES (?)').run(Date.now()).lastInsertRowid);
    },
    groupTimes(): Map<number, number> {
      const groups = sql.prepare('SELECT id, created_at FROM run_groups').all() as { id: number; created_at: number }[];
      return new Map(groups.map(({ id, created_at }) => [id, created_at]));
    },
    /** A state other than `queued` removes the run from the queue; `queued` puts it at the end. */
    setState(id: number, state: RunState): void {
      const queue = state.kind === 'queued' ? '(SELECT coalesce(max(queue), 0) + 1 FROM runs)' : 'NULL';
      sql.prepare(`UPDATE runs SET state = ?, queue = ${queue} WHERE id = ?`).run(JSON.stringify(state), id);
    },
    setBackend(id: number, backend: RunSummary['backend']): void {
      sql.prepare('UPDATE runs SET backend = ? WHERE id = ?').run(JSON.stringify(backend), id);
    },
    setSettings(id: number, settings: RunSettings): void {
      sql.prepare('UPDATE runs SET settings = ? WHERE id = ?').run(JSON.stringify(settings), id);
    },
    setName(id: number, name: string): void {
      sql.prepare('UPDATE runs SET name = ? WHERE id = ?').run(name, id);
    },
    setRemoved(id: number, removed: boolean): void {
      sql.prepare('UPDATE runs SET removed = ?, queue = NULL WHERE id = ?').run(Number(removed), id);
    },
    /** Deletes the rows of removed runs. @returns their ids */
    sweep(): number[] {
      return sql
        .prepare('DELETE FROM runs WHERE removed = 1 RETURNING id')
        .all()
        .map(({ id }) => Number(id));
    },
    /** Sets the order of the queue. */
    order(ids: readonly number[]): void {
      const place = sql.prepare('UPDATE runs SET queue = ? WHERE id = ?');
      transaction(() => {
        for (const [at, id] of ids.entries()) place.run(at + 1, id);
      });
    },
    /** Drops the epochs after the first `whole`, then writes these: all, or nothing. */
    putEpochs(id: number, epochs: readonly Epoch[], whole = Number.MAX_SAFE_INTEGER): Progress {
      return transaction(() => {
        sql.prepare('DELETE FROM epochs WHERE run = ? AND epoch >= ?').run(id, whole);
        for (const { epoch, cost, seconds, ...rest } of epochs) {
          const { learningRate, trainAccuracy, duringAccuracy, validationCost, validationAccuracy } = rest;
          const optional = [learningRate, trainAccuracy, duringAccuracy, validationCost, validationAccuracy];
          putEpoch.run(id, epoch, cost, seconds, ...optional.map((value) => value ?? null));
        }
        const progress = progressOf(id);
        sql.prepare('UPDATE runs SET progress = ? WHERE id = ?').run(JSON.stringify(progress), id);
        return progress;
      });
    },
    epochs(id: number, from: number): EpochColumns {
      const found = sql.prepare('SELECT * FROM epochs WHERE run = ? AND epoch >= ? ORDER BY epoch').all(id, from);
      const column = <T>(name: string) => found.map((row) => row[name] as T);
      return {
        from,
        cost: column('cost'),
        seconds: column('seconds'),
        learningRate: column('learning_rate'),
        trainAccuracy: column('train_accuracy'),
        duringAccuracy: column('during_accuracy'),
        validationCost: column('validation_cost'),
        validationAccuracy: column('validation_accuracy'),
      };
    },
  };
  return rows;

  function progressOf(id: number): Progress {
    const sums = sql
      .prepare('SELECT count(*) AS epochs, coalesce(sum(seconds), 0) AS seconds FROM epochs WHERE run = ?')
      .get(id) as { epochs: number; seconds: number };
    const last = (column: string) => {
      const where = `run = ? AND ${column} IS NOT NULL ORDER BY epoch DESC LIMIT 1`;
      const row = sql.prepare(`SELECT ${column} AS value FROM epochs WHERE ${where}`).get(id);
      return (row?.value as number | undefined) ?? null;
    };
    const best = sql
      .prepare(`
        SELECT epoch, validation_accuracy AS validationAccuracy FROM epochs
        WHERE run = ? AND validation_accuracy IS NOT NULL ORDER BY validation_accuracy DESC, epoch LIMIT 1`)
      .get(id) as { epoch: number; validationAccuracy: number } | undefined;
    return {
      ...sums,
      cost: last('cost'),
      trainAccuracy: last('train_accuracy'),
      duringAccuracy: last('during_accuracy'),
      validationAccuracy: last('validation_accuracy'),
      best: best ? { ...best } : null,
    };
  }
}

function summaryOf(row: z.infer<typeof Row>, waitsFor: string | undefined): RunSummary {
  const state = RunState.parse(JSON.parse(row.state));
  return {
    id: row.id,
    name: row.name,
    createdAt: row.created_at,
    settings: RunSettings.parse(JSON.parse(row.settings)),
    datasetName: row.dataset_name,
    datasetVersion: row.dataset_version,
    parameters: row.parameters,
    state:
      row.place === null ? state : { kind: 'queued', place: row.place, ...(waitsFor !== undefined && { waitsFor }) },
    ...Progress.parse(JSON.parse(row.progress)),
    ...(state.kind === 'done' && { trainAccuracy: state.trainAccuracy }),
    backend: row.backend === null ? null : RunSummary.shape.backend.parse(JSON.parse(row.backend)),
    group: row.run_group,
  };
}
