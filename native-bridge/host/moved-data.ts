/** Where the pictures of a run are, whose lab folder was copied or moved since. */
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** `datasets/7/versions/3.signs.json` at the end of a path, of any system. */
const IN_LAB = /[\\/](datasets)[\\/](\d+)[\\/](versions)[\\/](\d+\.signs\.json)$/;

/**
 * Of a run `runs/12` of a lab folder the same dataset of that lab, where its own path is no more. That they are the same
 * pictures is checked by their sha256, as in every resumed run.
 * @param spec as the run's checkpoint has it
 * @param run the run's folder
 */
export function whereDataAre(spec: string, run: string): string {
  const [, ...parts] = IN_LAB.exec(spec) ?? [];
  if (parts.length === 0 || existsSync(spec)) return spec;
  const moved = join(resolve(run), '..', '..', ...parts);
  return existsSync(moved) ? moved : spec;
}
