/**
 * The lab folder holds pictures of people: only its owner has access. New files get their modes from the process's umask;
 * an older folder is corrected once. POSIX only: on Windows a home folder is private by its access list.
 */
import { chmodSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from './database.ts';

const FOLDER = 0o700;
const FILE = 0o600;
/** Rights of the group and of others. */
const OTHERS = 0o077;
const WHAT = 'private';

/** From now on only the owner has access to what this process and its hosts write. */
export function writePrivately(): void {
  if (process.platform !== 'win32') process.umask(OTHERS);
}

/**
 * Removes the rights of others from a lab folder that an earlier version made, once: a mode that a person sets later
 * stays.
 * @returns whether there was something to remove
 */
export function makePrivate(root: string, { sql }: Database): boolean {
  if (process.platform === 'win32') return false;
  if (sql.prepare('SELECT 1 FROM done_once WHERE what = ?').get(WHAT)) return false;
  let changed = restrict(root, FOLDER);
  for (const entry of readdirSync(root, { withFileTypes: true, recursive: true })) {
    // A link leads elsewhere, outside the lab.
    if (!entry.isDirectory() && !entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    changed = restrict(path, entry.isDirectory() ? FOLDER : FILE) || changed;
  }
  sql.prepare('INSERT INTO done_once (what) VALUES (?)').run(WHAT);
  return changed;
}

/** @returns whether others had access to it */
function restrict(path: string, mode: number): boolean {
  if ((statSync(path).mode & OTHERS) === 0) return false;
  chmodSync(path, mode);
  return true;
}
