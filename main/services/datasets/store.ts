/** Access to datasets: columns and summaries are cached in memory until something changes. */
import { HostError } from '../../hosts/host-error.ts';
import { SPLITS } from '../../ipc/schemas/common.ts';
import type { DatasetSummary } from '../../ipc/schemas/dataset.ts';
import type { LabContext } from '../context.ts';
import { sessionsFollow } from './capture-groups.ts';
import { type Columns, columnsAt, DELETED, type NewPicture, PRESENT, readColumns, withPicture } from './columns.ts';
import { type DatasetRow, readRow } from './dataset-rows.ts';
import { type Change, standingOf } from './history.ts';
import { summarise } from './summary.ts';

/** The content of a new version. */
export interface Step {
  readonly kind: 'edit' | 'undo' | 'redo';
  /** For people. */
  readonly summary: string;
  readonly changes: readonly Change[];
  /** For an undo or redo: the version whose edit it undoes or redoes. */
  readonly target?: number;
}

/** A picture that is added to a dataset. */
export interface Addition extends NewPicture {
  /** For people. */
  readonly source: string;
  /** File name below originals/. */
  readonly original: string;
  /** Summary of its version, which then has `pictures`. `goesOn`: the latest version is of the same burst and is extended. */
  readonly goesOn: boolean;
  readonly summary: string;
  readonly pictures: number;
}

export interface DatasetStore {
  /** @throws HostError if there is no such dataset. */
  row(dataset: number): DatasetRow;
  /** As it is now, or as it was at a version. Not to be written to. @throws HostError if there is no such version. */
  columns(dataset: number, version?: number): Columns;
  summary(dataset: number): DatasetSummary;
  /** Writes a version, all of it or nothing; no change makes no version. @throws HostError for a frozen test split. */
  commit(dataset: number, step: Step): void;
  /**
   * Writes a picture and its version, and what `also` writes, all or nothing. Pages are notified at most twice a second.
   * @returns the picture's version
   */
  append(dataset: number, addition: Addition, also: (picture: number) => void): number;
  /** Clears its cached summary, and emits that it changed. */
  changed(dataset: number): void;
}

/** ms between two notifications while pictures are added. */
const NOTIFY_EVERY = 500;
/** How many datasets, and how many versions, have cached columns: 3 MB each at 100 000 pictures. */
const KEPT = 8;

export function datasetStore({ db, emit }: LabContext): DatasetStore {
  const now = new Map<number, Columns>();
  const then = new Map<string, Columns>();
  const summaries = new Map<number, DatasetSummary>();
  const pending = new Set<number>();
  const row = (dataset: number) => readRow(db.sql, dataset);
  const current = (dataset: number) => kept(now, dataset, () => readColumns(db.sql, dataset));
  const notifySoon = (dataset: number) => {
    if (pending.has(dataset)) return;
    pending.add(dataset);
    setTimeout(() => {
      pending.delete(dataset);
      store.changed(dataset);
    }, NOTIFY_EVERY).unref();
  };
  const store: DatasetStore = {
    row,
    columns(dataset, version) {
      const latest = row(dataset).version;
      if (version === undefined || version === latest) return current(dataset);
      if (version < 1 || version > latest) throw unknownVersion(dataset, version, latest);
      return kept(then, `${dataset}@${version}`, () => columnsAt(db.sql, dataset, current(dataset), version));
    },
    summary(dataset) {
      const known = summaries.get(dataset);
      if (known) return known;
      const looks = db.sql.prepare('SELECT count(*) AS looks FROM test_looks WHERE dataset = ?').get(dataset);
      const standing = standingOf(db.sql, dataset);
      const summary = summarise(row(dataset), current(dataset), { standing, testLooks: Number(looks?.looks) });
      summaries.set(dataset, summary);
      return summary;
    },
    commit(dataset, step) {
      if (step.changes.length === 0) return;
      const { version, testFrozen } = row(dataset);
      if (testFrozen) refuseTest(step.changes);
      db.transaction(() => {
        write(db.sql, dataset, version + 1, step);
        if (step.changes.some(({ split }) => split[0] !== split[1])) sessionsFollow(db.sql, dataset);
      });
      const columns = now.get(dataset);
      if (columns) apply(columns, step.changes);
      store.changed(dataset);
    },
    append(dataset, addition, also) {
      const { version: latest, testFrozen } = row(dataset);
      const columns = current(dataset);
      const picture = columns.count;
      const version = addition.goesOn ? latest : latest + 1;
      if (testFrozen && addition.split === TEST) throw frozen(1);
      db.transaction(() => {
        writeAddition(db.sql, dataset, picture, version, addition);
        also(picture);
      });
      now.set(dataset, withPicture(columns, addition));
      summaries.delete(dataset);
      notifySoon(dataset);
      return version;
    },
    changed(dataset) {
      summaries.delete(dataset);
      emit('dataset', { dataset });
    },
  };
  return store;
}

