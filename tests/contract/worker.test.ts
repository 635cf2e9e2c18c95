/**
 * Workers on a real Redis: three processes are killed and stopped at random, the server goes away, and still every piece is
 * done once, with the numbers that this machine computes by itself.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, type TestContext, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { openDataset } from '../../datasets/catalog.ts';
import { MT19937 } from '../../datasets/random/mt19937.ts';
import { fusedCpuBackend } from '../../native-bridge/backends/fused-cpu/index.ts';
import { presetNetwork } from '../../native-bridge/convnet/presets.ts';
import { type OnScores, type QueueCrew, queueCrew } from '../../native-bridge/queue/crew.ts';
import { parseSettings } from '../../native-bridge/training/hyperparameters.ts';
import { presetDefaults } from '../../native-bridge/training/preset-defaults.ts';
import { LocalCrew } from '../../native-bridge/tuning/local-crew.ts';
import { SweepPictures } from '../../native-bridge/tuning/pictures.ts';
import {
  type DoneWork,
  GivenBack,
  type WorkEpoch,
  WorkError,
  type WorkOrder,
  type WorkState,
} from '../../native-bridge/tuning/work.ts';
import { redisServer, type TestServer, withoutRedis } from '../helpers/redis.ts';
import { type ProcessSettings, QUICK } from './worker-process.ts';

const probe = await fusedCpuBackend.probe();
const skip = withoutRedis || (probe.available ? false : `fused-cpu cannot run here: ${probe.reason}`);

const { splits } = await openDataset('synthetic:train=8,test=1,seed=5', { validation: 0.25 });
const pictures = new SweepPictures(splits);
const judge = 'validationAccuracy';
const local = new LocalCrew({ backend: fusedCpuBackend, pictures, judge }, 2);
const never = new AbortController().signal;

/** Trial `trial`, epochs `from` to `until`. */
function orderOf(trial: number, from: number, until: number): WorkOrder {
  const hyperparameters = parseSettings(
    ['batchSize=8', `learningRate=${0.001 * (1 + trial)}`],
    presetDefaults('course').hyperparameters,
  );
  const replicates = [{ seed: trial, index: 0, division: { kind: 'own' as const } }];
  return { trial, network: presetNetwork('course'), hyperparameters, replicates, from, until, epochs: 60 };
}

interface WorkerProcess {
  readonly child: ChildProcess;
  readonly heard: Record<string, unknown>[];
  /** Resolves with the first line that meets the condition. */
  until(fits: (line: Record<string, unknown>) => boolean): Promise<Record<string, unknown>>;
}

