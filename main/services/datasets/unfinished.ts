/** Runs and sweeps that still need a dataset's pictures. */
import type { DatabaseSync } from 'node:sqlite';
import { HostError } from '../../hosts/host-error.ts';

/** A run that failed before its first checkpoint cannot go on; of a sweep, everything before the failure is kept. */
const RUNS = `
  removed = 0 AND (json_extract(state, '$.kind') IN ('queued', 'training', 'pausing', 'finishing', 'paused')
    OR (json_extract(state, '$.kind') = 'failed' AND json_extract(state, '$.resumable')))`;
const SWEEPS = `removed = 0 AND json_extract(state, '$.kind') <> 'done'`;

/** The datasets that they are on, as a query of one column. */
export const NEEDED = `
  SELECT dataset FROM runs WHERE ${RUNS} UNION SELECT dataset FROM sweeps WHERE dataset IS NOT NULL AND ${SWEEPS}`;

/** How many are named. */
const NAMED = 5;

/** @throws HostError that names them, if there are any */
export function requireUnused(sql: DatabaseSync, { id, name }: { id: number; name: string }): void {
  const namesIn = (table: string, where: string) =>
    sql
      .prepare(`SELECT name FROM ${table} WHERE dataset = ? AND ${where} ORDER BY id`)
      .all(id)
      .map((row) => String(row.name));
  const [runs, sweeps] = [namesIn('runs', RUNS), namesIn('sweeps', SWEEPS)];
  const names = [...runs, ...sweeps];
  if (names.length === 0) return;
  throw new HostError({
    message: useOf(name, runs.length, sweeps.length, listOf(names)),
    remedy: names.length === 1 ? 'Finish or remove it first.' : 'Finish or remove them first.',
    badArgument: true,
  });
}

/** Whole sentences: the page translates them. */
function useOf(dataset: string, runs: number, sweeps: number, list: string): string {
  if (runs > 0 && sweeps > 0) return `${dataset} is used by runs and sweeps that are not finished: ${list}.`;
  if (runs === 1) return `${dataset} is used by a run that is not finished: ${list}.`;
  if (sweeps === 1) return `${dataset} is used by a sweep that is not finished: ${list}.`;
  return runs > 0
    ? `${dataset} is used by ${runs} runs that are not finished: ${list}.`
    : `${dataset} is used by ${sweeps} sweeps that are not finished: ${list}.`;
}

/** A group has up to a hundred runs. */
function listOf(names: readonly string[]): string {
  return [...names.slice(0, NAMED), ...(names.length > NAMED ? ['…'] : [])].join(', ');
}
