/**
 * The one connection to `lab.sqlite`. It holds the file alone for as long as the lab is open (SQLite's exclusive
 * locking mode: the system frees the lock when the process ends, however it ends), so there is one writer.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { HostError } from '../hosts/host-error.ts';
import { MIGRATIONS } from './schema.ts';

export interface Database {
  readonly sql: DatabaseSync;
  /** All of `work` is written, or nothing. `work` is synchronous: no other statement comes between. */
  transaction<T>(work: () => T): T;
  close(): void;
}

/** What messages about a database's folder say. */
export interface FolderWords {
  /** Of one that another process has open; `who` as ` (process 1234)`, or nothing. */
  inUse(folder: string, who: string): { message: string; remedy: string };
  /** `The lab folder`. */
  readonly folder: string;
  /** How another one is named: `by --folder`. */
  readonly other: string;
}

const LAB: FolderWords = {
  inUse: (folder, who) => ({
    message: `The lab in ${folder} is open already${who}.`,
    remedy: 'Use that window, or close it first; --folder opens another lab next to it.',
  }),
  folder: 'The lab folder',
  other: 'by --folder, or by SIGNS_LAB_FOLDER',
};

/**
 * Opens the file, makes it where it is missing, and brings an older one up to this version.
 * @throws HostError where another instance holds it, a newer version wrote it, or it is no database.
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
    // Where the disk is full SQLite has taken all of it back already.
    if (sql.isTransaction) sql.exec('ROLLBACK');
    throw error;
  }
}

function makeFolder(folder: string, words: FolderWords): void {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new HostError({
      message: `${words.folder} ${folder} cannot be made: ${(cause as Error).message}.`,
      remedy: `Name another folder ${words.other}.`,
      badArgument: true,
    });
  }
}

function connect(path: string, words: FolderWords): DatabaseSync {
  let sql: DatabaseSync | undefined;
  try {
    sql = new DatabaseSync(path, { timeout: 200 });
    // WAL with `normal` loses nothing when the process dies; at a power cut it may lose the last transactions, never more.
    sql.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;');
    // A transaction, for the lock is taken with the first.
    sql.exec('PRAGMA foreign_keys = ON; BEGIN IMMEDIATE; COMMIT;');
    return sql;
  } catch (error) {
    sql?.close();
    throw refused(path, error, words);
  }
}

/** SQLite's own result codes (sqlite.org/rescode.html). */
const [BUSY, READ_ONLY, CORRUPT, CANNOT_OPEN, NOT_A_DATABASE] = [5, 8, 11, 14, 26];

function refused(path: string, error: unknown, words: FolderWords): unknown {
  const code = (error as { errcode?: number }).errcode;
  if (code === BUSY) {
    const holder = readHolder(path);
    const who = holder ? ` (process ${holder.pid}${holder.url ? `, ${holder.url}` : ''})` : '';
    return new HostError({ ...words.inUse(dirname(path), who), badArgument: false });
  }
  if (code === READ_ONLY || code === CANNOT_OPEN) {
    return new HostError({
      message: `${path} cannot be opened for writing: ${(error as Error).message}.`,
      remedy: `Name a folder that you may write to ${words.other}.`,
      badArgument: true,
    });
  }
  if (code !== CORRUPT && code !== NOT_A_DATABASE) return error;
  return new HostError({
    message: `${path} is damaged or no database.`,
    remedy:
      'Move it away and start again: pictures, runs and models are in their own folders next to it, and can be imported.',
    badArgument: false,
  });
}

function migrate(sql: DatabaseSync, path: string, words: FolderWords): void {
  const { user_version: found } = sql.prepare('PRAGMA user_version').get() as { user_version: number };
  if (found > MIGRATIONS.length) {
    throw new HostError({
      message: `${path} is of a newer Signs Lab (version ${found}; this one knows ${MIGRATIONS.length}).`,
      remedy: `Update Signs Lab, or name another folder ${words.other}.`,
      badArgument: false,
    });
  }
  for (const [index, migration] of MIGRATIONS.entries()) {
    if (index < found) continue;
    transaction(sql, () => sql.exec(`${migration}\nPRAGMA user_version = ${index + 1};`));
  }
}

/** Who holds the lab: shown to a second instance, nothing more; the lock itself is SQLite's. */
export interface Holder {
  readonly pid: number;
  /** Where the browser lab is served; null in Electron. */
  readonly url: string | null;
  /** What asks the browser lab for another one-time address. The file is the owner's alone to read. */
  readonly key: string | null;
}

const holderFile = (database: string) => join(dirname(database), 'open.json');

/** Leaves a note for a second instance; the returned function takes it away. */
export function announceHolder(database: string, served: { url: string; key: string } | null): () => void {
  const file = holderFile(database);
  // Whatever an earlier one's mode was: it is written into a new file.
  rmSync(file, { force: true });
  writeFileSync(file, JSON.stringify({ pid: process.pid, url: served?.url ?? null, key: served?.key ?? null }), {
    mode: 0o600,
  });
  return () => rmSync(file, { force: true });
}

/** Who has the lab open; null where nobody has, as far as a file can show. */
export function readHolder(database: string): Holder | null {
  const file = holderFile(database);
  try {
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Holder) : null;
  } catch {
    return null;
  }
}
