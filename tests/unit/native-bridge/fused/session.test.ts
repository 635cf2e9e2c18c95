/** Errors of a session; the conformance suite tests that its numbers are right. */
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
  test('refuses a network that needs more memory than available, with the bytes, before any allocation', () => {
    assert.throws(
      () => new FusedSession(engine, opening, 1000),
      (error) => error instanceof BackendError && /needs \d{5,} bytes for the parameters/.test(error.message),
    );
  });

  test('a mini-batch that is too large is refused too, and the session remains usable', async () => {
    const session = new FusedSession(engine, opening, 2 ** 22);
    const large = new Int32Array(60_000);
    await assert.rejects(session.train(large, 0.01), /bytes for the activations of 60000 pictures/);
    assert.ok((await session.train(all, 0.01)) > 0);
    await session.dispose();
  });

  test('NaN parameters give a NaN loss, never one that hides them', async () => {
    for (const bad of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      const W1 = { ...opening.parameters.W1!, data: opening.parameters.W1!.data.slice().fill(bad) };
      const session = new FusedSession(engine, { ...opening, parameters: { ...opening.parameters, W1 } }, 2 ** 28);
      assert.ok(!Number.isFinite((await session.gradients(all)).loss), `W1 of ${bad}`);
      await session.dispose();
    }
  });

  test('measuring trains with a rate of 0: the parameters do not change by a bit', async () => {
    const session = new FusedSession(engine, opening, 2 ** 28);
    assert.ok(session.measure(all)!.step > 0);
    for (const [name, { data }] of Object.entries(await session.parameters())) {
      assert.deepEqual(data, opening.parameters[name]!.data, name);
    }
    await session.dispose();
  });

  test('pictures and classes out of range are reported as a bug of the caller', async () => {
    const session = new FusedSession(engine, opening, 2 ** 28);
    await assert.rejects(session.train(Int32Array.of(4), 0.01), /names no picture of the set/);
    await assert.rejects(session.train(new Int32Array(0), 0.01), /empty/);
    await session.dispose();
    const labels = Int32Array.of(0, 1, 2, 6);
    assert.throws(() => new FusedSession(engine, { ...opening, labels }, 2 ** 28), /no class of the network/);
  });
});
