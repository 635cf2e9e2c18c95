/**
 * A sweep of the command line, in its own folder:
 *
 *     sweep.sqlite           the tables of a lab, with one sweep in them; one process holds it
 *     snapshots/             waiting trials
 *     best.json              settings of the best trial, for `train --settings`
 *     trials.csv             all trials
 *     optuna-journal.log     all trials, for Optuna
 *     trial-17.onnx          models of the best few, each with its trial-17.parity.json
 */
import { existsSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { SweepPlan } from '../../../native-bridge/host/sweep-messages.ts';
import { HostError } from '../../hosts/host-error.ts';
import { type Database, type FolderWords, openDatabase } from '../../storage/database.ts';
import { type SweepRows, sweepRows } from './sweep-rows.ts';
import { type TrialRows, trialRows } from './trial-rows.ts';

export interface SweepFolder {
  readonly path: string;
  readonly database: string;
  readonly db: Database;
  readonly rows: SweepRows;
  readonly trials: TrialRows;
  /** Number of the only sweep in it. */
  readonly sweep: number;
  readonly files: { readonly best: string; readonly trials: string; readonly journal: string };
  /** @param forget deletes the database: nothing was done in it */
  close(forget?: boolean): void;
}

const WORDS: FolderWords = {
  inUse: (folder) => ({
    message: `Another process is tuning in ${folder}.`,
    remedy: 'Wait for it, or choose another folder with --out.',
  }),
  folder: 'The folder',
  other: 'with --out',
};

/**
 * A folder for a new sweep.
 * @param spec of `--data`, with an absolute path
 * @throws HostError if there is a sweep in it already, or another process holds it
 */
export function newSweepFolder(out: string, plan: SweepPlan, spec: string): SweepFolder {
  const folder = opened(out);
  const [before] = folder.rows.list();
  if (!before) {
    const pictures = { kind: 'data', spec } as const;
    const sweep = folder.rows.add({ name: plan.preset, plan, pictures, classes: [], continues: null });
    return { ...folder, sweep };
  }
  folder.close();
  throw new HostError({
    message: `${folder.path} already contains a sweep.`,
    remedy: 'Resume it with --resume, or choose another folder with --out.',
    badArgument: true,
  });
}

/** @throws HostError if there is no sweep in it, or another process holds it */
export function heldSweepFolder(out: string): SweepFolder {
  const database = join(resolve(out), 'sweep.sqlite');
  const folder = existsSync(database) ? opened(out) : null;
  const [sweep] = folder?.rows.list() ?? [];
  if (folder && sweep) return { ...folder, sweep: sweep.id };
  folder?.close(true);
  throw new HostError({
    message: `There is no sweep in ${resolve(out)}.`,
    remedy: 'Start one without --resume.',
    badArgument: true,
  });
}

function opened(out: string): Omit<SweepFolder, 'sweep'> {
  const path = resolve(out);
  const database = join(path, 'sweep.sqlite');
  const db = openDatabase(database, WORDS);
  return {
    ...{ path, database, db, rows: sweepRows(db), trials: trialRows(db) },
    files: {
      best: join(path, 'best.json'),
      trials: join(path, 'trials.csv'),
      journal: join(path, 'optuna-journal.log'),
    },
    close(forget = false) {
      db.close();
      if (forget) for (const end of ['', '-wal', '-shm']) rmSync(database + end, { force: true });
    },
  };
}
