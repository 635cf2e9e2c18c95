/** The protocol between a crew and its workers, on a real Redis; training pieces is replaced by a few lines of the test. */
import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { openDataset } from '../../../../datasets/catalog.ts';
import { presetNetwork } from '../../../../native-bridge/convnet/presets.ts';
import type { SweepCard } from '../../../../native-bridge/queue/cards.ts';
import { connectQueue } from '../../../../native-bridge/queue/connect.ts';
import { type QueueCrew, queueCrew } from '../../../../native-bridge/queue/crew.ts';
import { SWEEPS, sweepKeys } from '../../../../native-bridge/queue/keys.ts';
import type { Timing } from '../../../../native-bridge/queue/timing.ts';
import { ownVersions, PROTOCOL } from '../../../../native-bridge/queue/versions.ts';
import type { WorkPlace } from '../../../../native-bridge/queue/work-place.ts';
import { runWorker, type WorkerEvent } from '../../../../native-bridge/queue/worker.ts';
import { parseSettings } from '../../../../native-bridge/training/hyperparameters.ts';
import { packState } from '../../../../native-bridge/tuning/packed-state.ts';
import { GivenBack, WorkError, type WorkOrder } from '../../../../native-bridge/tuning/work.ts';
import { redisServer, type TestServer, withoutRedis } from '../../../helpers/redis.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';

const { splits } = await openDataset('synthetic:train=3,test=1,seed=5');
const TIMING: Timing = { beat: 100, lock: 1000, stalled: 300, forsaken: 800, silence: 25_000 };
const never = new AbortController().signal;
const NETWORK = presetNetwork('course');
const HYPERPARAMETERS = parseSettings([]);

const orderOf = (trial: number, until = 3): WorkOrder => ({
  ...{ trial, network: NETWORK, hyperparameters: HYPERPARAMETERS, from: 0, until, epochs: 10 },
  replicates: [{ seed: 1, index: 0, division: { kind: 'own' } }],
});

/** All epochs of the piece cost its trial's number. */
const place: WorkPlace = {
  lanes: 2,
  train: async ({ order }) => ({
    outcome: {
      epochs: Array.from({ length: order.until - order.from }, () => {
        return { cost: order.trial, validationLoss: 1, validationAccuracy: 0.5 };
      }),
      ...{ diverged: null, seconds: 0.1, kernelSeconds: 0.1 },
    },
    state: packState({ replicates: [{ parameters: {}, optimizer: { steps: 1, slots: {} } }], best: null }, []),
    ...{ lane: 0, beganAt: Date.now(), endedAt: Date.now() },
  }),
  close: async () => {},
};

async function crewOn(t: TestContext, { url }: TestServer): Promise<QueueCrew> {
  const crew = await queueCrew({
    url,
    title: 'mine',
    pictures: splits,
    judge: 'validationLoss',
    backend: 'fused-cpu',
    timing: TIMING,
  });
  t.after(() => crew.close());
  return crew;
}

/** @returns its events; it leaves with the test, or when `stop` is aborted */
function workerOn(t: TestContext, { url }: TestServer, open: () => Promise<WorkPlace>, stop = new AbortController()) {
  const heard: WorkerEvent[] = [];
  const cache = temporaryFolder(t);
  const ended = runWorker({
    ...{ url, name: 'a worker', lanes: 2, cache, timing: TIMING, open, signal: stop.signal },
    hear: (event) => void heard.push(event),
  });
  t.after(() => stop.abort());
  return { heard, ended };
}

async function until(fits: () => boolean): Promise<void> {
  for (let i = 0; !fits(); i++) {
    assert.ok(i < 500, 'within ten seconds');
    await pause(20);
  }
}

