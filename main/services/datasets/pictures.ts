/** Single pictures: their facts, and their pixels. */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { HostError } from '../../hosts/host-error.ts';
import { SPLITS, type Split } from '../../ipc/schemas/common.ts';
import type { PictureRow } from '../../ipc/schemas/dataset.ts';
import { ALONE, type Columns, DELETED, EXCLUDED, indicesOf, PRESENT } from './columns.ts';

/** Bytes of (64,64,3). */
export const PICTURE_BYTES = 64 * 64 * 3;

/** Rows in the order of `ids`; deleted pictures and unknown ids are left out. */
export function rowsOf(sql: DatabaseSync, dataset: number, columns: Columns, ids: readonly number[]): PictureRow[] {
  const source = sql.prepare('SELECT source FROM pictures WHERE dataset = ? AND id = ?');
  const index = indicesOf(columns);
  const there = ids.filter((id) => id < columns.count && columns.states[id] !== DELETED);
  return there.map((id) => ({
    id,
    index: columns.states[id] === PRESENT ? index[id]! : null,
    split: SPLITS[columns.splits[id]!]!,
    label: columns.labels[id]!,
    firstLabel: columns.firstLabels[id]!,
    excluded: columns.states[id] === EXCLUDED,
    source: String(source.get(dataset, id)?.source),
    brightness: columns.brightness[id]!,
    sharpness: columns.sharpness[id]!,
    exactGroup: groupOrNull(columns.exactGroups[id]!),
    nearGroup: groupOrNull(columns.nearGroups[id]!),
  }));
}

const groupOrNull = (group: number) => (group === ALONE ? null : group);

/** The picture of that index within its split, or null. */
export function pictureAt(columns: Columns, split: Split, index: number): number | null {
  const wanted = SPLITS.indexOf(split);
  let next = 0;
  for (let id = 0; id < columns.count; id++) {
    if (columns.splits[id] !== wanted || columns.states[id] !== PRESENT) continue;
    if (next++ === index) return id;
  }
  return null;
}

/**
 * (ids,64,64,3), in the requested order; adjacent pictures are read at once.
 * @throws HostError if the pixel file is missing or has no such picture.
 */
export async function readPixels(folder: string, ids: readonly number[]): Promise<Uint8Array> {
  const path = join(folder, 'pictures.u8');
  const pixels = new Uint8Array(ids.length * PICTURE_BYTES);
  const file = await open(path, 'r').catch((cause: Error) => {
    throw unreadable(path, cause.message);
  });
  try {
    for (let from = 0; from < ids.length; ) {
      let to = from + 1;
      while (to < ids.length && ids[to] === ids[from]! + to - from) to++;
      const bytes = (to - from) * PICTURE_BYTES;
      const { bytesRead } = await file.read(pixels, from * PICTURE_BYTES, bytes, ids[from]! * PICTURE_BYTES);
      if (bytesRead < bytes) throw unreadable(path, `it ends before picture ${ids[to - 1]}`);
      from = to;
    }
  } finally {
    await file.close();
  }
  return pixels;
}

function unreadable(path: string, reason: string): HostError {
  return new HostError({
    message: `The dataset's pictures ${path} cannot be read: ${reason}.`,
    remedy: 'Reload the page; if that does not help, import the dataset again.',
    badArgument: false,
  });
}
