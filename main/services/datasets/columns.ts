/**
 * Label, split, state and measures of every picture of a dataset, as columns in memory: 100 000 pictures take 3 MB, and
 * finding, counting and listing are passes over them. The tables remain authoritative; only one process writes them, so the
 * columns cannot become stale.
 */
import type { DatabaseSync } from 'node:sqlite';

/** In the tables and in the columns. */
export const PRESENT = 0;
export const EXCLUDED = 1;
export const DELETED = 2;

/** No duplicate group. */
export const ALONE = -1;

/** (N) each, by picture. */
export interface Columns {
  readonly count: number;
  /** Index into SPLITS. */
  readonly splits: Uint8Array;
  readonly labels: Uint8Array;
  readonly firstLabels: Uint8Array;
  /** PRESENT, EXCLUDED or DELETED. */
  readonly states: Uint8Array;
  readonly brightness: Float64Array;
  readonly sharpness: Float64Array;
  /** Numbers of groups; ALONE if there is none. */
  readonly exactGroups: Int32Array;
  readonly nearGroups: Int32Array;
}

const COLUMNS = 'split, label, first_label, state, brightness, sharpness, exact_group, near_group';

/** Reads the current state. Picture ids are 0 to N-1. */
export function readColumns(sql: DatabaseSync, dataset: number): Columns {
  const { count } = sql.prepare('SELECT count(*) AS count FROM pictures WHERE dataset = ?').get(dataset) as {
    count: number;
  };
  const columns = emptyColumns(count);
  const select = sql.prepare(`SELECT ${COLUMNS} FROM pictures WHERE dataset = ? ORDER BY id`);
  select.setReturnArrays(true);
  let id = 0;
  for (const row of select.iterate(dataset)) setRow(columns, id++, row as unknown as (number | null)[]);
  return columns;
}

function setRow(columns: Columns, id: number, row: readonly (number | null)[]): void {
  columns.splits[id] = row[0]!;
  columns.labels[id] = row[1]!;
  columns.firstLabels[id] = row[2]!;
  columns.states[id] = row[3]!;
  columns.brightness[id] = row[4]!;
  columns.sharpness[id] = row[5]!;
  columns.exactGroups[id] = row[6] ?? ALONE;
  columns.nearGroups[id] = row[7] ?? ALONE;
}

function emptyColumns(count: number): Columns {
  return {
    count,
    splits: new Uint8Array(count),
    labels: new Uint8Array(count),
    firstLabels: new Uint8Array(count),
    states: new Uint8Array(count),
    brightness: new Float64Array(count),
    sharpness: new Float64Array(count),
    exactGroups: new Int32Array(count),
    nearGroups: new Int32Array(count),
  };
}

/** The facts of one more picture. */
export interface NewPicture {
  readonly split: number;
  readonly label: number;
  readonly brightness: number;
  readonly sharpness: number;
}

/** Appends a picture. Buffers grow by doubling, so that appending costs amortized constant time. */
export function withPicture(columns: Columns, { split, label, brightness, sharpness }: NewPicture): Columns {
  return {
    count: columns.count + 1,
    splits: with8(columns.splits, split),
    labels: with8(columns.labels, label),
    firstLabels: with8(columns.firstLabels, label),
    states: with8(columns.states, PRESENT),
    brightness: with64(columns.brightness, brightness),
    sharpness: with64(columns.sharpness, sharpness),
    exactGroups: with32(columns.exactGroups, ALONE),
    nearGroups: with32(columns.nearGroups, ALONE),
  };
}

const with8 = (values: Uint8Array, value: number) =>
  appended(values, value, (buffer, n) => new Uint8Array(buffer, 0, n));
const with32 = (values: Int32Array, value: number) =>
  appended(values, value, (buffer, n) => new Int32Array(buffer, 0, n));
const with64 = (values: Float64Array, value: number) =>
  appended(values, value, (buffer, n) => new Float64Array(buffer, 0, n));

/** Shares the buffer with `values` if there is room: both see what is written later, and each has its own length. */
function appended<A extends Uint8Array | Int32Array | Float64Array>(
  values: A,
  value: number,
  view: (buffer: ArrayBuffer, length: number) => A,
): A {
  const length = values.length + 1;
  const fits = values.byteOffset === 0 && values.buffer.byteLength >= length * values.BYTES_PER_ELEMENT;
  const room = 2 * Math.max(length, 512) * values.BYTES_PER_ELEMENT;
  const longer = view(fits ? (values.buffer as ArrayBuffer) : new ArrayBuffer(room), length);
  if (!fits) longer.set(values);
  longer[length - 1] = value;
  return longer;
}

/** The same pictures as they were at `version`: later changes are undone, the latest first. */
export function columnsAt(sql: DatabaseSync, dataset: number, now: Columns, version: number): Columns {
  const then = { ...now, splits: now.splits.slice(), labels: now.labels.slice(), states: now.states.slice() };
  const later = sql.prepare(
    `SELECT picture, split_before, label_before, state_before FROM changes
     WHERE dataset = ? AND version > ? ORDER BY version DESC`,
  );
  later.setReturnArrays(true);
  for (const row of later.iterate(dataset, version)) {
    const [picture, split, label, state] = row as unknown as [number, number, number, number];
    then.splits[picture] = split;
    then.labels[picture] = label;
    then.states[picture] = state;
  }
  return then;
}

/** (N) Each present picture's index within its split: the course's `index`. -1 if it is excluded or deleted. */
export function indicesOf({ count, splits, states }: Columns): Int32Array {
  const next = [0, 0, 0];
  const indices = new Int32Array(count).fill(-1);
  for (let id = 0; id < count; id++) if (states[id] === PRESENT) indices[id] = next[splits[id]!]!++;
  return indices;
}
