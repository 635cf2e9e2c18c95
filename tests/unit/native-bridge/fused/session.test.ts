/** What a session says where it cannot go on; that its numbers are right is the conformance suite's. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BackendError, type Opening } from '../../../../native-bridge/backends/backend.ts';
import { wasmEngine } from '../../../../native-bridge/backends/fused-wasm/engine.ts';
import { initialise } from '../../../../native-bridge/convnet/initialisers.ts';
import { presetNetwork } from '../../../../native-bridge/convnet/presets.ts';
import { FusedSession } from '../../../../native-bridge/fused/session.ts';

const engine = await wasmEngine(1);
const network = presetNetwork('course');
const opening: Opening = {
  network,
  parameters: initialise(network, 1),
  optimizer: { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  images: new Uint8Array(4 * 64 * 64 * 3).map((_, i) => (i * 37) % 256),
  labels: Int32Array.of(0, 1, 2, 3),
  seed: 3,
};
const all = Int32Array.of(0, 1, 2, 3);

describe('a session of the fused kernels', () => {
  test('refuses what needs more memory than there is, with the bytes, before anything is allocated', () => {
    assert.throws(
      () => new FusedSession(engine, opening, 1000),
      (error) => error instanceof BackendError && /needs \d{5,} bytes for the parameters/.test(error.message),
    );
  });

  test('a mini-batch that is too large is refused too, and the session goes on', async () => {
    const session = new FusedSession(engine, opening, 2 ** 22);
    const large = new Int32Array(60_000);
    await assert.rejects(session.train(large, 0.01), /bytes for the activations of 60000 pictures/);
    assert.ok((await session.train(all, 0.01)) > 0);
    await session.dispose();
  });

  test('parameters that are no numbers give a loss that is none, never one that hides them', async () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      const W1 = { ...opening.parameters.W1!, data: opening.parameters.W1!.data.slice().fill(bad) };
      const session = new FusedSession(engine, { ...opening, parameters: { ...opening.parameters, W1 } }, 2 ** 28);
      assert.ok(!Number.isFinite((await session.gradients(all)).loss), `W1 of ${bad}`);
      await session.dispose();
    }
  });

  test('measuring trains at a rate of 0: the parameters stay what they were, bit for bit', async () => {
    const session = new FusedSession(engine, opening, 2 ** 28);
    assert.ok(session.measure(all)!.step > 0);
    for (const [name, { data }] of Object.entries(await session.parameters())) {
      assert.deepEqual(data, opening.parameters[name]!.data, name);
    }
    await session.dispose();
  });

  test('pictures and classes out of range are a bug of the caller, and say so', async () => {
    const session = new FusedSession(engine, opening, 2 ** 28);
    await assert.rejects(session.train(Int32Array.of(4), 0.01), /names no picture of the set/);
    await assert.rejects(session.train(new Int32Array(0), 0.01), /empty/);
    await session.dispose();
    const labels = Int32Array.of(0, 1, 2, 6);
    assert.throws(() => new FusedSession(engine, { ...opening, labels }, 2 ** 28), /no class of the network/);
  });
});