function startWorker(
  t: TestContext,
  server: TestServer,
  name: string,
  more: Partial<ProcessSettings> = {},
): WorkerProcess {
  const settings: ProcessSettings = { url: server.url, name, lanes: 2, timing: QUICK, ...more };
  const child = spawn(process.execPath, [join(import.meta.dirname, 'worker-process.ts'), JSON.stringify(settings)], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  t.after(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  const heard: Record<string, unknown>[] = [];
  const waiting = new Set<() => void>();
  let rest = '';
  child.stdout!.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    heard.push(...lines.map((line) => JSON.parse(line)));
    for (const look of waiting) look();
  });
  return {
    ...{ child, heard },
    until: (fits) =>
      new Promise((resolve) => {
        const look = () => {
          const found = heard.find(fits);
          if (!found) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      }),
  };
}

async function openCrew(t: TestContext, server: TestServer, onScores?: OnScores): Promise<QueueCrew> {
  const crew = await queueCrew({
    url: server.url,
    title: 'test',
    pictures: splits,
    judge,
    backend: 'fused-cpu',
    timing: QUICK,
    ...(onScores && { onScores }),
  });
  t.after(() => crew.close());
  return crew;
}

async function places(crew: QueueCrew, least: number): Promise<void> {
  while (crew.places < least) await pause(20);
}

/** Repeats a piece that failed, as a sweep's controller does. */
async function persist(crew: QueueCrew, order: WorkOrder, state: WorkState | null): Promise<DoneWork> {
  for (;;) {
    try {
      return await crew.train(order, state, never);
    } catch (error) {
      if (!(error instanceof WorkError)) throw error;
    }
  }
}

/** A trial in pieces, each from the state of the one before. */
async function trialIn(
  train: (order: WorkOrder, state: WorkState | null) => Promise<DoneWork>,
  trial: number,
  rungs: readonly number[],
) {
  const pieces: DoneWork[] = [];
  let [from, state]: [number, WorkState | null] = [0, null];
  for (const until of rungs) {
    const done = await train(orderOf(trial, from, until), state);
    pieces.push(done);
    [from, state] = [until, done.result.state];
  }
  return pieces;
}

/** The part that does not depend on the worker and the duration. */
const numbers = (pieces: readonly DoneWork[]) =>
  pieces.map(({ result: { epochs, state, diverged } }) => ({ epochs, state, diverged }));

describe('workers of a queue', { skip }, () => {
  test('train in pieces from state to state to the same numbers as this machine', async (t) => {
    const server = await redisServer(t);
    const crew = await openCrew(t, server);
    assert.equal(crew.places, 0, 'without workers there are no places');
    const worker = startWorker(t, server, 'one');
    await places(crew, 3);
    const there = await trialIn((order, state) => crew.train(order, state, never), 3, [2, 5, 9]);
    const here = await trialIn((order, state) => local.train(order, state, never), 3, [2, 5, 9]);
    assert.deepEqual(numbers(there), numbers(here));
    assert.ok(there.every((piece) => piece.worker === 'one' && Math.abs(piece.endedAt - Date.now()) < 60_000));
    assert.deepEqual(crew.workers, [{ name: 'one', lanes: 2, state: { kind: 'ready' } }]);
    worker.child.kill('SIGTERM');
    await worker.until(isLeft);
    assert.deepEqual(await once(worker.child, 'exit'), [0, null]);
    while (crew.places > 0) await pause(20);
    assert.doesNotMatch(JSON.stringify(worker.heard), /a secret|127\.0\.0\.1/);
    await crew.close();
  });

  test('three workers, killed and stopped at random: every piece is done once, with the same numbers', async (t) => {
    const server = await redisServer(t);
    const crew = await openCrew(t, server);
    const random = new MT19937(11);
    let names = 0;
    const workers = Array.from({ length: 3 }, () => startWorker(t, server, `worker ${++names}`));
    await places(crew, 3);
    const trials = Array.from({ length: 12 }, (_, trial) => trial);
    const began = performance.now();
    const work = Promise.all(
      trials.map((trial) => trialIn((order, state) => persist(crew, order, state), trial, [10, 20, 30, 40])),
    );
    let ended = false;
    work.finally(() => {
      ended = true;
    });
    const victims = { killed: 0, stopped: 0 };
    for (let i = 0; i < 8 && !ended; i++) {
      // One is killed and one is stopped early: a fast machine finishes all pieces within a second.
      await pause(i < 2 ? 100 : 300 + random.permutation(500)[0]!);
      const place = random.permutation(3)[0]!;
      const { child } = workers[place]!;
      if (i === 0 || (i > 1 && random.permutation(2)[0] === 0)) {
        victims.killed++;
        child.kill('SIGKILL');
        workers[place] = startWorker(t, server, `worker ${++names}`);
      } else {
        // Longer than a lock: when it continues, its pieces belong to another worker.
        victims.stopped++;
        child.kill('SIGSTOP');
        setTimeout(() => child.kill('SIGCONT'), 2500);
      }
    }
    const done = await work;
    t.diagnostic(`${JSON.stringify(victims)}, ${Math.round(performance.now() - began)} ms`);
    assert.ok(victims.killed > 0 && victims.stopped > 0);
    for (const [trial, pieces] of done.entries()) {
      assert.deepEqual(
        pieces.map(({ result }) => result.epochs.length),
        [10, 10, 10, 10],
      );
      const here = await trialIn((order, state) => local.train(order, state, never), trial, [10, 20, 30, 40]);
      assert.deepEqual(numbers(pieces), numbers(here), `trial ${trial}`);
    }
    assert.ok(new Set(done.flat().map(({ worker }) => worker)).size >= 3, 'all took part');
    // A worker that wakes after the end of its sweep is the subject of another test.
    for (const { child } of workers) child.kill('SIGKILL');
    await Promise.all(workers.map(({ child }) => child.exitCode ?? child.signalCode ?? once(child, 'exit')));
    await crew.close();
    assert.deepEqual(keysOf(server), []);
  });

  test('a worker reports its epochs while it trains, in order and with the numbers of the result', async (t) => {
    const server = await redisServer(t);
    const heard: { trial: number; epoch: number; scores: WorkEpoch }[] = [];
    const crew = await openCrew(t, server, ({ trial }, epoch, scores) => void heard.push({ trial, epoch, scores }));
    startWorker(t, server, 'one', { lanes: 1 });
    await places(crew, 1);
    const enough = new AbortController();
    const piece = crew.train(orderOf(4, 0, 20_000), null, enough.signal);
    while (heard.length < 100) await pause(20); // the piece still takes minutes
    const before = heard.length;
    enough.abort();
    const { result } = await piece;
    assert.ok(before < result.epochs.length, `${before} of ${result.epochs.length}`);
    assert.deepEqual(
      heard,
      result.epochs.slice(0, heard.length).map((scores, epoch) => ({ trial: 4, epoch, scores })),
    );
    await crew.close();
  });

  test('a stopped worker that wakes after its sweep has ended leaves nothing on the server', async (t) => {
    const server = await redisServer(t);
    const crew = await openCrew(t, server);
    const worker = startWorker(t, server, 'one');
    await places(crew, 3);
    const piece = crew.train(orderOf(1, 0, 20_000), null, never).catch((error: unknown) => error);
    await underWay(server, 1);
    worker.child.kill('SIGSTOP');
    await crew.close();
    assert.ok((await piece) instanceof GivenBack);
    assert.deepEqual(keysOf(server), []);
    worker.child.kill('SIGCONT');
    await worker.until(isLeft);
    assert.deepEqual(keysOf(server), []);
  });

  test('a worker that leaves gives back completed epochs, and another continues from there', async (t) => {
    const server = await redisServer(t);
    const crew = await openCrew(t, server);
    const workers = { first: startWorker(t, server, 'first'), second: startWorker(t, server, 'second') };
    await places(crew, 6);
    const order = orderOf(1, 0, 800);
    const piece = crew.train(order, null, never);
    await underWay(server, 1);
    const [leaving, staying] =
      takerOf(server) === 'first' ? (['first', 'second'] as const) : (['second', 'first'] as const);
    await pause(100);
    workers[leaving].child.kill('SIGTERM');
    const given = (await workers[leaving].until((line) => line.kind === 'piece')) as { until: number };
    assert.ok(given.until > 0 && given.until < 800, `${given.until} epochs`);
    const done = await piece;
    assert.equal(done.worker, staying);
    assert.deepEqual(numbers([done]), numbers([await local.train(order, null, never)]));
    await crew.close();
  });

  test('a piece ends when the sweep cancels it: at once if no worker has started it, else after its epoch', async (t) => {
    const server = await redisServer(t);
    const crew = await openCrew(t, server);
    startWorker(t, server, 'one', { lanes: 1 });
    await places(crew, 2);
    const [running, waiting] = [new AbortController(), new AbortController()];
    const pieces = [
      crew.train(orderOf(1, 0, 20_000), null, running.signal),
      crew.train(orderOf(2, 0, 20_000), null, waiting.signal),
    ];
    await underWay(server, 1);
    waiting.abort();
    const { result: nothing } = (await pieces[1])!;
    assert.deepEqual([nothing.epochs, nothing.state, nothing.diverged], [[], null, null]);
    running.abort();
    const { result: some } = (await pieces[0])!;
    assert.ok(some.epochs.length > 0 && some.epochs.length < 20_000 && some.state !== null, `${some.epochs.length}`);
    // Whether the worker ends it before, while or after the crew looks at it.
    for (let round = 0; round < 30; round++) {
      const cancelled = new AbortController();
      const piece = crew.train(orderOf(3 + round, 0, 20_000), null, cancelled.signal);
      await underWay(server, 1);
      cancelled.abort();
      const { result } = await piece;
      assert.ok(result.epochs.length > 0 && result.state !== null, `round ${round}: ${result.epochs.length} epochs`);
    }
    await crew.close();
  });

  test('pieces of the only worker come back after it was killed: cancelled ones, and those that nobody else takes', {
    timeout: 60_000,
  }, async (t) => {
    const server = await redisServer(t);
    const crew = await openCrew(t, server);
    const worker = startWorker(t, server, 'one');
    await places(crew, 3);
    const cancel = new AbortController();
    const order = orderOf(2, 0, 20_000);
    const pieces = [
      crew.train(orderOf(1, 0, 20_000), null, cancel.signal),
      crew.train(order, null, never).catch((error: unknown) => error),
    ] as const;
    await underWay(server, 2);
    worker.child.kill('SIGKILL');
    cancel.abort();
    const { result } = await pieces[0];
    assert.deepEqual([result.epochs, result.state], [[], null]);
    assert.ok((await pieces[1]) instanceof GivenBack);
    assert.deepEqual(jobsOf(server), [], 'no later worker trains them a second time');
    await crew.close();
    assert.deepEqual(keysOf(server), []);
  });

  test('what a stopped worker reports late, of a piece that was taken back, does not count', {
    timeout: 60_000,
  }, async (t) => {
    const server = await redisServer(t);
    const heard: number[] = [];
    const crew = await openCrew(t, server, ({ trial }) => void heard.push(trial));
    const worker = startWorker(t, server, 'one', { lanes: 1 });
    await places(crew, 1);
    const cancel = new AbortController();
    const piece = crew.train(orderOf(1, 0, 20_000), null, cancel.signal);
    await underWay(server, 1);
    worker.child.kill('SIGSTOP');
    cancel.abort();
    assert.deepEqual((await piece).result.epochs, []);
    heard.length = 0;
    worker.child.kill('SIGCONT');
    const order = orderOf(2, 0, 40);
    const again = await persist(crew, order, null);
    assert.deepEqual(numbers([again]), numbers([await local.train(order, null, never)]));
    const told = worker.heard.filter(({ kind, failure }) => kind === 'piece' && failure === null);
    assert.deepEqual(
      told.map(({ trial }) => trial),
      [1, 2],
      'it did report the piece',
    );
    assert.ok(!heard.includes(1));
    assert.deepEqual(jobsOf(server), []);
    await crew.close();
  });

  test('while the server is gone, cancelled pieces end at once; when it returns, nobody trains them', {
    timeout: 60_000,
  }, async (t) => {
    const server = await redisServer(t);
    const crew = await openCrew(t, server);
    startWorker(t, server, 'one');
    await places(crew, 3);
    const [before, after] = [new AbortController(), new AbortController()];
    const pieces = [
      crew.train(orderOf(1, 0, 20_000), null, before.signal),
      crew.train(orderOf(2, 0, 20_000), null, after.signal),
    ];
    await underWay(server, 2);
    process.kill(server.pid, 'SIGSTOP');
    before.abort();
    await server.kill();
    const { result: first } = (await pieces[0])!;
    assert.ok(!crew.reachable);
    after.abort();
    const { result: second } = (await pieces[1])!;
    assert.deepEqual([first.epochs, second.epochs], [[], []]);
    await server.restart();
    const order = orderOf(3, 0, 40);
    await places(crew, 3);
    assert.deepEqual(numbers([await persist(crew, order, null)]), numbers([await local.train(order, null, never)]));
    assert.deepEqual(jobsOf(server), []);
    await crew.close();
  });

  test('a cut connection ends cancelled pieces; their worker ends them when it hears of it', {
    timeout: 60_000,
  }, async (t) => {
    const server = await redisServer(t);
    const crew = await openCrew(t, server);
    const worker = startWorker(t, server, 'one', { lanes: 1 });
    await places(crew, 1);
    const cancel = new AbortController();
    const piece = crew.train(orderOf(1, 0, 20_000), null, cancel.signal);
    await underWay(server, 1);
    server.cli('CLIENT', 'KILL', 'TYPE', 'normal');
    while (crew.reachable) await pause(1);
    cancel.abort();
    assert.deepEqual((await piece).result.epochs, []);
    const given = (await worker.until((line) => line.kind === 'piece')) as { until: number };
    assert.ok(given.until > 0 && given.until < 20_000, `${given.until} epochs`);
    await crew.close();
  });

  test('a compute host that hangs is killed, and the next one does its pieces', async (t) => {
    const server = await redisServer(t);
    const crew = await openCrew(t, server);
    const patience = { unknown: 1500, least: 1500, factor: 1, look: 100 };
    const worker = startWorker(t, server, 'one', { patience });
    await places(crew, 3);
    const pieces = [1, 2].map((trial) => crew.train(orderOf(trial, 0, 300), null, never));
    await underWay(server, 2);
    const [host] = childrenOf(worker.child.pid!);
    process.kill(host!, 'SIGSTOP');
    const failed = (await worker.until((line) => line.failure != null)) as { failure: string };
    assert.match(failed.failure, /No epoch ended within 2 s/);
    const done = await Promise.all(pieces);
    assert.deepEqual(
      done.map(({ result }) => result.epochs.length),
      [300, 300],
    );
    assert.ok(!childrenOf(worker.child.pid!).includes(host!), 'the hanging host has ended');
    await crew.close();
  });

  test('a server that is cut off, stops and comes back empty only costs time', async (t) => {
    const server = await redisServer(t);
    const crew = await openCrew(t, server);
    startWorker(t, server, 'one');
    startWorker(t, server, 'two');
    await places(crew, 6);
    const work = Promise.all(
      [1, 2, 3, 4, 5].map((trial) => trialIn((order, state) => persist(crew, order, state), trial, [30, 60, 90])),
    );
    await underWay(server, 2);
    server.cli('CLIENT', 'KILL', 'TYPE', 'normal');
    await pause(400);
    process.kill(server.pid, 'SIGSTOP');
    await pause(2500);
    process.kill(server.pid, 'SIGCONT');
    await pause(400);
    await server.restart();
    const done = await work;
    for (const [i, pieces] of done.entries()) {
      const here = await trialIn((order, state) => local.train(order, state, never), i + 1, [30, 60, 90]);
      assert.deepEqual(numbers(pieces), numbers(here));
    }
    await crew.close();
  });

  test('two sweeps on one server share the workers without mixing anything', async (t) => {
    const server = await redisServer(t);
    const crews = [await openCrew(t, server), await openCrew(t, server)];
    startWorker(t, server, 'one', { lanes: 1 });
    startWorker(t, server, 'two', { lanes: 1 });
    await Promise.all(crews.map((crew) => places(crew, 2)));
    const done = await Promise.all(
      crews.map((crew, i) => trialIn((order, state) => persist(crew, order, state), 10 + i, [3, 6])),
    );
    for (const [i, pieces] of done.entries()) {
      const here = await trialIn((order, state) => local.train(order, state, never), 10 + i, [3, 6]);
      assert.deepEqual(numbers(pieces), numbers(here));
    }
    assert.notEqual(done[0]![0]!.worker, done[1]![0]!.worker);
    // The remaining worker gets both.
    await crews[0]!.close();
    await places(crews[1]!, 4);
    await crews[1]!.close();
  });
});

/** A worker has left a sweep. */
const isLeft = (line: Record<string, unknown>) =>
  line.kind === 'sweep' && (line.state as { kind: string }).kind === 'left';

/** Everything on the server except pictures, which expire by themselves. */
function keysOf(server: TestServer): string[] {
  const keys = server.cli('--scan', '--pattern', 'signs-lab:*').split('\n');
  return keys.filter((key) => key !== '' && !key.includes(':pictures:'));
}

/** Keys of the jobs of all queues. */
function jobsOf(server: TestServer): string[] {
  const keys = server.cli('--scan', '--pattern', 'signs-lab:queue:*:*-*-*-*').split('\n');
  return keys.filter((key) => key !== '' && !key.endsWith(':lock'));
}

/** Waits until that many pieces are being trained. */
async function underWay(server: TestServer, count: number): Promise<void> {
  for (;;) {
    const queues = server.cli('--scan', '--pattern', 'signs-lab:queue:*:active').split('\n').filter(Boolean);
    const active = queues.reduce((sum, key) => sum + Number(server.cli('LLEN', key)), 0);
    if (active >= count) return;
    await pause(20);
  }
}

/** Name of the worker that has the only piece. */
function takerOf(server: TestServer): string {
  const [job] = jobsOf(server);
  return server.cli('HGET', job!, 'pb');
}

function childrenOf(pid: number): number[] {
  const found = spawnSync('ps', ['--no-headers', '-o', 'pid', '--ppid', String(pid)], { encoding: 'utf8' }).stdout;
  return found
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map(Number);
}
