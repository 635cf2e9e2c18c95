/** The original files of a dataset's pictures, for models whose input is not 64x64. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { LabContext } from '../context.ts';

/** By picture number; files that are missing on the disk are left out. @param among default all */
export function originalsOf(
  { db, paths }: Pick<LabContext, 'db' | 'paths'>,
  dataset: number,
  among?: ArrayLike<number>,
): [number, string][] {
  const wanted = among && new Set(Array.from(among));
  return db.sql
    .prepare('SELECT id, original FROM pictures WHERE dataset = ? AND original IS NOT NULL')
    .all(dataset)
    .map(({ id, original }): [number, string] => [
      Number(id),
      join(paths.dataset(dataset), 'originals', String(original)),
    ])
    .filter(([id, path]) => (!wanted || wanted.has(id)) && existsSync(path));
}
