/** The rows of `sessions`, with the pictures of each. */
import type { DatabaseSync } from 'node:sqlite';
import { HostError } from '../../hosts/host-error.ts';
import { Hand, type Session } from '../../ipc/schemas/capture.ts';
import { SPLITS } from '../../ipc/schemas/common.ts';
import { DELETED, PRESENT } from '../datasets/columns.ts';

export type SessionTags = Pick<Session, 'name' | 'hand' | 'background' | 'split'>;
/** Without counts of its pictures: cheap enough to read for each of thousands of pictures. */
export type SessionRow = Omit<Session, 'perClass'>;

/** Newest first. @param classes number of the dataset's classes */
export function sessionsOf(sql: DatabaseSync, dataset: number, classes: number): Session[] {
  const rows = sql.prepare('SELECT * FROM sessions WHERE dataset = ? ORDER BY id DESC').all(dataset);
  const counts = countsOf(sql, dataset);
  return rows.map((row) => {
    const session = toRow(row);
    return { ...session, perClass: Array.from({ length: classes }, (_, k) => counts.get(`${session.id} ${k}`) ?? 0) };
  });
}

/** @throws HostError if there is no such session. */
export function readSession(sql: DatabaseSync, session: number): SessionRow {
  const row = sql.prepare('SELECT * FROM sessions WHERE id = ?').get(session);
  if (row) return toRow(row);
  throw new HostError({
    message: `There is no session ${session}.`,
    remedy: 'Start another one: its dataset has probably been removed.',
    badArgument: true,
  });
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

/** Ascending. */
export function picturesIn(sql: DatabaseSync, session: number): Uint32Array {
  const rows = sql.prepare('SELECT picture FROM captures WHERE session = ? ORDER BY picture').all(session);
  return Uint32Array.from(rows, ({ picture }) => Number(picture));
}

/** Split of a burst's pictures, as an index into SPLITS; null if it has none. Scans the session's pictures. */
export function splitOfBurst(sql: DatabaseSync, session: number, burst: number): number | null {
  const row = sql
    .prepare(
      `SELECT split FROM captures JOIN pictures ON pictures.dataset = captures.dataset AND id = picture
       WHERE session = ? AND burst = ? AND state <> ${DELETED} ORDER BY picture DESC LIMIT 1`,
    )
    .get(session, burst);
  return row ? Number(row.split) : null;
}

/** `session label` -> present pictures. */
function countsOf(sql: DatabaseSync, dataset: number): Map<string, number> {
  const rows = sql
    .prepare(
      `SELECT session, label, count(*) AS count FROM captures
       JOIN pictures ON pictures.dataset = captures.dataset AND id = picture
       WHERE captures.dataset = ? AND state = ${PRESENT} GROUP BY session, label`,
    )
    .all(dataset);
  return new Map(rows.map(({ session, label, count }) => [`${session} ${label}`, Number(count)]));
}

function toRow(row: Record<string, unknown>): SessionRow {
  return {
    id: Number(row.id),
    dataset: Number(row.dataset),
    createdAt: Number(row.created_at),
    name: String(row.name),
    hand: Hand.parse(row.hand),
    background: String(row.background),
    camera: String(row.camera),
    split: SPLITS[Number(row.split)]!,
  };
}
