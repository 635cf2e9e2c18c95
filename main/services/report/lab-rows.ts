/** What a bug report takes from `lab.sqlite`: counts, the last failures, and the names to remove. */
import type { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { type LabCounts, ReportedError } from '../../ipc/schemas/bug-report.ts';
import { Failure } from '../../ipc/schemas/common.ts';
import { Preferences } from '../../ipc/schemas/lab.ts';

/** Of each kind. */
const LAST = 20;

const Failed = z.object({ error: Failure });
const States = z.array(z.object({ kind: z.string(), n: z.int() }));

export function labCounts(sql: DatabaseSync): LabCounts {
  const count = (from: string) => Number((sql.prepare(`SELECT count(*) AS n FROM ${from}`).get() as { n: number }).n);
  const states = (table: 'runs' | 'sweeps') => {
    const rows = sql
      .prepare(
        `SELECT json_extract(state, '$.kind') AS kind, count(*) AS n FROM ${table} WHERE removed = 0 GROUP BY kind`,
      )
      .all();
    return Object.fromEntries(States.parse(rows).map(({ kind, n }) => [kind, n]));
  };
  return {
    datasets: count("datasets WHERE state = 'present'"),
    pictures: count('pictures WHERE state < 2'),
    models: count('models WHERE removed = 0'),
    recordings: count('recordings WHERE removed = 0'),
    runs: states('runs'),
    sweeps: states('sweeps'),
  };
}

/** Preferences without names; the defaults if none were set, or another version wrote them. */
export function shownPreferences(sql: DatabaseSync): Pick<Preferences, 'theme' | 'thumbnail'> {
  const row = sql.prepare('SELECT json FROM preferences WHERE id = 1').get() as { json: string } | undefined;
  const { data } = Preferences.safeParse(row ? JSON.parse(row.json) : {});
  const { theme, thumbnail } = data ?? Preferences.parse({});
  return { theme, thumbnail };
}

/** Failed runs, sweeps and trials as stored: not redacted. Runs and sweeps are dated by their creation. */
export function failedRows(sql: DatabaseSync): ReportedError[] {
  const failed = (table: 'runs' | 'sweeps', settings: string) =>
    sql
      .prepare(
        `SELECT created_at AS at, state, ${settings} AS settings FROM ${table}
         WHERE json_extract(state, '$.kind') = 'failed' ORDER BY id DESC LIMIT ?`,
      )
      .all(LAST) as { at: number; state: string; settings: string | null }[];
  const trials = sql
    .prepare(
      `SELECT coalesce(ended_at, began_at, 0) AS at, reason FROM trials
       WHERE state = 'failed' AND reason IS NOT NULL ORDER BY at DESC LIMIT ?`,
    )
    .all(LAST) as { at: number; reason: string }[];
  return [
    ...failed('runs', 'settings').map((row) => fromState('run', row)),
    ...failed('sweeps', 'NULL').map((row) => fromState('sweep', row)),
    ...trials.map(({ at, reason }) => ({
      ...{ at: Math.round(at), where: 'trial', message: reason },
      ...{ remedy: null, detail: null, settings: null },
    })),
  ];
}

function fromState(where: string, row: { at: number; state: string; settings: string | null }): ReportedError {
  const { error } = Failed.parse(JSON.parse(row.state));
  const settings = row.settings === null ? null : (JSON.parse(row.settings) as Record<string, unknown>);
  return ReportedError.parse({
    ...{ at: row.at, where, message: error.message, remedy: error.remedy ?? null, detail: error.stack ?? null },
    settings: settings && {
      ...{ preset: settings.preset, hyperparameters: settings.hyperparameters, backend: settings.backend },
      ...{ seed: settings.seed, epochs: settings.epochs },
    },
  });
}

/** All names that come from a person or their machine. */
const NAMES = `
  SELECT name FROM datasets UNION SELECT json_extract(origin, '$.source') FROM datasets
  UNION SELECT value FROM datasets, json_each(classes)
  UNION SELECT name FROM runs UNION SELECT dataset_name FROM runs
  UNION SELECT name FROM models UNION SELECT file FROM models UNION SELECT value FROM models, json_each(labels)
  UNION SELECT name FROM sweeps UNION SELECT dataset_name FROM sweeps UNION SELECT data FROM sweeps
  UNION SELECT value FROM sweeps, json_each(classes)
  UNION SELECT name FROM sessions UNION SELECT hand FROM sessions UNION SELECT background FROM sessions
  UNION SELECT camera FROM sessions
  UNION SELECT name FROM recordings UNION SELECT model_name FROM recordings
  UNION SELECT value FROM recordings, json_each(labels)
  UNION SELECT json_extract(json, '$.camera') FROM preferences
  UNION SELECT key FROM preferences AS p, json_each(p.json, '$.cameras')`;

/** Names of datasets, classes, runs, models, sweeps, sessions, recordings and cameras; of paths also the last part alone. */
export function namesInLab(sql: DatabaseSync): Set<string> {
  const names = new Set<string>();
  for (const { name } of sql.prepare(NAMES).iterate() as Iterable<{ name: unknown }>) {
    if (typeof name !== 'string') continue;
    names.add(name);
    names.add(name.split(/[\\/]/).at(-1)!);
  }
  return names;
}
