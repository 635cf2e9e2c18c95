/** The content of a sweep's folder that does not depend on the machine's speed. Not a test. */
import { join } from 'node:path';
import { sweepRows } from '../../main/services/sweeps/sweep-rows.ts';
import { trialRows } from '../../main/services/sweeps/trial-rows.ts';
import { openDatabase } from '../../main/storage/database.ts';

/** Two dimensions, seconds of tuning. */
export const SPACE = {
  learningRate: { kind: 'float', low: 1e-4, high: 1e-1, log: true },
  batchSize: { kind: 'choice', choices: [32, 64] },
};

/** One lane, so that the order of the results, and with it the search, is always the same. */
export const SMALL = [
  ...['tune', '--data', 'synthetic:train=10,test=2', '--validation', '0.25', '--lanes', '1', '--epochs', '4'],
  ...['--fresh-best', '2', '--fresh-seeds', '2', '--json'],
];

export function sweepIn(out: string) {
  const db = openDatabase(join(out, 'sweep.sqlite'));
  try {
    const [sweep] = sweepRows(db).list();
    const trials = trialRows(db);
    const { id, plan, elapsed, classes } = sweep!;
    const all = trials.list(id);
    return {
      ...{ plan, elapsed, classes, curves: trials.curves.list(id), fresh: trials.fresh(id) },
      trials: all.map(({ seconds: _, beganAt: __, endedAt: ___, ...trial }) => trial),
      answers: all.map(({ number }) => trials.answers.get(id, number)),
    };
  } finally {
    db.close();
  }
}
