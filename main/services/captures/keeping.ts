/** Stores camera pictures as they arrive: the files, then one transaction; one burst is one version. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { HostError } from '../../hosts/host-error.ts';
import type { Asked } from '../../ipc/contract.ts';
import type { Captured } from '../../ipc/schemas/capture.ts';
import { SPLITS } from '../../ipc/schemas/common.ts';
import type { LabContext } from '../context.ts';
import { type Columns, PRESENT } from '../datasets/columns.ts';
import { picturesInWords } from '../datasets/edit.ts';
import type { DatasetStore } from '../datasets/store.ts';
import { originalOf, truncateAfter, writeCapture } from './capture-files.ts';
import { readSession, type SessionRow, splitOfBurst } from './sessions.ts';

/** What the recognition host reports about a picture. */
export interface Taken {
  /** (64,64,3) */
  readonly pixels: Uint8Array;
  readonly brightness: number;
  readonly sharpness: number;
}

type Asking = Asked<'captures.add'>;

/** A burst that is still the latest version of its dataset. */
interface OpenBurst {
  readonly session: number;
  readonly burst: number;
  readonly label: number;
  readonly version: number;
  /** Pictures in the version. */
  readonly pictures: number;
  /** Present pictures of its class in the dataset. */
  readonly count: number;
  /** Index into SPLITS. */
  readonly split: number;
}

/** Must not be called for a dataset before the last call for it has ended: a picture's number is its index in the files. */
export type KeepPicture = (asked: Asking, taken: Taken) => Promise<Captured>;

/** The returned function costs the same for ten pictures as for ten thousand. */
export function pictureKeeper({ db: { sql }, paths }: LabContext, store: DatasetStore): KeepPicture {
  /** By dataset. */
  const bursts = new Map<number, OpenBurst>();
  /** By session. */
  const burstNumbers = new Map<number, Set<number>>();

  return async (asked, taken) => {
    const session = readSession(sql, asked.session);
    const { dataset } = session;
    const { classes } = store.row(dataset);
    if (classes[asked.label] === undefined) throw noLabel(asked.label, classes);
    const hash = createHash('sha256').update(taken.pixels).digest();
    const same = presentTwin(dataset, hash);
    if (same !== null) return { kind: 'duplicate', of: same };
    const picture = store.columns(dataset).count;
    const folder = paths.dataset(dataset);
    try {
      await writeCapture(folder, picture, { png: asked.png, pixels: taken.pixels, size: asked.crop.size });
      return { kind: 'kept', picture, count: write(session, asked, taken, hash) };
    } catch (error) {
      truncateAfter(folder, store.columns(dataset).count);
      throw error;
    }
  };

  /** @returns present pictures of its class */
  function write(session: SessionRow, asked: Asking, taken: Taken, hash: Uint8Array): number {
    const { dataset, id, name } = session;
    const { burst, label } = asked;
    const { brightness, sharpness } = taken;
    const open = openBurst(dataset, asked);
    const split = open?.split ?? splitOf(session, burst);
    const pictures = (open?.pictures ?? 0) + 1;
    const count = (open?.count ?? presentOf(store.columns(dataset), label)) + 1;
    const summary = `Captured ${picturesInWords(pictures)} of ${store.row(dataset).classes[label]}`;
    const original = originalOf(store.columns(dataset).count);
    const version = store.append(
      dataset,
      {
        ...{ split, label, brightness, sharpness, original },
        ...{ source: `${name} · burst ${burst}`, goesOn: open !== null, summary, pictures },
      },
      (picture) => insert(dataset, picture, asked, hash),
    );
    bursts.set(dataset, { session: id, burst, label, version, pictures, count, split });
    burstsOf(id).add(burst);
    return count;
  }

  /** The version that the picture is added to: of the same burst, the latest one, and not used yet. */
  function openBurst(dataset: number, { session, burst, label }: Asking): OpenBurst | null {
    const open = bursts.get(dataset);
    if (!open || open.session !== session || open.burst !== burst || open.label !== label) return null;
    if (store.row(dataset).version !== open.version) return null;
    const used = sql.prepare('SELECT 1 FROM runs WHERE dataset = ? AND dataset_version = ? LIMIT 1');
    if (used.get(dataset, open.version)) return null;
    return existsSync(join(paths.dataset(dataset), 'versions', `${open.version}.signs.json`)) ? null : open;
  }

  /** The split of the burst's pictures, else that of the session: frames of one burst are never in two splits. */
  function splitOf({ id, split }: SessionRow, burst: number): number {
    const there = burstsOf(id).has(burst) ? splitOfBurst(sql, id, burst) : null;
    return there ?? SPLITS.indexOf(split);
  }

  /** Numbers of the session's bursts; read once. */
  function burstsOf(session: number): Set<number> {
    const known = burstNumbers.get(session);
    if (known) return known;
    const rows = sql.prepare('SELECT DISTINCT burst FROM captures WHERE session = ?').all(session);
    const numbers = new Set(rows.map(({ burst }) => Number(burst)));
    burstNumbers.set(session, numbers);
    return numbers;
  }

  /** A present picture with the same pixels; null if there is none. */
  function presentTwin(dataset: number, hash: Uint8Array): number | null {
    const row = sql
      .prepare(
        `SELECT picture FROM captures JOIN pictures ON pictures.dataset = captures.dataset AND id = picture
         WHERE captures.dataset = ? AND hash = ? AND state = ${PRESENT} LIMIT 1`,
      )
      .get(dataset, hash);
    return row ? Number(row.picture) : null;
  }

  function insert(dataset: number, picture: number, { session, burst, crop }: Asking, hash: Uint8Array): void {
    const { width, height, x, y, size, flipped } = crop;
    sql
      .prepare('INSERT INTO captures VALUES (?,?,?,?,?,?,?,?,?,?,?,?)')
      .run(dataset, picture, session, burst, Date.now(), width, height, x, y, size, Number(flipped), hash);
  }
}

/** A pass over the columns, once per burst. */
function presentOf({ count, labels, states }: Columns, label: number): number {
  let present = 0;
  for (let id = 0; id < count; id++) if (labels[id] === label && states[id] === PRESENT) present++;
  return present;
}

function noLabel(label: number, classes: readonly string[]): HostError {
  return new HostError({
    message: `There is no class ${label} in this dataset.`,
    remedy: `Its classes are 0 to ${classes.length - 1}.`,
    badArgument: true,
  });
}
