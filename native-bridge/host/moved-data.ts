/** Finds the pictures of a run whose lab folder was copied or moved. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** `datasets/7/versions/3.signs.json` at the end of a path of any system. */
const IN_LAB = /[\\/](datasets)[\\/](\d+)[\\/](versions)[\\/](\d+\.signs\.json)$/;

/**
 * For a run `runs/12` in a lab folder: the same dataset in that lab, if the recorded path no longer exists. As in every
 * resumed run, the sha256 shows whether the pictures are the same.
 * @param spec as recorded in the run's checkpoint
 * @param run the run's folder
 */
export function whereDataAre(spec: string, run: string): string {
  const [, ...parts] = IN_LAB.exec(spec) ?? [];
  if (parts.length === 0 || existsSync(spec)) return spec;
  const moved = join(resolve(run), '..', '..', ...parts);
  return existsSync(moved) ? moved : spec;
}
