/** The end of a sweep's search: while latencies are still being measured, it can be paused, extended, killed and resumed. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { openDataset } from '../../../../datasets/catalog.ts';
import type { ComputeEvent } from '../../../../native-bridge/host/compute-messages.ts';
import { runSweep } from '../../../../native-bridge/host/sweep.ts';
import type { Trial, TrialEpoch } from '../../../../native-bridge/host/sweep-messages.ts';
import type { SweepRun } from '../../../../native-bridge/host/sweep-run.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';
import { examplePlan } from '../../main/services/sweeps-example.ts';

const SPEC = 'synthetic:train=10,test=2';
const dataset = await openDataset(SPEC);
const folder = temporaryFolder({ after });
/** All trials have the same network, whose latency is asked for once. */
const plan = examplePlan({
  ...{
    objectives: ['validationAccuracy', 'latency'],
    budget: { trials: 2, minutes: null },
    scheduler: { kind: 'none' },
  },
  ...{ lanes: 1, backend: 'fused-wasm' },
});

/** What main has stored of a sweep. */
interface Known {
  readonly trials: readonly Trial[];
  readonly epochs: readonly TrialEpoch[];
}

/** A sweep whose latencies are measured when the test says so. */
function begin(at: string, known: Known = { trials: [], epochs: [] }) {
  const trials = new Map(known.trials.map((trial) => [trial.number, trial]));
  const epochs = [...known.epochs];
  const { promise: asked, resolve: ask } = Promise.withResolvers<number>();
  const { promise: waits, resolve: wait } = Promise.withResolvers<void>();
  let sweep!: SweepRun;
  const send = (event: ComputeEvent) => {
    if (event.kind === 'check-models') sweep.hear({ kind: 'checked', failures: [] });
    if (event.kind === 'measure-latency') ask(event.id);
    if (event.kind !== 'sweep-progress') return;
    for (const trial of event.trials) trials.set(trial.number, trial);
    epochs.push(...event.epochs);
    if ([...trials.values()].filter(({ state }) => state === 'complete').length === 2) wait();
  };
  const request = { kind: 'sweep', data: { spec: SPEC }, plan, folder: join(folder, at), elapsed: 0 } as const;
  const ended = runSweep(
    { ...request, trials: [...known.trials], epochs: [...known.epochs], fresh: [] },
    {
      ...{ open: async () => dataset, missingEnvironment: () => null, onProgress: () => {}, send },
      started: (begun) => {
        sweep = begun;
      },
    },
  );
  return {
    ended,
    /** Resolves when every trial of the budget is complete, and only the latency is missing. */
    waits,
    sweep: () => sweep,
    known: (): Known => ({ trials: [...trials.values()], epochs: [...epochs] }),
    async measured() {
      const id = await asked;
      sweep.hear({ kind: 'latency', id, seconds: 0.001 });
    },
  };
}

const latencies = ({ trials }: Known) => trials.map(({ scores }) => scores?.[1]);

describe('a sweep that waits for latencies', { timeout: 60_000 }, () => {
  test('can be paused', async () => {
    const run = begin('paused');
    await run.waits;
    run.sweep().pause();
    await run.measured();
    assert.equal((await run.ended).kind, 'stopped');
  });

  test('measures them when it resumes after a kill', async () => {
    const killed = begin('killed');
    await killed.waits;
    const known = killed.known();
    assert.deepEqual(latencies(known), [null, null]);
    await killed.measured();
    await killed.ended;

    const run = begin('resumed', known);
    await run.measured();
    assert.equal((await run.ended).kind, 'swept');
    assert.deepEqual(latencies(run.known()), [0.001, 0.001]);
  });

  test('tries what is asked for meanwhile', async () => {
    const run = begin('extended');
    await run.waits;
    const values = { learningRate: 0.02, batchSize: 32 };
    run.sweep().hear({ kind: 'guess', values: [values] });
    run.sweep().hear({ kind: 'extend', budget: { trials: 4, minutes: null } });
    await run.measured();
    const end = await run.ended;
    const { trials } = run.known();
    assert.deepEqual(
      trials.map(({ origin, state }) => `${origin} ${state}`),
      ['default complete', 'sampler complete', 'guess complete', 'sampler complete'],
    );
    assert.equal(end.kind === 'swept' && end.heard, 2);
  });
});
