/** Cleans up after an earlier session: removed datasets, and imports that were never finished. */
import { mkdirSync, readdirSync, renameSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { LabContext } from '../context.ts';
import { NEEDED } from './unfinished.ts';

const SWEPT = '.swept-';

/**
 * Deletes their rows, and every folder that then belongs to no dataset. A removed dataset that runs or sweeps still need
 * returns to the gallery instead: earlier versions let it be removed, and a run may be restored after its dataset is
 * removed. Folders are renamed at once, so that a new dataset cannot find an old one's files; they are emptied in the
 * background.
 * @returns resolves when everything is deleted
 */
export function sweepDatasets({ db, paths }: Pick<LabContext, 'db' | 'paths'>): Promise<void> {
  db.sql.exec(`UPDATE datasets SET state = 'present' WHERE state = 'removed' AND id IN (${NEEDED})`);
  db.sql.exec("DELETE FROM datasets WHERE state <> 'present'");
  const known = new Set(
    db.sql
      .prepare('SELECT id FROM datasets')
      .all()
      .map(({ id }) => String(id)),
  );
  const root = dirname(paths.dataset(1));
  mkdirSync(root, { recursive: true });
  const doomed = readdirSync(root)
    .filter((name) => !known.has(name) && (/^\d+$/.test(name) || name.startsWith(SWEPT)))
    .map((name) => join(root, setAside(root, name)));
  return removeAll([...doomed, ...orphanedAnswers(paths.answers, known)]);
}

function setAside(root: string, name: string): string {
  if (name.startsWith(SWEPT)) return name;
  const aside = `${SWEPT}${name}-${process.pid}-${Date.now()}`;
  renameSync(join(root, name), join(root, aside));
  return aside;
}

/** `answers/<sha256>-<dataset>.f32` of datasets that no longer exist. */
function orphanedAnswers(folder: string, known: ReadonlySet<string>): string[] {
  mkdirSync(folder, { recursive: true });
  const orphans = readdirSync(folder).filter((name) => {
    const dataset = /-(\d+)\.f32$/.exec(name)?.[1];
    return dataset !== undefined && !known.has(dataset);
  });
  return orphans.map((name) => join(folder, name));
}

/** What cannot be removed now is tried again at the next opening. */
async function removeAll(doomed: readonly string[]): Promise<void> {
  for (const path of doomed) await rm(path, { recursive: true, force: true }).catch(() => {});
}
