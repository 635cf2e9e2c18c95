import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { BackendError } from '../../../../native-bridge/backends/backend.ts';
import { presetNetwork } from '../../../../native-bridge/convnet/presets.ts';
import { Hyperparameters } from '../../../../native-bridge/training/hyperparameters.ts';
import { Dispatcher, type Job } from '../../../../native-bridge/tuning/dispatcher.ts';
import {
  type Crew,
  type DoneWork,
  GivenBack,
  WorkError,
  type WorkOrder,
} from '../../../../native-bridge/tuning/work.ts';

/** A crew whose pieces only count: one epoch per turn of the event loop. */
class Counting implements Crew {
  readonly name = 'counting';
  places: number;
  /** Largest number of simultaneous pieces. */
  most = 0;
  tries = 0;
  #now = 0;
  #hear = () => {};
  readonly #fault: (order: WorkOrder, attempt: number) => Error | null;

  constructor(places: number, fault: (order: WorkOrder, attempt: number) => Error | null = () => null) {
    this.places = places;
    this.#fault = fault;
  }

  onChange(hear: () => void): void {
    this.#hear = hear;
  }

  grow(places: number): void {
    this.places = places;
    this.#hear();
  }

  async train(order: WorkOrder, _state: unknown, signal: AbortSignal): Promise<DoneWork> {
    this.most = Math.max(this.most, ++this.#now);
    const epochs = [];
    try {
      for (let epoch = order.from; epoch < order.until && !signal.aborted; epoch++) {
        await turn();
        epochs.push({ cost: 1, validationLoss: 1, validationAccuracy: 0.5 });
      }
      const fault = this.#fault(order, ++this.tries);
      if (fault) throw fault;
    } finally {
      this.#now--;
    }
    const result = { epochs, state: null, diverged: null, seconds: 1, kernelSeconds: 1 };
    return { result, worker: this.name, lane: 0, beganAt: 0, endedAt: 1 };
  }

  async close(): Promise<void> {}
}

interface Heard {
  readonly whole: number[];
  readonly cut: number[];
  readonly failed: string[];
}

function jobsOf(count: number, until = 3): { jobs: Job[]; heard: Heard } {
  const heard: Heard = { whole: [], cut: [], failed: [] };
  const common = { network: presetNetwork('course'), hyperparameters: Hyperparameters.parse({}), epochs: until };
  const replicates = [{ seed: 3, index: 0, division: { kind: 'own' as const } }];
  const jobs = Array.from(
    { length: count },
    (_, trial): Job => ({
      ...{ order: { trial, ...common, replicates, from: 0, until }, state: null },
      ended: (_done, cut) => void (cut ? heard.cut : heard.whole).push(trial),
      failed: (reason) => void heard.failed.push(`${trial}: ${reason}`),
    }),
  );
  return { jobs, heard };
}

test('every job runs once, and as many run at once as all crews have places', async () => {
  const [here, there] = [new Counting(2), new Counting(3)];
  const { jobs, heard } = jobsOf(40);
  await new Dispatcher([here, there]).run(() => jobs.shift() ?? 'end');
  assert.deepEqual(
    heard.whole.toSorted((a, b) => a - b),
    [...Array(40).keys()],
  );
  assert.deepEqual([here.most, there.most], [2, 3]);
  assert.equal(here.tries + there.tries, 40);
});

test('waiting jobs start when a running one ends and when a crew grows', async () => {
  const crew = new Counting(0);
  const { jobs, heard } = jobsOf(6);
  let underWay = 0;
  const run = new Dispatcher([crew]).run(() => {
    if (underWay - heard.whole.length > 0) return 'wait'; // one at a time, however many places there are
    const job = jobs.shift();
    if (job) underWay++;
    return job ?? 'end';
  });
  await turn();
  crew.grow(4);
  await run;
  assert.equal(heard.whole.length, 6);
  assert.equal(crew.most, 1);
});

test('a job that fails because of the machine is tried three times at most; then its trial has failed', async () => {
  const crew = new Counting(1, ({ trial }, attempt) =>
    trial === 1 || (trial === 0 && attempt < 3) ? new WorkError('the worker died') : null,
  );
  const { jobs, heard } = jobsOf(3);
  await new Dispatcher([crew]).run(() => jobs.shift() ?? 'end');
  assert.deepEqual(heard, { whole: [0, 2], cut: [], failed: ['1: the worker died'] });
  assert.equal(crew.tries, 3 + 3 + 1);
});

test('a job whose error is final is not tried again', async () => {
  const crew = new Counting(1, ({ trial }) => (trial === 1 ? new WorkError('it ends every worker', true) : null));
  const { jobs, heard } = jobsOf(3);
  await new Dispatcher([crew]).run(() => jobs.shift() ?? 'end');
  assert.deepEqual(heard, { whole: [0, 2], cut: [], failed: ['1: it ends every worker'] });
  assert.equal(crew.tries, 3);
});

test('a job that a crew gives back runs on another crew, even if it is the last one, and counts as no attempt', async () => {
  const leaving: Counting = new Counting(3, () => {
    leaving.places = 0;
    return new GivenBack('nobody is left');
  });
  const staying = new Counting(0);
  const { jobs, heard } = jobsOf(3);
  const run = new Dispatcher([leaving, staying]).run(() => jobs.shift() ?? 'end');
  for (let i = 0; i < 20; i++) await turn();
  assert.deepEqual(heard.whole, [], 'nobody is there to do them');
  staying.grow(1);
  await run;
  assert.deepEqual(heard, { whole: [0, 1, 2], cut: [], failed: [] });
});

test('jobs that were given back are cut short like all others', async () => {
  const leaving: Counting = new Counting(2, () => {
    leaving.places = 0;
    return new GivenBack('nobody is left');
  });
  const dispatcher = new Dispatcher([leaving]);
  const { jobs, heard } = jobsOf(2);
  const run = dispatcher.run(() => jobs.shift() ?? 'end');
  for (let i = 0; i < 20; i++) await turn();
  dispatcher.stop();
  await run;
  assert.deepEqual(heard, { whole: [], cut: [0, 1], failed: [] });
});

test('an error with a remedy fails only its trial; ten in a row end the sweep with the reason', async () => {
  const refusal = new BackendError('This network needs 9 bytes more than there are.', 'Take fewer filters.');
  const some = jobsOf(5);
  await new Dispatcher([new Counting(2, ({ trial }) => (trial % 2 === 1 ? refusal : null))]).run(
    () => some.jobs.shift() ?? 'end',
  );
  assert.deepEqual(some.heard.whole, [0, 2, 4]);
  const all = jobsOf(30);
  await assert.rejects(
    new Dispatcher([new Counting(1, () => refusal)]).run(() => all.jobs.shift() ?? 'end'),
    refusal,
  );
  assert.equal(all.heard.failed.length, 10);
});

test('a bug in the program ends the sweep: running jobs are cut short first', async () => {
  const crew = new Counting(2, ({ trial }) => (trial === 0 ? new TypeError('a fault') : null));
  const { jobs, heard } = jobsOf(2, 5);
  const [first, second] = jobs as [Job, Job];
  const long: Job[] = [first, { ...second, order: { ...second.order, until: 100_000 } }];
  await assert.rejects(
    new Dispatcher([crew]).run(() => long.shift() ?? 'wait'),
    /a fault/,
  );
  assert.deepEqual(heard.cut, [1]);
});

test('a stop cuts running jobs short and starts no more', async () => {
  const dispatcher = new Dispatcher([new Counting(2)]);
  const { jobs, heard } = jobsOf(10, 100_000);
  const run = dispatcher.run(() => jobs.shift() ?? 'end');
  for (let i = 0; i < 5; i++) await turn();
  dispatcher.stop();
  await run;
  assert.deepEqual(heard, { whole: [], cut: [0, 1], failed: [] });
  assert.equal(jobs.length, 8);
});
