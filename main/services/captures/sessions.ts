/** The rows of `sessions`, and what there is of each. */
import type { DatabaseSync } from 'node:sqlite';
import { HostError } from '../../hosts/host-error.ts';
import { Hand, type Session } from '../../ipc/nouns/capture.ts';
import { SPLITS, type Split } from '../../ipc/nouns/common.ts';
import { PRESENT } from '../datasets/columns.ts';

export type SessionTags = Pick<Session, 'name' | 'hand' | 'background' | 'split'>;

/** Newest first. @param classes of the dataset, how many */
export function sessionsOf(sql: DatabaseSync, dataset: number, classes: number): Session[] {
  const rows = sql.prepare('SELECT * FROM sessions WHERE dataset = ? ORDER BY id DESC').all(dataset);
  const counts = countsOf(sql, dataset);
  return rows.map((row) => toSession(row, counts, classes));
}

/** @throws HostError where there is no such session. */
export function readSession(sql: DatabaseSync, session: number, classes: (dataset: number) => number): Session {
  const row = sql.prepare('SELECT * FROM sessions WHERE id = ?').get(session);
  if (!row) {
    throw new HostError({
      message: `There is no session ${session}.`,
      remedy: 'Begin another one: its dataset was taken away, most likely.',
      badArgument: true,
    });
  }
  const dataset = Number(row.dataset);
  return toSession(row, countsOf(sql, dataset, session), classes(dataset));
}

/** @returns the new session's number */
export function beginSession(sql: DatabaseSync, dataset: number, camera: string, tags: SessionTags): number {
  const { lastInsertRowid } = sql
    .prepare(`INSERT INTO sessions (dataset, created_at, name, hand, background, camera, split) VALUES (?,?,?,?,?,?,?)`)
    .run(dataset, Date.now(), tags.name, tags.hand, tags.background, camera, SPLITS.indexOf(tags.split));
  return Number(lastInsertRowid);
}

export function tagSession(sql: DatabaseSync, session: number, tags: SessionTags): void {
  sql
    .prepare('UPDATE sessions SET name = ?, hand = ?, background = ?, split = ? WHERE id = ?')
    .run(tags.name, tags.hand, tags.background, SPLITS.indexOf(tags.split), session);
}

/** Present and excluded pictures of a session, ascending. */
export function picturesIn(sql: DatabaseSync, session: number): number[] {
  const rows = sql.prepare('SELECT picture FROM captures WHERE session = ? ORDER BY picture').all(session);
  return rows.map(({ picture }) => Number(picture));
}

/** Session -> class -> present pictures. */
type Counts = ReadonlyMap<number, ReadonlyMap<number, number>>;

function countsOf(sql: DatabaseSync, dataset: number, session: number | null = null): Counts {
  const rows = sql
    .prepare(
      `SELECT session, label, count(*) AS count FROM captures JOIN pictures USING (dataset)
       WHERE captures.dataset = ? AND pictures.id = captures.picture AND state = ${PRESENT}
       AND (?2 IS NULL OR session = ?2) GROUP BY session, label`,
    )
    .all(dataset, session);
  const counts = new Map<number, Map<number, number>>();
  for (const { session, label, count } of rows) {
    const of = counts.get(Number(session)) ?? new Map<number, number>();
    counts.set(Number(session), of.set(Number(label), Number(count)));
  }
  return counts;
}

function toSession(row: Record<string, unknown>, counts: Counts, classes: number): Session {
  const id = Number(row.id);
  const of = counts.get(id);
  return {
    id,
    dataset: Number(row.dataset),
    createdAt: Number(row.created_at),
    name: String(row.name),
    hand: Hand.parse(row.hand),
    background: String(row.background),
    camera: String(row.camera),
    split: SPLITS[Number(row.split)] as Split,
    perClass: Array.from({ length: classes }, (_, k) => of?.get(k) ?? 0),
  };
}
