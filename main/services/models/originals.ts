/** The files of a dataset's pictures that the lab keeps, for models that take another size than 64x64. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { LabContext } from '../context.ts';

/** By the number of the picture; one that is missing on the disk is left out. @param among default all */
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
