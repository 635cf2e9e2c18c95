/**
 * The only connection to `lab.sqlite`. It holds the file exclusively while the lab is open (SQLite's exclusive
 * locking mode: the system frees the lock when the process ends, however it ends), so there is one writer.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { HostError } from '../hosts/host-error.ts';
import { MIGRATIONS } from './schema.ts';

export interface Database {
  readonly sql: DatabaseSync;
  /** All of `work` is written, or nothing. `work` is synchronous: no other statement can come in between. */
  transaction<T>(work: () => T): T;
  close(): void;
}

/** Wording of the messages about a database's folder. */
export interface FolderWords {
  /** Another process has it open; `who` is ` (process 1234)`, or empty. */
  inUse(folder: string, who: string): { message: string; remedy: string };
  /** `The lab folder`. */
  readonly folder: string;
  /** How to choose another one: `with --folder`. */
  readonly other: string;
}

const LAB: FolderWords = {
  inUse: (folder, who) => ({
    message: `The lab in ${folder} is open already${who}.`,
    remedy: 'Use that window, or close it first; --folder opens another lab at the same time.',
  }),
  folder: 'The lab folder',
  other: 'with --folder or SIGNS_LAB_FOLDER',
};

/**
 * Opens the file, creates it if it is missing, and migrates an older one to this version.
 * @throws HostError if another instance holds it, a newer version wrote it, or it is not a database.
 */
export function openDatabase(path: string, words = LAB): Database {
  makeFolder(dirname(path), words);
  const sql = connect(path, words);
  try {
    migrate(sql, path, words);
  } catch (error) {
    sql.close();
    throw error;
  }
  return {
    sql,
    transaction: (work) => transaction(sql, work),
    close: () => sql.close(),
  };
}

function transaction<T>(sql: DatabaseSync, work: () => T): T {
  sql.exec('BEGIN IMMEDIATE');
  try {
    const value = work();
    sql.exec('COMMIT');
    return value;
  } catch (error) {
    // If the disk is full, SQLite has rolled back already.
    if (sql.isTransaction) sql.exec('ROLLBACK');
    throw error;
  }
}

function makeFolder(folder: string, words: FolderWords): void {
  try {
    makeMissing(folder);
  } catch (cause) {
    throw new HostError({
      message: `${words.folder} ${folder} cannot be created: ${(cause as Error).message}.`,
      remedy: `Choose another folder ${words.other}.`,
      badArgument: true,
    });
  }
}

/** One by one: `recursive` never returns where a parent exists but answers ENOENT, as /proc does. */
function makeMissing(folder: string): void {
  if (existsSync(folder) && statSync(folder).isDirectory()) return;
  if (dirname(folder) !== folder) makeMissing(dirname(folder));
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    // Another process was faster.
    if (!(existsSync(folder) && statSync(folder).isDirectory())) throw error;
  }
}

function connect(path: string, words: FolderWords): DatabaseSync {
  let sql: DatabaseSync | undefined;
  try {
    sql = new DatabaseSync(path, { timeout: 200 });
    // WAL with `normal` loses nothing when the process dies; at a power cut it may lose the last transactions, never more.
    sql.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    // The lock is taken with the first transaction.
    sql.exec('PRAGMA foreign_keys = ON; BEGIN IMMEDIATE; COMMIT;');
    return sql;
  } catch (error) {
    sql?.close();
    throw refused(path, error, words);
  }
}

/** What SQLite throws from a database that is damaged after its first pages, as an error for people; any other as it is. */
export function asDamaged(path: string, error: unknown): unknown {
  return error instanceof Error && 'errcode' in error ? refused(path, error, LAB) : error;
}

/** SQLite's own result codes (sqlite.org/rescode.html). */
const [BUSY, READ_ONLY, CORRUPT, CANNOT_OPEN, NOT_A_DATABASE] = [5, 8, 11, 14, 26];

function refused(path: string, error: unknown, words: FolderWords): unknown {
  const code = ((error as { errcode?: number }).errcode ?? 0) & 0xff; // the bits above give details
  if (code === BUSY) {
    const holder = readHolder(path);
    const who = holder ? ` (process ${holder.pid}${holder.url ? `, ${holder.url}` : ''})` : '';
    return new HostError({ ...words.inUse(dirname(path), who), badArgument: false });
  }
  if (code === READ_ONLY || code === CANNOT_OPEN) {
    return new HostError({
      message: `${path} cannot be opened for writing: ${(error as Error).message}.`,
      remedy: `Choose a writable folder ${words.other}.`,
      badArgument: true,
    });
  }
  if (code !== CORRUPT && code !== NOT_A_DATABASE) return error;
  return new HostError({
    message: `${path} is damaged or not a database.`,
    remedy:
      'Move it away and start again: pictures, runs and models are in their own folders next to it, and can be imported.',
    badArgument: false,
  });
}

function migrate(sql: DatabaseSync, path: string, words: FolderWords): void {
  const { user_version: found } = sql.prepare('PRAGMA user_version').get() as { user_version: number };
  if (found > MIGRATIONS.length) {
    throw new HostError({
      message: `${path} was written by a newer Signs Lab (version ${found}; this one knows ${MIGRATIONS.length}).`,
      remedy: `Update Signs Lab, or choose another folder ${words.other}.`,
      badArgument: false,
    });
  }
  for (const [index, migration] of MIGRATIONS.entries()) {
    if (index < found) continue;
    transaction(sql, () => sql.exec(`${migration}\nPRAGMA user_version = ${index + 1};`));
  }
}

/** Who holds the lab: only shown to a second instance; the lock itself is SQLite's. */
export interface Holder {
  readonly pid: number;
  /** Where the browser lab is served; null in Electron. */
  readonly url: string | null;
  /** Authorizes a request to the browser lab for another one-time link. Only the owner can read the file. */
  readonly key: string | null;
}

const holderFile = (database: string) => join(dirname(database), 'open.json');

/** Leaves a note for a second instance; the returned function removes it. */
export function announceHolder(database: string, served: { url: string; key: string } | null): () => void {
  const file = holderFile(database);
  // A new file, whatever the mode of an earlier one was.
  rmSync(file, { force: true });
  writeFileSync(file, JSON.stringify({ pid: process.pid, url: served?.url ?? null, key: served?.key ?? null }), {
    mode: 0o600,
  });
  return () => rmSync(file, { force: true });
}

/** Who has the lab open; null if nobody has, as far as a file can show. */
export function readHolder(database: string): Holder | null {
  const file = holderFile(database);
  try {
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Holder) : null;
  } catch {
    return null;
  }
}
