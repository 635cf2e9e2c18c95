/** Which pictures a camera took in one go, read from the tables, for splitting a dataset. */
import type { DatabaseSync } from 'node:sqlite';
import { ALONE, captureGroups } from '../../../native-bridge/host/dataset-messages.ts';
import { DELETED } from './columns.ts';

/** (N) each, by picture: numbers, or ALONE for a picture that was not captured. */
export interface Takes {
  readonly sessions: Int32Array;
  readonly bursts: Int32Array;
}

/** Null if no picture was captured. @param count pictures of the dataset */
export function takesOf(sql: DatabaseSync, dataset: number, count: number): Takes | null {
  const rows = sql.prepare('SELECT picture, session, burst FROM captures WHERE dataset = ?').all(dataset);
  if (rows.length === 0) return null;
  const sessions = new Int32Array(count).fill(ALONE);
  const bursts = new Int32Array(count).fill(ALONE);
  const numbers = new Map<string, number>();
  for (const { picture, session, burst } of rows) {
    const key = `${session} ${burst}`;
    const number = numbers.get(key) ?? numbers.size;
    numbers.set(key, number);
    sessions[Number(picture)] = Number(session);
    bursts[Number(picture)] = number;
  }
  return { sessions, bursts };
}

/** (ids) groups that no split may separate. */
export function groupsAmong(takes: Takes | null, ids: Uint32Array, labels: Uint8Array): Int32Array {
  if (!takes) return new Int32Array(ids.length).fill(ALONE);
  const of = (numbers: Int32Array) => Int32Array.from(ids, (id) => numbers[id]!);
  return captureGroups(Int32Array.from(labels), of(takes.sessions), of(takes.bursts));
}

/** Those pictures and all others of their bursts, ascending. */
export function wholeBursts(takes: Takes | null, ids: Uint32Array): Uint32Array {
  if (!takes) return ids;
  const wanted = new Set(Array.from(ids, (id) => takes.bursts[id]).filter((burst) => burst !== ALONE));
  const whole = new Set(ids);
  takes.bursts.forEach((burst, id) => {
    if (wanted.has(burst)) whole.add(id);
  });
  return Uint32Array.from(whole).sort();
}

/** A session whose pictures are all in one split, by whatever edit or undo, continues there. */
export function sessionsFollow(sql: DatabaseSync, dataset: number): void {
  sql
    .prepare(
      `UPDATE sessions SET split = only.split FROM (
         SELECT session, min(split) AS split FROM captures
         JOIN pictures ON pictures.dataset = captures.dataset AND id = picture
         WHERE captures.dataset = ? AND state <> ${DELETED} GROUP BY session HAVING min(split) = max(split)
       ) AS only WHERE only.session = sessions.id`,
    )
    .run(dataset);
}
