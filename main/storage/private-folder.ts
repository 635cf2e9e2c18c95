/**
 * The lab folder holds pictures of people: it is its owner's alone. New files get their modes by the process's umask; an
 * older folder is set right once. POSIX only: on Windows a home folder is private by its access list.
 */
import { chmodSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Database } from './database.ts';

const FOLDER = 0o700;
const FILE = 0o600;
/** Rights of the group and of others. */
const OTHERS = 0o077;
const WHAT = 'private';

/** Everything that this process and its hosts write from now on is the owner's alone. */
export function writePrivately(): void {
  if (process.platform !== 'win32') process.umask(OTHERS);
}

/**
 * Takes the rights of others away from a lab folder that an earlier version made, once: a mode that a person chooses later
 * stays.
 * @returns whether there was something to take away
 */
export function makePrivate(root: string, { sql }: Database): boolean {
  if (process.platform === 'win32') return false;
  if (sql.prepare('SELECT 1 FROM done_once WHERE what = ?').get(WHAT)) return false;
  let changed = restrict(root, FOLDER);
  for (const entry of readdirSync(root, { withFileTypes: true, recursive: true })) {
    // A link leads elsewhere, which is not the lab's.
    if (!entry.isDirectory() && !entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    changed = restrict(path, entry.isDirectory() ? FOLDER : FILE) || changed;
  }
  sql.prepare('INSERT INTO done_once (what) VALUES (?)').run(WHAT);
  return changed;
}

/** @returns whether others had a right to it */
function restrict(path: string, mode: number): boolean {
  if ((statSync(path).mode & OTHERS) === 0) return false;
  chmodSync(path, mode);
  return true;
}
