/** Cleans up after an earlier session: removed models, half-added ones, and answers of models that no longer exist. */
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { LabContext } from '../context.ts';

/**
 * Deletes the rows of removed models, and every file that then belongs to no model. To be called before a model is added
 * to the lab: its folder is filled before its row is written.
 */
export function sweepModels({ db, paths }: Pick<LabContext, 'db' | 'paths'>): void {
  db.sql.exec('DELETE FROM models WHERE removed = 1');
  const rows = db.sql.prepare('SELECT id, sha256 FROM models').all();
  const ids = new Set(rows.map(({ id }) => String(id)));
  const hashes = new Set(rows.map(({ sha256 }) => String(sha256)));
  removeWhere(dirname(paths.model(1)), (name) => /^\d+$/.test(name) && !ids.has(name));
  removeWhere(paths.answers, (name) => {
    const sha256 = /^([0-9a-f]{64})-\d+\.f32/.exec(name)?.[1];
    return sha256 !== undefined && (!hashes.has(sha256) || name.endsWith('.incoming'));
  });
}

/** What cannot be removed now is tried again at the next opening. */
function removeWhere(folder: string, isOrphan: (name: string) => boolean): void {
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder).filter(isOrphan)) {
    try {
      rmSync(join(folder, name), { recursive: true, force: true });
    } catch {}
  }
}
