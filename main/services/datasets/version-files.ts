/** The pictures of a dataset's version, as a list and as the file that a compute host opens. */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import { SPLITS, type Split } from '../../ipc/schemas/common.ts';
import { groupsAmong, type Takes } from './capture-groups.ts';
import { type Columns, PRESENT } from './columns.ts';

export interface Listed {
  readonly ids: Uint32Array;
  /** Index into SPLITS. */
  readonly splits: Uint8Array;
  readonly labels: Uint8Array;
}

/** The present pictures of those splits: split after split, ids ascending within each. */
export function listPictures(columns: Columns, wanted: readonly Split[]): Listed {
  const lists: number[][] = SPLITS.map(() => []);
  for (let id = 0; id < columns.count; id++) {
    if (columns.states[id] === PRESENT) lists[columns.splits[id]!]!.push(id);
  }
  const ids = Uint32Array.from(lists.filter((_, split) => wanted.includes(SPLITS[split]!)).flat());
  return {
    ids,
    splits: Uint8Array.from(ids, (id) => columns.splits[id]!),
    labels: Uint8Array.from(ids, (id) => columns.labels[id]!),
  };
}

/** Writes `versions/N.signs.json` (datasets/formats/version-file.ts) if it does not exist: a version never changes. */
export async function writeVersionFile(
  folder: string,
  version: number,
  columns: Columns,
  takes: Takes | null,
  { name, classes }: { name: string; classes: readonly string[] },
): Promise<string> {
  const path = join(folder, 'versions', `${version}.signs.json`);
  if (existsSync(path)) return path;
  const splits = SPLITS.map((split) => {
    const { ids, labels } = listPictures(columns, [split]);
    const groups = takes && { groups: [...groupsAmong(takes, ids, labels)] };
    return [split, { pictures: [...ids], labels: [...labels], ...groups }];
  });
  const file = { format: 1, name, classes, pixels: '../pictures.u8', splits: Object.fromEntries(splits) };
  await mkdir(dirname(path), { recursive: true });
  await writeFileAtomic(path, JSON.stringify(file));
  return path;
}
