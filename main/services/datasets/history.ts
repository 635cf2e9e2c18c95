/** A dataset's versions: every edit, undo and redo is one, and none is ever removed. */
import type { DatabaseSync } from 'node:sqlite';
import type { Version } from '../../ipc/schemas/dataset.ts';

/** What a version does to one picture, before and after. */
export interface Change {
  readonly picture: number;
  readonly split: readonly [number, number];
  readonly label: readonly [number, number];
  readonly state: readonly [number, number];
}

/** Versions whose edits can be undone and redone: the next one is last. */
export interface Standing {
  readonly undo: readonly number[];
  readonly redo: readonly number[];
}

/** Replays all versions: an edit clears the redo list, an undo moves one edit to it, a redo moves it back. */
export function standingOf(sql: DatabaseSync, dataset: number): Standing {
  const rows = sql
    .prepare('SELECT version, kind, target FROM versions WHERE dataset = ? ORDER BY version')
    .all(dataset);
  const undo: number[] = [];
  let redo: number[] = [];
  for (const { version, kind, target } of rows) {
    if (kind === 'edit') {
      undo.push(Number(version));
      redo = [];
    } else if (kind === 'undo') {
      undo.pop();
      redo.push(Number(target));
    } else if (kind === 'redo') {
      redo.pop();
      undo.push(Number(target));
    }
  }
  return { undo, redo };
}

/** What a version changed, picture by picture. */
export function changesIn(sql: DatabaseSync, dataset: number, version: number): Change[] {
  const rows = sql.prepare('SELECT * FROM changes WHERE dataset = ? AND version = ?').all(dataset, version);
  return rows.map((row) => {
    const pair = (what: string) => [Number(row[`${what}_before`]), Number(row[`${what}_after`])] as const;
    return { picture: Number(row.picture), split: pair('split'), label: pair('label'), state: pair('state') };
  });
}

/** The reverse edit. */
export function reversed(changes: readonly Change[]): Change[] {
  return changes.map(({ picture, split, label, state }) => ({
    picture,
    split: [split[1], split[0]],
    label: [label[1], label[0]],
    state: [state[1], state[0]],
  }));
}

export function summaryOf(sql: DatabaseSync, dataset: number, version: number): string {
  const row = sql.prepare('SELECT summary FROM versions WHERE dataset = ? AND version = ?').get(dataset, version);
  return String(row?.summary ?? '');
}

/** Newest first, each with the runs that were trained on it. */
export function versionsOf(sql: DatabaseSync, dataset: number): Version[] {
  const runs = new Map<number, number[]>();
  const trained = sql.prepare('SELECT id, dataset_version FROM runs WHERE dataset = ? AND removed = 0 ORDER BY id');
  for (const { id, dataset_version: version } of trained.all(dataset)) {
    runs.set(Number(version), [...(runs.get(Number(version)) ?? []), Number(id)]);
  }
  const rows = sql.prepare(
    'SELECT version, at, summary, pictures FROM versions WHERE dataset = ? ORDER BY version DESC',
  );
  return rows.all(dataset).map(({ version, at, summary, pictures }) => ({
    version: Number(version),
    at: Number(at),
    summary: String(summary),
    pictures: Number(pictures),
    runs: runs.get(Number(version)) ?? [],
  }));
}
