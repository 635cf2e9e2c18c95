/** The result of a sweep on the command line: its last line, and the files next to its database. */
import writeFileAtomic from 'write-file-atomic';
import { optunaJournal, trialsAsCsv } from '../../../native-bridge/host/export-messages.ts';
import { DIRECTIONS, type Trial } from '../../../native-bridge/host/sweep-messages.ts';
import type { FreshResult } from '../../ipc/schemas/sweep.ts';
import { writeFailure } from '../../storage/write-failure.ts';
import { exportedContents } from './export.ts';
import { freshResult } from './fresh.ts';
import { settingsFile } from './settings-file.ts';
import { shownTrials } from './summary.ts';
import type { SweepFolder } from './sweep-folder.ts';

export interface SweepResult {
  /** Null if no trial has a score. */
  readonly best: Trial | null;
  readonly fresh: FreshResult | null;
  readonly trials: number;
  readonly pruned: number;
  /** Completed epochs of all trials. */
  readonly epochs: number;
  /** Of all sessions. */
  readonly seconds: number;
}

export function resultOf({ rows, trials, sweep }: SweepFolder): SweepResult {
  const { plan, elapsed } = rows.get(sweep);
  const objective = plan.objectives[0]!;
  const best = trials.best(sweep, DIRECTIONS[objective]);
  const { counts, epochs } = trials.totals(sweep);
  const all = trials.list(sweep);
  return {
    best: best && (all.find(({ number }) => number === best.number) ?? null),
    fresh: best && freshResult(trials.fresh(sweep), all, objective, best.number),
    ...{ trials: all.length, pruned: counts.pruned, epochs, seconds: elapsed },
  };
}

/** Each file is replaced as a whole. @throws errors of the file system, as HostError */
export async function writeResults(folder: SweepFolder): Promise<void> {
  try {
    await writeFiles(folder);
  } catch (error) {
    throw writeFailure(folder.path, error);
  }
}

async function writeFiles(folder: SweepFolder): Promise<void> {
  const { rows, trials, sweep: id, files } = folder;
  const sweep = rows.get(id);
  const { best } = resultOf(folder);
  const shown = shownTrials(trials.list(id), { kind: 'paused' });
  const contents = exportedContents({ sweep, trials: shown, epochs: trials.curves.list(id) });
  await writeFileAtomic(files.trials, trialsAsCsv(contents, { pruned: true }));
  await writeFileAtomic(files.journal, optunaJournal(contents, { pruned: true }));
  if (best) {
    await writeFileAtomic(files.best, settingsFile(sweep.name, sweep.plan, best, sweep.classes.length));
  }
}
