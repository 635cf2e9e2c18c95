/** One suite for every backend of the table: what a net computes, and the contract of a session. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { BACKENDS } from '../../native-bridge/backends/table.ts';
import { type Parameters, sizeOf } from '../../native-bridge/convnet/tensor.ts';
import { accuracyOf } from '../../native-bridge/training/evaluate.ts';
import { availability } from './availability.ts';
import { assertAllClose, assertClose, assertSame } from './comparing.ts';
import { caseOf, cases } from './networks.ts';
import { expectedLogits, expectedTraining } from './oracle.ts';
import { batches, DROPOUT_SEED, everyLayer, openingOf, pools, withSession } from './sessions.ts';

const NETS = 15;
/**
 * Fixed, so that rounding exactly at the kink of a ReLU (once in some thousand nets) does not occur by chance;
 * SIGNS_LAB_SEED tries another seed.
 */
const SEED = Number(process.env.SIGNS_LAB_SEED ?? 2026);

function pick(parameters: Parameters, names: readonly string[]): Parameters {
  return Object.fromEntries(names.map((name) => [name, parameters[name]!]));
}

for (const row of BACKENDS) {
  const { backend, skip } = await availability(row);

  describe(`backend ${row.id}`, { skip }, () => {
    // Logits, loss, every gradient, and the running statistics that a step with learning rate 0 leaves.
    test(`agrees with the float64 reference on two fixed and ${NETS} random nets, seed ${SEED}`, async () => {
      await fc.assert(
        fc.asyncProperty(cases, async (one) => {
          await withSession(backend, openingOf(one), async (session) => {
            assertClose(await session.logits(one.images, one.count), expectedLogits(one), 'logits');
            const wanted = expectedTraining(one, DROPOUT_SEED);
            const batch = Int32Array.from(one.labels.keys());
            const { loss, gradients } = await session.gradients(batch);
            assertClose([loss], [wanted.loss], 'loss');
            assertAllClose(gradients, wanted.gradients);
            await session.train(batch, 0);
            const { running } = wanted;
            assertAllClose(pick(await session.parameters(), Object.keys(running)), running);
          });
        }),
        { numRuns: NETS + 2, seed: SEED, examples: [[everyLayer], [pools]] },
      );
    });

    test('the same seed gives the same bits', async () => {
      const run = () =>
        withSession(backend, openingOf(everyLayer), async (session) => {
          const losses: number[] = [];
          for (const batch of batches) losses.push(await session.train(batch, 0.01));
          return { losses, parameters: await session.parameters() };
        });
      const [first, second] = [await run(), await run()];
      assert.deepEqual(first.losses, second.losses);
      assertSame(first.parameters, second.parameters);
    });

    test('training lowers the loss and does not modify its inputs', async () => {
      const opening = openingOf(everyLayer);
      const before = structuredClone(opening.parameters);
      await withSession(backend, opening, async (session) => {
        const batch = batches[0]!;
        const { loss } = await session.gradients(batch);
        assert.equal(await session.train(batch, 0.01), loss);
        for (let step = 0; step < 40; step++) await session.train(batch, 0.01);
        assert.ok((await session.gradients(batch)).loss < loss / 2);
      });
      assertSame(opening.parameters, before);
    });

    test('the correct answers of a step are counted on its own pictures, before the step', async () => {
      // No dropout and no batch norm: the training pass gives the logits of inference.
      const [count, size] = [40, sizeOf(pools.network.input)];
      const some = { ...pools, ...caseOf(pools.network, count, 3) };
      const seen = new Set<number>();
      await withSession(backend, openingOf(some), async (session) => {
        for (const indices of [[0, 3, 4, 7, 8, 31, 39], Array.from({ length: count }, (_, i) => i), [5]]) {
          const images = indices.flatMap((i) => [...some.images.subarray(i * size, (i + 1) * size)]);
          const logits = await session.logits(Uint8Array.from(images), indices.length);
          const labels = Int32Array.from(indices, (i) => some.labels[i]!);
          await session.train(Int32Array.from(indices), 0.05);
          assert.equal(session.right, Math.round(accuracyOf(logits, labels) * indices.length));
          seen.add(session.right);
        }
      });
      assert.ok(seen.size > 1 && Math.max(...seen) > 0);
    });

    test('logits come in the order of the pictures, for any number of them', async () => {
      const count = 300;
      const many = caseOf(everyLayer.network, count, 11);
      await withSession(backend, openingOf({ ...everyLayer, ...many }), async (session) => {
        const all = await session.logits(many.images, count);
        const size = sizeOf(many.network.input);
        for (const i of [0, 255, 256, 299]) {
          const alone = await session.logits(many.images.subarray(i * size, (i + 1) * size), 1);
          assertClose(all.subarray(i * 4, (i + 1) * 4), alone, `picture ${i}`);
        }
        assert.equal((await session.logits(many.images, 0)).length, 0);
      });
    });

    test('refuses parameters and moments of another net and names them', async () => {
      const opening = openingOf(everyLayer);
      const { W2: _, ...without } = opening.parameters;
      await assert.rejects(backend.open({ ...opening, parameters: without }), /W2 is missing/);
      const W2 = { shape: [1], data: new Float32Array(1) };
      await assert.rejects(backend.open({ ...opening, parameters: { ...without, W2 } }), /W2 has the shape \(1\)/);
      await assert.rejects(
        backend.open({ ...opening, labels: new Int32Array(3) }),
        /3 labels do not match 20 pictures/,
      );
      await assert.rejects(backend.open({ ...opening, optimizerState: { steps: 1, slots: {} } }), /m\/W1 is missing/);
    });
  });
}
