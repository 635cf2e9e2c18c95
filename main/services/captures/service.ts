/** The use cases of capturing: sessions, and pictures that are kept as they come. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HostError } from '../../hosts/host-error.ts';
import type { Recogniser } from '../../hosts/recognition.ts';
import type { Asked, HandlersOf } from '../../ipc/contract.ts';
import { type Captured, Classes, type Session } from '../../ipc/nouns/capture.ts';
import { SPLITS } from '../../ipc/nouns/common.ts';
import type { LabContext } from '../context.ts';
import { PRESENT } from '../datasets/columns.ts';
import { editStep, picturesInWords } from '../datasets/edit.ts';
import type { Datasets } from '../datasets/service.ts';
import { cutBehind, writeCapture } from './capture-files.ts';
import { beginSession, picturesIn, readSession, sessionsOf, tagSession } from './sessions.ts';

export interface Captures {
  readonly handlers: HandlersOf<'captures'>;
}

/** A burst that is still one version of its dataset. */
interface OpenBurst {
  readonly session: number;
  readonly burst: number;
  readonly label: number;
  readonly version: number;
  readonly pictures: number;
}

export function captureService(
  context: LabContext,
  { datasets: { store }, recogniser }: { datasets: Datasets; recogniser: Recogniser },
): Captures {
  const { db, paths, emit } = context;
  const mended = mend();
  const bursts = new Map<number, OpenBurst>();
  const turns = new Map<number, Promise<unknown>>();
  const classesOf = (dataset: number) => store.row(dataset).classes.length;
  const sessionOf = (session: number) => readSession(db.sql, session, classesOf);

  return {
    handlers: {
      'captures.create': ({ name, classes }) => {
        const dataset = createDataset(name, classes);
        emit('dataset', { dataset });
        return store.summary(dataset);
      },
      'captures.addClass': ({ dataset, name }) => {
        const { classes } = store.row(dataset);
        const more = Classes.safeParse([...classes, name]);
        if (!more.success) throw noClass(name, classes);
        db.sql.prepare('UPDATE datasets SET classes = ? WHERE id = ?').run(JSON.stringify(more.data), dataset);
        store.changed(dataset);
        return store.summary(dataset);
      },
      'captures.sessions': ({ dataset }) => sessionsOf(db.sql, dataset, classesOf(dataset)),
      'captures.begin': ({ dataset, camera, ...tags }) => {
        store.row(dataset);
        return sessionOf(beginSession(db.sql, dataset, camera, tags));
      },
      'captures.tag': ({ session: id, ...change }) => {
        const session = sessionOf(id);
        const tags = { ...session, ...change };
        if (tags.split !== session.split) moveSession(session, tags.split);
        tagSession(db.sql, id, tags);
        return sessionOf(id);
      },
      'captures.add': async (asked) => {
        const { dataset } = sessionOf(asked.session);
        const { png: bytes, crop } = asked;
        // Looked at at once; kept one after the other, as they came: a picture's number is its place in the pixel file.
        const taken = recogniser.ask<'take'>({ kind: 'take', bytes, size: crop.size });
        taken.catch(() => {});
        return inTurn(dataset, async () => {
          await mended;
          return keep(dataset, asked, await taken);
        });
      },
    },
  };

  async function keep(
    dataset: number,
    { session: id, burst, label, png, crop }: Asked<'captures.add'>,
    { pixels, brightness, sharpness }: { pixels: Uint8Array; brightness: number; sharpness: number },
  ): Promise<Captured> {
    const session = sessionOf(id);
    const { classes } = store.row(dataset);
    if (classes[label] === undefined) throw noLabel(label, classes);
    const hash = createHash('sha256').update(pixels).digest();
    const same = presentTwin(dataset, hash);
    if (same !== null) return { kind: 'duplicate', of: same };
    const picture = store.columns(dataset).count;
    const original = `session-${id}-picture-${picture}.png`;
    await writeCapture(paths.dataset(dataset), picture, { original, png, pixels, size: crop.size });
    const open = openBurst(dataset, id, burst, label);
    const pictures = (open?.pictures ?? 0) + 1;
    const version = store.append(
      dataset,
      {
        ...{ split: SPLITS.indexOf(session.split), label, brightness, sharpness, original, pictures },
        source: `${session.name}, burst ${burst}`,
        goesOn: open !== null,
        summary: `Captured ${picturesInWords(pictures)} of ${classes[label]}`,
      },
      (picture) => {
        db.sql
          .prepare('INSERT INTO captures VALUES (?,?,?,?,?,?,?,?,?,?,?,?)')
          .run(
            ...([dataset, picture, id, burst, Date.now(), crop.width, crop.height] as const),
            ...([crop.x, crop.y, crop.size, Number(crop.flipped), hash] as const),
          );
      },
    );
    bursts.set(dataset, { session: id, burst, label, version, pictures });
    return { kind: 'kept', picture, count: countOf(dataset, label) };
  }

  /** The version that the picture goes on with: of the same burst, the latest one, and used by nobody yet. */
  function openBurst(dataset: number, session: number, burst: number, label: number): OpenBurst | null {
    const open = bursts.get(dataset);
    if (!open || open.session !== session || open.burst !== burst || open.label !== label) return null;
    if (store.row(dataset).version !== open.version) return null;
    const used = db.sql.prepare('SELECT 1 FROM runs WHERE dataset = ? AND dataset_version = ? LIMIT 1');
    if (used.get(dataset, open.version)) return null;
    return existsSync(join(paths.dataset(dataset), 'versions', `${open.version}.signs.json`)) ? null : open;
  }

  /** A present picture of the same pixels; null where there is none. */
  function presentTwin(dataset: number, hash: Uint8Array): number | null {
    const row = db.sql
      .prepare(
        `SELECT picture FROM captures JOIN pictures ON pictures.dataset = captures.dataset AND id = picture
         WHERE captures.dataset = ? AND hash = ? AND state = ${PRESENT} LIMIT 1`,
      )
      .get(dataset, hash);
    return row ? Number(row.picture) : null;
  }

  function countOf(dataset: number, label: number): number {
    const { labels, states } = store.columns(dataset);
    return labels.reduce((sum, of, id) => sum + Number(of === label && states[id] === PRESENT), 0);
  }

  function createDataset(name: string, classes: readonly string[]): number {
    const dataset = db.transaction(() => {
      const { lastInsertRowid } = db.sql
        .prepare(
          `INSERT INTO datasets (name, created_at, origin, classes, version, state)
           VALUES (?, ?, '{"kind":"captured"}', ?, 1, 'present')`,
        )
        .run(name, Date.now(), JSON.stringify(classes));
      db.sql
        .prepare(
          "INSERT INTO versions (dataset, version, at, summary, pictures, kind) VALUES (?, 1, ?, ?, 0, 'import')",
        )
        .run(lastInsertRowid, Date.now(), `Made for ${classes.length} classes`);
      return Number(lastInsertRowid);
    });
    mkdirSync(paths.dataset(dataset), { recursive: true });
    writeFileSync(join(paths.dataset(dataset), 'pictures.u8'), '');
    return dataset;
  }

  /** All of its pictures, as one version. @throws HostError where the test split is frozen */
  function moveSession(session: Session, split: Session['split']): void {
    const { dataset, id, name } = session;
    const { classes } = store.row(dataset);
    const ids = Uint32Array.from(picturesIn(db.sql, id));
    const step = editStep(store.columns(dataset), classes, ids, { kind: 'split', split });
    store.commit(dataset, {
      ...step,
      summary: `Moved session ${name} to ${split}: ${picturesInWords(step.changes.length)}`,
    });
  }

  async function inTurn<T>(dataset: number, work: () => Promise<T>): Promise<T> {
    const mine = (turns.get(dataset) ?? Promise.resolve()).then(work, work);
    turns.set(
      dataset,
      mine.catch(() => {}),
    );
    return mine;
  }

  /** What a process that died left behind the last picture. */
  async function mend(): Promise<void> {
    const rows = db.sql
      .prepare(
        "SELECT id, (SELECT count(*) FROM pictures WHERE dataset = datasets.id) AS count FROM datasets WHERE state = 'present'",
      )
      .all();
    for (const { id, count } of rows) await cutBehind(paths.dataset(Number(id)), Number(count)).catch(() => {});
  }
}

function noClass(name: string, classes: readonly string[]): HostError {
  return new HostError({
    message: classes.length >= 50 ? 'There are 50 classes already.' : `There is a class ${name} already.`,
    remedy: 'Choose another name, or make another dataset.',
    badArgument: true,
  });
}

function noLabel(label: number, classes: readonly string[]): HostError {
  return new HostError({
    message: `There is no class ${label} in this dataset.`,
    remedy: `Its classes are 0 to ${classes.length - 1}.`,
    badArgument: true,
  });
}
