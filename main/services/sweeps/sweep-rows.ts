/** Sweeps in `lab.sqlite`, without their trials (trial-rows.ts). */
import { z } from 'zod';
import { SweepPlan } from '../../../native-bridge/host/sweep-messages.ts';
import { HostError } from '../../hosts/host-error.ts';
import { SweepState, type SweepSummary } from '../../ipc/schemas/sweep.ts';
import type { Database } from '../../storage/database.ts';

const Row = z.object({
  id: z.int(),
  name: z.string(),
  created_at: z.int(),
  plan: z.string(),
  dataset: z.int().nullable(),
  dataset_name: z.string(),
  dataset_version: z.int().nullable(),
  data: z.string().nullable(),
  sha256: z.string().nullable(),
  classes: z.string(),
  continues: z.int().nullable(),
  state: z.string(),
  backend: z.string().nullable(),
  elapsed: z.number(),
  /** Place of a queued sweep, from 1. */
  place: z.int().nullable(),
});

const Classes = z.array(z.string());
const Backend = z.object({ id: z.string(), why: z.string(), device: z.string(), lanes: z.int().min(1) });

export interface SweepRow {
  readonly id: number;
  readonly name: string;
  readonly createdAt: number;
  readonly plan: SweepPlan;
  readonly pictures: SweepPictures;
  /** Of the pictures; null until they have been read. */
  readonly sha256: string | null;
  /** Empty until the pictures have been read. */
  readonly classes: readonly string[];
  readonly continues: number | null;
  readonly state: SweepState;
  readonly backend: SweepSummary['backend'];
  /** Seconds of all sessions so far. */
  readonly elapsed: number;
}

/** Source of the pictures: a version of a dataset of the lab, or the value of `--data`. */
export type SweepPictures =
  | { readonly kind: 'dataset'; readonly dataset: number; readonly version: number; readonly name: string }
  | { readonly kind: 'data'; readonly spec: string };

export type NewSweep = Pick<SweepRow, 'name' | 'plan' | 'pictures' | 'classes' | 'continues'>;

/** Queued sweeps are numbered by their `queue`. */
const SELECT = `
  WITH line AS MATERIALIZED (
    SELECT id, row_number() OVER (ORDER BY queue) AS place FROM sweeps WHERE queue IS NOT NULL AND removed = 0)
  SELECT id, name, created_at, plan, dataset, dataset_name, dataset_version, data, sha256, classes, continues, state,
    backend, elapsed, CASE WHEN queue IS NOT NULL THEN (SELECT place FROM line WHERE line.id = sweeps.id) END AS place
  FROM sweeps`;
const END_OF_QUEUE = '(SELECT coalesce(max(queue), 0) + 1 FROM sweeps)';

/** As stored: its place is in `queue`, and the machine knows what it waits for. */
export const QUEUED = { kind: 'queued', place: 1, waitsFor: null, finishing: false } satisfies SweepState;

export type SweepRows = ReturnType<typeof sweepRows>;

