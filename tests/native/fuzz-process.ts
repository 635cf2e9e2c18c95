/**
 * `node fuzz-process.ts BACKEND SEED COUNT`: trains that many random networks on one backend, each with every optimizer.
 * It is a separate process, so that fuzz.test.ts can see it die; each network is printed first, one per line.
 */
import assert from 'node:assert/strict';
import { writeSync } from 'node:fs';
import fc from 'fast-check';
import {
  type Backend,
  BackendError,
  type Opening,
  type OptimizerSettings,
  type Session,
} from '../../native-bridge/backends/backend.ts';
import { BACKENDS } from '../../native-bridge/backends/table.ts';
import { NetworkError } from '../../native-bridge/convnet/network.ts';
import { parameterSpecs } from '../../native-bridge/convnet/parameters.ts';
import { inferShapes } from '../../native-bridge/convnet/shapes.ts';
import { trainEpoch } from '../../native-bridge/training/epoch.ts';
import { type Case, caseOf } from '../conformance/networks.ts';
import { wildNetworks } from './wild-networks.ts';

/** About 10 ms per training step, and far below the memory of any machine. */
const BUDGET = { multiplyAdds: 1e7, parameters: 5e5, activations: 2e5 };

const OPTIMIZERS: readonly OptimizerSettings[] = [
  { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
  { kind: 'adamW', beta1: 0, beta2: 0.5, epsilon: 1, weightDecay: 0.1 },
  { kind: 'sgd', momentum: 0 },
  { kind: 'sgd', momentum: 0.99 },
];

/** A net, one to three pictures, and its training settings. */
const trials = fc.record({
  network: wildNetworks(BUDGET),
  count: fc.integer({ min: 1, max: 3 }),
  seed: fc.integer({ min: 1, max: 2 ** 31 - 1 }),
  dropoutSeed: fc.maxSafeNat(),
  objective: fc.record({ labelSmoothing: fc.constantFrom(0, 0.5, 0.99), l2: fc.constantFrom(0, 1e-4, 10) }),
  clipNorm: fc.constantFrom(0, 1e-6, 1),
  rate: fc.constantFrom(0, 1e-3, 1e6),
});
type Trial = typeof trials extends fc.Arbitrary<infer T> ? T : never;

const tally = { computed: 0, refused: 0, finite: 0 };

async function tryOut(backend: Backend, { network, count, seed, dropoutSeed, rate, ...rest }: Trial): Promise<void> {
  const one = caseOf(network, count, seed);
  const { parameters, images, labels } = one;
  for (const optimizer of OPTIMIZERS) {
    const opening = { ...{ network, parameters, images, labels, optimizer, seed: dropoutSeed }, ...rest };
    try {
      await useSession(backend, opening, one, rate);
      tally.computed++;
    } catch (error) {
      if (!(error instanceof BackendError || error instanceof NetworkError)) throw error;
      assert.ok(error.message.length > 0 && error.remedy.length > 0, 'has a remedy');
      tally.refused++;
    }
  }
}

async function useSession(backend: Backend, opening: Opening, one: Case, rate: number): Promise<void> {
  const session = await backend.open(opening);
  try {
    await checkPasses(session, one, rate);
  } finally {
    await session.dispose();
  }
}

/** Calls every method once. Numbers may overflow, but their count and names must be right. */
async function checkPasses(session: Session, { network, images, labels, count }: Case, rate: number): Promise<void> {
  const specs = parameterSpecs(network);
  const trained = specs.filter((spec) => spec.trained).map(({ name }) => name);
  const batch = Int32Array.from(labels.keys());
  const { loss, gradients } = await session.gradients(batch);
  assert.deepEqual(Object.keys(gradients).sort(), [...trained].sort());
  const lossOfStep = await session.train(batch, rate);
  assert.ok(Object.is(lossOfStep, loss), `the same loss before the step: ${loss}, ${lossOfStep}`);
  const logits = await session.logits(images, count);
  assert.equal(logits.length, count * inferShapes(network).at(-1)![0]!);
  const parameters = await session.parameters();
  for (const { name, shape } of specs) assert.deepEqual(parameters[name]?.shape, [...shape]);
  const work = { batches: [batch], learningRates: Float64Array.of(rate), evaluation: { images, count } };
  const epoch = await trainEpoch(session, work);
  assert.deepEqual([epoch.losses.length, epoch.logits?.length], [1, logits.length]);
  assert.equal((await session.optimizerState()).steps, 2);
  if (Number.isFinite(loss)) tally.finite++;
}

const [id, seed, count] = process.argv.slice(2) as [string, string, string];
const backend = await BACKENDS.find((row) => row.id === id)!.load();
await fc.assert(
  fc.asyncProperty(trials, async (trial) => {
    writeSync(1, `${JSON.stringify(trial)}\n`);
    await tryOut(backend, trial);
  }),
  { numRuns: Number(count), seed: Number(seed) },
);
writeSync(1, `${JSON.stringify(tally)}\n`);