describe('a crew and its workers', { skip: withoutRedis }, () => {
  test('a piece that crashes every worker is given up after three attempts; the others are done', async (t) => {
    const server = await redisServer(t);
    const crew = await crewOn(t, server);
    const alone: boolean[] = [];
    workerOn(t, server, async () => ({
      ...place,
      async train(piece, signal, onEpochs) {
        if (piece.order.trial !== 13) return place.train(piece, signal, onEpochs);
        alone.push(piece.alone);
        throw new Error('The work host ended (SIGSEGV).');
      },
    }));
    await until(() => crew.places > 0);
    assert.equal(crew.places, 3, 'two lanes and one piece in reserve');
    const pieces = [11, 12, 13, 14].map((trial) => crew.train(orderOf(trial), null, never));
    const [first, second, crashed, last] = await Promise.allSettled(pieces);
    assert.equal(crashed?.status, 'rejected');
    assert.ok(crashed.reason instanceof WorkError && !(crashed.reason instanceof GivenBack));
    assert.match(crashed.reason.message, /SIGSEGV/);
    assert.deepEqual(alone, [false, true, true], 'a suspect gets a separate host');
    for (const [i, done] of [first, second, last].entries()) {
      assert.ok(done?.status === 'fulfilled');
      assert.deepEqual(
        done.value.result.epochs.map(({ cost }) => cost),
        Array(3).fill([11, 12, 14][i]),
      );
    }
    await crew.close();
  });

  test('pieces that no worker has started are given back when the last worker leaves, without counting as an attempt', async (t) => {
    const server = await redisServer(t);
    const crew = await crewOn(t, server);
    const stop = new AbortController();
    // It takes two pieces and never ends them by itself.
    const worker = workerOn(
      t,
      server,
      async () => ({
        ...place,
        train: (piece, signal, onEpochs) =>
          new Promise((resolve) =>
            signal.addEventListener('abort', () => resolve(place.train(piece, signal, onEpochs))),
          ),
      }),
      stop,
    );
    await until(() => crew.places > 0);
    const pieces = [1, 2, 3].map((trial) => crew.train(orderOf(trial), null, never));
    await pause(200);
    stop.abort();
    const [first, second, third] = await Promise.allSettled(pieces);
    assert.deepEqual([first?.status, second?.status], ['fulfilled', 'fulfilled']);
    assert.ok(third?.status === 'rejected' && third.reason instanceof GivenBack, `${third?.status}`);
    await worker.ended;
    assert.equal(crew.places, 0);
    await crew.close();
  });

  test('a sweep from another version is refused with a reason on both sides, and no piece is taken', async (t) => {
    const server = await redisServer(t);
    const queue = await connectQueue(server.url);
    t.after(() => queue.close());
    const announce = async (sweep: string, change: object) => {
      const versions = { ...ownVersions('fused-cpu'), ...change };
      const pictures = { sha256: '0'.repeat(64), bytes: 1, chunk: 1 };
      const card: SweepCard = { sweep, title: sweep, versions, judge: 'validationLoss', pictures };
      await queue.client.set(sweepKeys(sweep).card, JSON.stringify(card));
      await queue.client.zadd(SWEEPS, Date.now(), sweep);
    };
    await announce('old kernels', { kernels: '0123456789ab' });
    await announce('old lab', { lab: '0.0.1' });
    await announce('new protocol', { protocol: PROTOCOL + 1 });
    await queue.client.set(
      sweepKeys('from the future').card,
      JSON.stringify({ versions: { protocol: 9 }, more: true }),
    );
    await queue.client.zadd(SWEEPS, Date.now(), 'from the future');
    const { heard } = workerOn(t, server, () => assert.fail('nothing is opened'));
    await until(() => heard.filter(({ kind }) => kind === 'sweep').length >= 4);
    const { kernels, lab } = ownVersions('fused-cpu');
    const reasons: Record<string, RegExp> = {
      'old kernels': new RegExp(`version ${kernels} of the kernels, the sweep has 0123456789ab`),
      'old lab': new RegExp(`version ${lab} of Signs Lab, the sweep has 0\\.0\\.1`),
      'new protocol': /protocol/,
      'from the future': /version 9 of the queue's protocol, this worker version/,
    };
    for (const [sweep, reason] of Object.entries(reasons)) {
      const event = heard.find((one) => one.kind === 'sweep' && one.sweep === sweep);
      assert.ok(event?.kind === 'sweep' && event.state.kind === 'refused', sweep);
      assert.match(event.state.reason, reason);
      const [card] = Object.values(await queue.client.hgetall(sweepKeys(sweep).workers));
      const shown = JSON.parse(card!);
      assert.deepEqual([shown.name, shown.state], ['a worker', event.state]);
    }
  });

  test('a machine that cannot work on a sweep is reported on both sides, with a remedy', async (t) => {
    const server = await redisServer(t);
    const crew = await crewOn(t, server);
    const { heard } = workerOn(t, server, async () => {
      throw Object.assign(new Error('g++ is missing.'), { remedy: 'Install it.' });
    });
    await until(() => crew.workers.some(({ state }) => state.kind === 'refused'));
    const state = { kind: 'refused', reason: 'g++ is missing. Install it.' } as const;
    assert.deepEqual(crew.workers, [{ name: 'a worker', lanes: 2, state }]);
    assert.equal(crew.places, 0);
    assert.deepEqual(heard.filter((event) => event.kind === 'sweep').at(-1)?.state, state);
    await crew.close();
  });

  test('a server user restricted to the keys of Signs Lab is sufficient', async (t) => {
    const server = await redisServer(t);
    server.cli('ACL', 'SETUSER', 'lab', 'on', '>pass', '~signs-lab:*', '+@all', '-@dangerous', '+info');
    const confined = { ...server, url: `redis://lab:pass@127.0.0.1:${server.port}/0` };
    const crew = await crewOn(t, confined);
    workerOn(t, confined, async () => place);
    await until(() => crew.places > 0);
    assert.equal((await crew.train(orderOf(1), null, never)).result.epochs.length, 3);
    await crew.close();
    assert.doesNotMatch(server.cli('--scan', '--pattern', '*'), /sweep|queue/);
  });

  test('if the memory of the server is full, pieces are given back, and the sweep continues when there is room', async (t) => {
    const server = await redisServer(t);
    const crew = await crewOn(t, server);
    workerOn(t, server, async () => place);
    await until(() => crew.places > 0);
    server.cli('CONFIG', 'SET', 'maxmemory', '1');
    await assert.rejects(
      crew.train(orderOf(1), null, never),
      (error) => error instanceof GivenBack && /OOM/.test(error.message),
    );
    assert.equal(crew.places, 0, 'it rests for a while');
    server.cli('CONFIG', 'SET', 'maxmemory', '0');
    assert.equal((await crew.train(orderOf(1), null, never)).result.epochs.length, 3);
    await crew.close();
  });

  test('pictures for which the server has no room are reported', async (t) => {
    const server = await redisServer(t, ['--maxmemory', '2mb', '--maxmemory-policy', 'noeviction']);
    const big = await openDataset('synthetic:train=30,test=1,seed=5');
    const options = {
      url: server.url,
      title: '',
      pictures: big.splits,
      judge: 'validationLoss',
      backend: 'fused-cpu',
    } as const;
    await assert.rejects(queueCrew(options), {
      name: 'QueueError',
      message: /did not take the pictures \(3 MiB\): OOM/,
    });
  });

  test('the remains of a killed sweep are removed by the next one, but nothing of a running one', async (t) => {
    const server = await redisServer(t);
    const queue = await connectQueue(server.url);
    t.after(() => queue.close());
    const living = await crewOn(t, server);
    await queue.client.zadd(SWEEPS, Date.now() - 2 * 60 * 60 * 1000, 'killed');
    await queue.client.hset(sweepKeys('killed').states, 'a', 'b');
    await queue.client.set('signs-lab:queue:killed:meta', 'x');
    await queue.client.del('signs-lab:queue:killed:meta');
    const next = await crewOn(t, server);
    assert.equal(server.cli('--scan', '--pattern', 'signs-lab:*killed*'), '');
    assert.equal(await queue.client.zcard(SWEEPS), 2);
    await next.close();
    assert.equal(await queue.client.zcard(SWEEPS), 1);
    await living.close();
    assert.doesNotMatch(server.cli('--scan', '--pattern', 'signs-lab:*'), /sweep|queue/);
  });
});