export function sweepRows({ sql }: Database) {
  const read = (where: string, ...values: (number | string)[]) =>
    sql
      .prepare(`${SELECT} WHERE ${where}`)
      .all(...values)
      .map((row) => rowOf(Row.parse(row)));
  const set = (column: string, value: number | string | null, id: number) =>
    sql.prepare(`UPDATE sweeps SET ${column} = ? WHERE id = ?`).run(value, id);
  return {
    /** @throws HostError if there is no such sweep. */
    get(id: number): SweepRow {
      const [row] = read('id = ? AND removed = 0', id);
      if (row) return row;
      throw new HostError({
        message: `There is no sweep ${id}.`,
        remedy: 'It was removed; choose one from the list of sweeps.',
        badArgument: true,
      });
    },
    /** Newest first. */
    list: () => read('removed = 0 ORDER BY id DESC'),
    /** In queue order. */
    waiting: () => read('queue IS NOT NULL AND removed = 0 ORDER BY queue'),
    /** Sweeps that were running when the lab closed or died. */
    interrupted: () => read("json_extract(state, '$.kind') IN ('running', 'pausing', 'finishing') AND removed = 0"),
    /** At the end of the queue. */
    add({ name, plan, pictures, classes, continues }: NewSweep): number {
      const source =
        pictures.kind === 'dataset'
          ? [pictures.dataset, pictures.name, pictures.version, null]
          : [null, pictures.spec, null, pictures.spec];
      const { lastInsertRowid } = sql
        .prepare(`
          INSERT INTO sweeps (name, created_at, plan, dataset, dataset_name, dataset_version, data, classes, continues,
            state, queue)
          VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ${END_OF_QUEUE})`)
        .run(
          ...[name, Date.now(), JSON.stringify(plan), ...source, JSON.stringify(classes), continues],
          JSON.stringify(QUEUED),
        );
      return Number(lastInsertRowid);
    },
    /** A state other than `queued` removes the sweep from the queue; `queued` puts it at the end. */
    setState(id: number, state: SweepState): void {
      const queue = state.kind === 'queued' ? END_OF_QUEUE : 'NULL';
      sql.prepare(`UPDATE sweeps SET state = ?, queue = ${queue} WHERE id = ?`).run(JSON.stringify(state), id);
    },
    setPlan: (id: number, plan: SweepPlan) => void set('plan', JSON.stringify(plan), id),
    setName: (id: number, name: string) => void set('name', name, id),
    /** Stores what the host reports when it has read the pictures and chosen a backend. */
    begun(id: number, backend: NonNullable<SweepRow['backend']>, classes: readonly string[], sha256: string): void {
      sql
        .prepare('UPDATE sweeps SET backend = ?, classes = ?, sha256 = ? WHERE id = ?')
        .run(JSON.stringify(backend), JSON.stringify(classes), sha256, id);
    },
    setRemoved(id: number, removed: boolean): void {
      sql.prepare('UPDATE sweeps SET removed = ?, queue = NULL WHERE id = ?').run(Number(removed), id);
    },
    /** Deletes the rows of removed sweeps. @returns their ids */
    sweepRemoved(): number[] {
      return sql
        .prepare('DELETE FROM sweeps WHERE removed = 1 RETURNING id')
        .all()
        .map(({ id }) => Number(id));
    },
    addRun(sweep: number, trial: number, run: number): void {
      sql.prepare('INSERT INTO sweep_runs (sweep, trial, run) VALUES (?, ?, ?)').run(sweep, trial, run);
    },
    /** Runs that were created from its trials and still exist. */
    runs(sweep: number): { trial: number; run: number }[] {
      return sql
        .prepare(
          `SELECT trial, run FROM sweep_runs JOIN runs ON runs.id = sweep_runs.run
           WHERE sweep = ? AND runs.removed = 0 ORDER BY run`,
        )
        .all(sweep)
        .map(({ trial, run }) => ({ trial: Number(trial), run: Number(run) }));
    },
  };
}

function rowOf(row: z.infer<typeof Row>): SweepRow {
  const state = SweepState.parse(JSON.parse(row.state));
  return {
    id: row.id,
    name: row.name,
    createdAt: row.created_at,
    plan: SweepPlan.parse(JSON.parse(row.plan)),
    pictures:
      row.dataset === null
        ? { kind: 'data', spec: row.data ?? row.dataset_name }
        : { kind: 'dataset', dataset: row.dataset, version: row.dataset_version ?? 1, name: row.dataset_name },
    sha256: row.sha256,
    classes: Classes.parse(JSON.parse(row.classes)),
    continues: row.continues,
    state: row.place !== null && state.kind === 'queued' ? { ...state, place: row.place } : state,
    backend: row.backend === null ? null : (Backend.parse(JSON.parse(row.backend)) as SweepSummary['backend']),
    elapsed: row.elapsed,
  };
}
