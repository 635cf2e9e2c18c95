/**
 * Every moment at which a sweep can be killed, one by one: main has stored the first `stored` of its host's reports, the
 * snapshots are as they were when report number `written` was sent. Every one must end as the undisturbed sweep does.
 */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openDataset } from '../../../../datasets/catalog.ts';
import type { PictureNumbers } from '../../../../main/services/sweeps/answer-rows.ts';
import { sweepRows } from '../../../../main/services/sweeps/sweep-rows.ts';
import { type SweepProgress, trialRows } from '../../../../main/services/sweeps/trial-rows.ts';
import { openDatabase } from '../../../../main/storage/database.ts';
import type { ComputeEvent } from '../../../../native-bridge/host/compute-messages.ts';
import { runSweep } from '../../../../native-bridge/host/sweep.ts';
import type { SweepRun } from '../../../../native-bridge/host/sweep-run.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';
import { examplePlan } from './sweeps-example.ts';

/** Enough pictures that an epoch takes about as long as the 100 ms between two reports. */
const SPEC = 'synthetic:train=100,test=2';
const folder = temporaryFolder({ after });
const dataset = await openDataset(SPEC);
const plan = examplePlan({
  ...{ lanes: 1, backend: 'fused-wasm', fresh: { best: 1, seeds: 2 }, budget: { trials: 4, minutes: null } },
  scheduler: { kind: 'asha', eta: 2, minEpochs: 1 },
});

/** A database with a sweep whose host has sent these reports. */
function stored(name: string, reports: readonly SweepProgress[]) {
  mkdirSync(join(folder, name), { recursive: true });
  const db = openDatabase(join(folder, name, 'sweep.sqlite'));
  after(() => db.close());
  const rows = sweepRows(db);
  const sweep = rows.add({
    ...{ name: 'killed', plan, pictures: { kind: 'data', spec: SPEC }, classes: [...dataset.classes] },
    continues: null,
  });
  const trials = trialRows(db);
  const numbers: PictureNumbers = new Map();
  const take = (report: SweepProgress) => trials.store(sweep, report, numbers, report.elapsed);
  for (const report of reports) take(report);
  return { sweep, trials, take };
}

/** Runs it to its end. @param hear called with each report before it is stored */
async function finish(
  { sweep, trials, take }: ReturnType<typeof stored>,
  at: string,
  hear: (report: SweepProgress) => void = () => {},
) {
  const known = trials.list(sweep);
  for (const { number, epochs } of known) trials.curves.cut(sweep, number, epochs);
  let running: SweepRun | null = null;
  const send = (event: ComputeEvent) => {
    if (event.kind === 'check-models') running!.hear({ kind: 'checked', failures: [] });
    if (event.kind !== 'sweep-progress') return;
    hear(event);
    take(event);
  };
  const end = await runSweep(
    {
      ...{ kind: 'sweep', data: { spec: SPEC }, plan, folder: at, elapsed: 0 },
      ...{ trials: known, epochs: trials.curves.list(sweep), fresh: trials.fresh(sweep) },
    },
    {
      ...{ open: async () => dataset, missingEnvironment: () => null, onProgress: () => {}, send },
      started: (begun) => {
        running = begun;
      },
    },
  );
  assert.equal(end.kind, 'swept');
  return {
    trials: trials.list(sweep).map(({ seconds: _, beganAt: __, endedAt: ___, ...trial }) => trial),
    curves: trials.curves.list(sweep),
    fresh: trials.fresh(sweep),
    answers: trials.list(sweep).map(({ number }) => trials.answers.get(sweep, number)),
  };
}

test('whatever main had stored and the host had written, it ends as the undisturbed sweep', async () => {
  const whole = join(folder, 'whole');
  const reports: SweepProgress[] = [];
  const expected = await finish(stored('whole', []), whole, (report) => {
    cpSync(join(whole, 'snapshots'), join(folder, `written-${reports.length}`, 'snapshots'), { recursive: true });
    reports.push(report);
  });
  assert.ok(reports.length > 3, `${reports.length} reports`);
  for (let written = 1; written < reports.length; written++) {
    // Main is behind by one report, or, when it was busy, by several.
    for (const behind of new Set([1, 2, 3, written].filter((behind) => behind <= written))) {
      const name = `killed-${written}-${behind}`;
      const at = join(folder, name);
      cpSync(join(folder, `written-${written}`), at, { recursive: true });
      const found = await finish(stored(name, reports.slice(0, written + 1 - behind)), at);
      assert.deepEqual(found, expected, `${written} reports written, ${behind} of them not stored`);
    }
  }
});
