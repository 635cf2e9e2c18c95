/**
 * fused-cuda where no GPU is: that the emulated GPU finds what it is there to find, that nets go together, and what is said of a driver that
 * is missing or old, of memory that is short, and of a GPU that is lost or hangs.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { miniBatches } from '../../datasets/minibatch.ts';
import { BackendError, type EpochWork, type Opening } from '../../native-bridge/backends/backend.ts';
import { readInstallation } from '../../native-bridge/backends/fused-cpu/installation.ts';
import { describeGpu, findGpu } from '../../native-bridge/backends/fused-cuda/gpu.ts';
import { BACKENDS } from '../../native-bridge/backends/table.ts';
import { availability } from '../conformance/availability.ts';
import { everyLayer, openingOf, pools, withSession } from '../conformance/sessions.ts';
import { compileEmulation, useEmulatedGpu, withoutEmulation } from '../helpers/emulated-gpu.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

process.env.SIGNS_LAB_GPU_PATIENCE = '0.3';
useEmulatedGpu('fast');
const { backend, skip } = await availability(BACKENDS.find(({ id }) => id === 'fused-cuda')!);
const folder = temporaryFolder({ after });

describe('the emulated GPU', { skip: withoutEmulation() }, () => {
  const program = join(folder, 'wrong-kernels');
  before(() => compileEmulation('watched', ['wrong-kernels.cc', 'emulation.cc'], program, []));

  const mistakes = {
    two_write: /writes a number that another thread writes/,
    neighbours: /while another thread/,
    unwritten: /reads a number that nobody wrote/,
    outside: /a place outside of its buffer/,
    not_together: /shuffles in a kernel that is none of a block/,
    no_barrier: /that nobody wrote|while another thread/,
    apart: /waits for threads that never come/,
  };
  for (const [kernel, sentence] of Object.entries(mistakes)) {
    test(`${kernel}: finds the mistake, and says where`, () => {
      const { signal, stderr } = spawnSync(program, [kernel], { encoding: 'utf8' });
      assert.equal(signal, 'SIGABRT');
      assert.match(stderr, sentence);
      assert.match(stderr, new RegExp(`^emulated GPU: ${kernel}, block \\(0, 0\\), thread \\d+: `));
    });
  }
  test('right: a barrier, shuffles and a sum pass', () => assert.equal(spawnSync(program, ['right']).status, 0));
});

/** While `work` runs, the emulated GPU is like that (tests/native/cuda/driver.cc). */
async function withGpu<T>(settings: string, work: () => Promise<T>): Promise<T> {
  process.env.SIGNS_LAB_EMULATED_GPU = settings;
  try {
    return await work();
  } finally {
    delete process.env.SIGNS_LAB_EMULATED_GPU;
  }
}

describe('a GPU that cannot be used', { skip }, () => {
  const file = readInstallation()?.file ?? '';
  const cases: [what: string, settings: string, reason: RegExp][] = [
    ['an old driver is refused with both versions', 'driver=12040', /knows CUDA 12\.4; the kernels need CUDA 13\.0\.$/],
    ['an old GPU is refused with both capabilities', 'capability=61', /capability 6\.1; the kernels need 7\.5\.$/],
    ['no GPU', 'count=0', /^The NVIDIA driver sees no GPU\.$/],
  ];
  for (const [what, settings, reason] of cases) {
    test(what, async () => {
      const probe = describeGpu(await withGpu(settings, () => findGpu(file)));
      assert.ok(!probe.available);
      assert.match(probe.reason, reason);
      assert.match(probe.remedy, /fused-cpu/);
    });
  }

  test('no driver: its library is named, and the way out', async () => {
    const library = process.env.SIGNS_LAB_CUDA_LIBRARY!;
    try {
      process.env.SIGNS_LAB_CUDA_LIBRARY = 'libcuda-that-is-not-there.so.1';
      const probe = describeGpu(await findGpu(file));
      assert.ok(!probe.available);
      assert.equal(probe.reason, 'No NVIDIA driver was found: there is no libcuda-that-is-not-there.so.1.');
      assert.match(
        probe.remedy,
        /^Install NVIDIA’s driver, version 580 or later, or train with --backend fused-cpu\.$/,
      );
    } finally {
      process.env.SIGNS_LAB_CUDA_LIBRARY = library;
    }
  });
});

describe('nets at once', { skip }, () => {
  const { count } = everyLayer;
  /** Of one network: other settings, other order, other number of steps. */
  const openings: Opening[] = [
    openingOf(everyLayer),
    { ...openingOf(everyLayer), seed: 11 },
    { ...openingOf(everyLayer), optimizer: { kind: 'sgd', momentum: 0.9 }, clipNorm: 0.5 },
    { ...openingOf(everyLayer), objective: { labelSmoothing: 0.1, l2: 0.01 } },
  ];
  const worksOf = (net: number): EpochWork[] =>
    [1, 2, 3].map((epoch) => {
      const batches = miniBatches(count, 4 + 3 * net, 10 * net + epoch);
      return { batches, learningRates: Float64Array.from(batches, () => 0.01 / epoch) };
    });
  const train = (opening: Opening, net: number) =>
    withSession(backend, opening, async (session) => {
      const losses = [];
      for (const work of worksOf(net)) losses.push((await session.epoch!(work)).losses);
      return { losses, parameters: await session.parameters(), state: await session.optimizerState() };
    });

  test('each gives the same bits as alone', async () => {
    const together = await Promise.all(openings.map(train));
    for (const [net, opening] of openings.entries())
      assert.deepEqual(together[net], await train(opening, net), `net ${net}`);
  });
});

describe('a GPU that fails', { skip }, () => {
  const batch = Int32Array.from(pools.labels.keys());
  const says = (sentence: RegExp) => (error: unknown) =>
    error instanceof BackendError && sentence.test(error.message) && /last checkpoint/.test(error.remedy);

  test('memory that is short is said with the numbers, and what fits still opens', async () => {
    await withGpu('memory=4000', () =>
      assert.rejects(backend.open(openingOf(pools)), says(/no memory left for .* \(\d+ bytes of its \d+\)\.$/)),
    );
    await withSession(backend, openingOf(pools), async (session) => assert.ok((await session.train(batch, 0.01)) > 0));
  });

  test('a GPU that is lost ends the session with one sentence, in a step and in an epoch', async () => {
    for (const epoch of [false, true]) {
      await withSession(backend, openingOf(pools), async (session) => {
        await session.train(batch, 0.01);
        const work = { batches: [batch, batch], learningRates: Float64Array.of(0.01, 0.01) };
        const go = () => (epoch ? session.epoch!(work) : session.train(batch, 0.01));
        await withGpu('lost=0', () =>
          assert.rejects(async () => go(), says(/^The GPU failed while it computed: unspecified launch failure\.$/)),
        );
        await assert.rejects(async () => go(), says(/^The GPU failed/), 'it stays so');
      });
    }
  });

  test('a GPU that does not answer is given up', async () => {
    await withSession(backend, openingOf(pools), async (session) => {
      await withGpu('hung=0', () =>
        assert.rejects(session.train(batch, 0.01), says(/^The GPU has not answered for \d+ seconds\.$/)),
      );
    });
  });
});