/** The cached value, or a new one, which is cached; the oldest is dropped. */
function kept<K, V>(memory: Map<K, V>, key: K, make: () => V): V {
  const known = memory.get(key);
  if (known !== undefined) return known;
  const made = make();
  if (memory.size >= KEPT) memory.delete(memory.keys().next().value!);
  memory.set(key, made);
  return made;
}

function write(sql: LabContext['db']['sql'], dataset: number, version: number, step: Step): void {
  const { changes, kind, summary, target } = step;
  sql
    .prepare('INSERT INTO versions (dataset, version, at, summary, pictures, kind, target) VALUES (?,?,?,?,?,?,?)')
    .run(dataset, version, Date.now(), summary, changes.length, kind, target ?? null);
  const insert = sql.prepare('INSERT INTO changes VALUES (?,?,?,?,?,?,?,?,?)');
  const update = sql.prepare('UPDATE pictures SET split = ?, label = ?, state = ? WHERE dataset = ? AND id = ?');
  for (const { picture, split, label, state } of changes) {
    insert.run(dataset, version, picture, ...split, ...label, ...state);
    update.run(split[1], label[1], state[1], dataset, picture);
  }
  sql.prepare('UPDATE datasets SET version = ? WHERE id = ?').run(version, dataset);
}

function writeAddition(
  sql: LabContext['db']['sql'],
  dataset: number,
  picture: number,
  version: number,
  { split, label, source, original, brightness, sharpness, goesOn, summary, pictures }: Addition,
): void {
  sql
    .prepare(
      `INSERT INTO pictures (dataset, id, split, label, first_label, source, original, brightness, sharpness)
       VALUES (?,?,?,?,?,?,?,?,?)`,
    )
    .run(dataset, picture, split, label, label, source, original, brightness, sharpness);
  if (goesOn) {
    sql
      .prepare('UPDATE versions SET summary = ?, pictures = ? WHERE dataset = ? AND version = ?')
      .run(summary, pictures, dataset, version);
  } else {
    sql
      .prepare("INSERT INTO versions (dataset, version, at, summary, pictures, kind) VALUES (?,?,?,?,?,'edit')")
      .run(dataset, version, Date.now(), summary, pictures);
    sql.prepare('UPDATE datasets SET version = ? WHERE id = ?').run(version, dataset);
  }
  // Before its version it counts as deleted, so that older versions and undo leave it out.
  sql
    .prepare('INSERT INTO changes VALUES (?,?,?,?,?,?,?,?,?)')
    .run(dataset, version, picture, split, split, label, label, DELETED, PRESENT);
}

function apply(columns: Columns, changes: readonly Change[]): void {
  for (const { picture, split, label, state } of changes) {
    columns.splits[picture] = split[1];
    columns.labels[picture] = label[1];
    columns.states[picture] = state[1];
  }
}

const TEST = SPLITS.indexOf('test');

function refuseTest(changes: readonly Change[]): void {
  const count = changes.filter(({ split }) => split.includes(TEST)).length;
  if (count > 0) throw frozen(count);
}

function frozen(count: number): HostError {
  return new HostError({
    message: `The test split is frozen, and this would change ${count} of its pictures.`,
    remedy: 'Leave out its pictures, or unfreeze it first: earlier measurements on it are then no longer comparable.',
    badArgument: true,
  });
}

function unknownVersion(dataset: number, version: number, latest: number): HostError {
  return new HostError({
    message: `Dataset ${dataset} has no version ${version}; its latest is ${latest}.`,
    remedy: 'Choose a version from its history.',
    badArgument: true,
  });
}
