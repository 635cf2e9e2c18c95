/** Guarantees of the fused kernels beyond the common suite: the rule for ties, and bits independent of the number of threads. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { addonEngine, addonTargets } from '../../native-bridge/backends/fused-cpu/addon.ts';
import { readInstallation } from '../../native-bridge/backends/fused-cpu/installation.ts';
import { BACKENDS } from '../../native-bridge/backends/table.ts';
import { Network } from '../../native-bridge/convnet/network.ts';
import { presetNetwork } from '../../native-bridge/convnet/presets.ts';
import { FusedSession } from '../../native-bridge/fused/session.ts';
import { availability } from './availability.ts';
import { assertAllClose, assertClose, assertSame } from './comparing.ts';
import { type Case, caseOf } from './networks.ts';
import { expectedLogits, expectedTraining } from './oracle.ts';
import { DROPOUT_SEED, everyLayer, openingOf, withSession } from './sessions.ts';

/** Pictures wide enough for the kernel whose lanes are pixels, with every filter count and kernel size it supports. */
const wide = [1, 2, 3, 4, 5, 6, 7].map((kernel) => {
  const pool = { kind: 'maxPool', size: kernel + 1, stride: kernel + 1, padding: kernel % 2 ? 'same' : 'valid' };
  const layers = [
    { kind: 'conv', kernel, filters: 9 - kernel, padding: kernel % 3 ? 'same' : 'valid' },
    ...[{ kind: 'relu' }, pool, { kind: 'conv', kernel: 3, filters: 18 }, { kind: 'relu' }],
    ...[{ kind: 'averagePool', size: 2, stride: 2, padding: 'same' }, { kind: 'flatten' }, { kind: 'dense', units: 4 }],
  ];
  const input = [20 + kernel, 30 + 5 * kernel, 1 + (kernel % 4)];
  return caseOf(Network.parse({ name: `wide ${kernel}`, input, layers }), 3, kernel);
});

/** Zero kernels and a positive bias: every output is the same for any window. */
function withTies(one: Case): Case {
  const { W1, b1, ...rest } = one.parameters;
  const zeros = { shape: W1!.shape, data: new Float32Array(W1!.data.length) };
  return { ...one, parameters: { ...rest, W1: zeros, b1: { shape: b1!.shape, data: b1!.data.map(() => 0.5) } } };
}

for (const row of BACKENDS) {
  const { backend, skip } = await availability(row);

  describe(`pictures and pools of ${row.id}`, { skip }, () => {
    const presets = [
      presetNetwork('course'),
      presetNetwork('lenet5'),
      presetNetwork('four-block', { input: [32, 32, 3] }),
      presetNetwork('hands', { input: [32, 32, 3] }),
    ];
    for (const one of [...wide, ...presets.map((network, seed) => caseOf(network, 3, seed + 1))]) {
      test(`${one.network.name} of (${one.network.input}): logits, loss and gradients equal the reference's`, async () => {
        await withSession(backend, openingOf(one), async (session) => {
          assertClose(await session.logits(one.images, one.count), expectedLogits(one), 'logits');
          const wanted = expectedTraining(one, DROPOUT_SEED);
          const { loss, gradients } = await session.gradients(Int32Array.from(one.labels.keys()));
          assertClose([loss], [wanted.loss], 'loss');
          assertAllClose(gradients, wanted.gradients);
        });
      });
    }

    test('among equal maxima in a pool, the first in row-major order gets the gradient', async () => {
      for (const one of wide.map(withTies)) {
        await withSession(backend, openingOf(one), async (session) => {
          const { gradients } = await session.gradients(Int32Array.from(one.labels.keys()));
          assertAllClose(gradients, expectedTraining(one, DROPOUT_SEED).gradients);
        });
      }
    });
  });

  if (row.id !== 'fused-cpu' && row.id !== 'fused-wasm') continue; // the others manage their own threads
  describe(`threads of ${row.id}`, { skip }, () => {
    test('one, two or five threads give the same bits', async () => {
      const before = process.env.SIGNS_LAB_THREADS;
      const ends = [];
      try {
        for (const threads of ['1', '2', '5']) {
          process.env.SIGNS_LAB_THREADS = threads;
          ends.push(await trained());
        }
      } finally {
        if (before === undefined) delete process.env.SIGNS_LAB_THREADS;
        else process.env.SIGNS_LAB_THREADS = before;
      }
      for (const { losses, parameters } of ends.slice(1)) {
        assert.deepEqual(losses, ends[0]!.losses);
        assertSame(parameters, ends[0]!.parameters);
      }
    });

    async function trained() {
      return withSession(backend, openingOf(everyLayer), async (session) => {
        const losses: number[] = [];
        const all = Int32Array.from(everyLayer.labels.keys());
        for (let step = 0; step < 6; step++) losses.push(await session.train(all.subarray(0, 20 - 3 * step), 0.01));
        return { losses, parameters: await session.parameters() };
      });
    }
  });
}

describe('instructions of fused-cpu', async () => {
  const { skip } = await availability(BACKENDS.find(({ id }) => id === 'fused-cpu')!);
  const file = skip ? '' : readInstallation()!.file;
  for (const [target, name] of (skip ? [] : addonTargets(file)).entries()) {
    test(`${name}: logits, loss and gradients equal the reference's`, async () => {
      const engine = addonEngine(file, { threads: 2, target });
      const presets = [presetNetwork('course'), presetNetwork('four-block', { input: [32, 32, 3] })];
      for (const one of [...wide, everyLayer, ...presets.map((network) => caseOf(network, 3, 9))]) {
        const session = new FusedSession(engine, openingOf(one), 2 ** 30);
        assertClose(await session.logits(one.images, one.count), expectedLogits(one), 'logits');
        const wanted = expectedTraining(one, DROPOUT_SEED);
        const { loss, gradients } = await session.gradients(Int32Array.from(one.labels.keys()));
        assertClose([loss], [wanted.loss], 'loss');
        assertAllClose(gradients, wanted.gradients);
        await session.dispose();
      }
    });
  }
  test('at least one', { skip }, () => assert.ok(addonTargets(file).length > 0));
});
