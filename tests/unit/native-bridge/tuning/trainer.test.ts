import assert from 'node:assert/strict';
import { before, test } from 'node:test';
import { openDataset } from '../../../../datasets/catalog.ts';
import type { Dataset } from '../../../../datasets/dataset.ts';
import type { Backend } from '../../../../native-bridge/backends/backend.ts';
import { fusedWasmBackend } from '../../../../native-bridge/backends/fused-wasm/index.ts';
import { initialise } from '../../../../native-bridge/convnet/initialisers.ts';
import { presetNetwork } from '../../../../native-bridge/convnet/presets.ts';
import type { EpochRecord } from '../../../../native-bridge/training/checkpoint-state.ts';
import { parseSettings } from '../../../../native-bridge/training/hyperparameters.ts';
import { train } from '../../../../native-bridge/training/loop.ts';
import { optimizationOf } from '../../../../native-bridge/training/optimization.ts';
import { packState, unpackState } from '../../../../native-bridge/tuning/packed-state.ts';
import { SweepPictures } from '../../../../native-bridge/tuning/pictures.ts';
import { trainPiece } from '../../../../native-bridge/tuning/trainer.ts';
import type { Division, WorkOrder, WorkState } from '../../../../native-bridge/tuning/work.ts';

const SPEC = 'synthetic:train=14,test=2,seed=5';
const SHARE = 0.25;
const SEED = 3;
const EPOCHS = 4;
const never = new AbortController().signal;
const hyperparameters = parseSettings(['evaluateEvery=1', 'batchSize=16', 'augmentShift=0.1', 'schedule=cosine']);
const network = presetNetwork('course');
const backend: Backend = fusedWasmBackend;
let whole: Dataset;
let pictures: SweepPictures;

before(async () => {
  whole = await openDataset(SPEC);
  pictures = new SweepPictures(whole.splits);
});

function orderOf(from: number, until: number, divisions: readonly Division[] = [splitOff()]): WorkOrder {
  const replicates = divisions.map((division) => ({ seed: SEED, index: 0, division }));
  return { trial: 0, network, hyperparameters, replicates, from, until, epochs: EPOCHS };
}

function splitOff(): Division {
  return { kind: 'splitOff', share: SHARE, seed: SEED };
}

const trainer = () => ({ backend, pictures, judge: 'validationAccuracy' as const });

/** The same training by the ordinary loop, on the dataset with its validation split. */
async function ordinaryRun(): Promise<EpochRecord[]> {
  const { splits } = await openDataset(SPEC, { validation: SHARE, seed: SEED });
  const { images, labels } = splits.train;
  const parameters = initialise(network, hyperparameters.initSeed);
  const session = await backend.open({
    ...{ network, parameters, ...optimizationOf(hyperparameters), images, labels, seed: SEED },
  });
  const history: EpochRecord[] = [];
  const plan = {
    train: splits.train,
    validation: splits.validation,
    hyperparameters,
    seed: SEED,
    from: 0,
    epochs: EPOCHS,
  };
  await train(session, plan, {
    step: async () => true,
    epoch: async (record) => void history.push(record),
  });
  await session.dispose();
  return history;
}

test("a trial's epochs equal those of an ordinary run with the same settings, number for number", async () => {
  const history = await ordinaryRun();
  const { epochs, state } = await trainPiece(trainer(), orderOf(0, EPOCHS), null, never);
  assert.deepEqual(
    epochs,
    history.map(({ cost, validationCost, validationAccuracy }) => ({
      ...{ cost, validationLoss: validationCost, validationAccuracy },
    })),
  );
  assert.equal(state?.best?.replicates[0], Math.max(...history.map((record) => record.validationAccuracy!)));
});

test('a trial that resumes from a packed state ends with the same weights as one that was never stopped', async () => {
  const whole = await trainPiece(trainer(), orderOf(0, EPOCHS), null, never);
  let state: WorkState | null = null;
  const epochs = [];
  for (const [from, until] of [
    [0, 1],
    [1, 3],
    [3, EPOCHS],
  ] as const) {
    const piece = await trainPiece(trainer(), orderOf(from, until), state, never);
    epochs.push(...piece.epochs);
    const unpacked = unpackState(packState(piece.state!, epochs));
    assert.deepEqual(unpacked.curve, epochs);
    state = unpacked.state;
  }
  assert.deepEqual(epochs, whole.epochs);
  assert.deepEqual(state, whole.state);
});

test('a trial with folds is evaluated on every picture once, and its scores are means over the folds', async () => {
  const divisions = [0, 1, 2].map((fold): Division => ({ kind: 'fold', fold, folds: 3, seed: SEED }));
  const { epochs, state } = await trainPiece(trainer(), orderOf(0, 1, divisions), null, never);
  const judged = divisions.map((division) => pictures.divide(division));
  const places = judged.flatMap((divided) => [...divided.places]);
  assert.deepEqual(
    places.toSorted((a, b) => a - b),
    [...whole.splits.train.labels.keys()],
  );
  assert.equal(state?.best?.predicted.length, whole.splits.train.count);
  const alone = await trainPiece(trainer(), orderOf(0, 1, [divisions[1]!]), null, never);
  assert.equal(state?.best?.replicates[1], alone.epochs[0]?.validationAccuracy);
  const mean = state!.best!.replicates.reduce((a, b) => a + b, 0) / 3;
  assert.ok(Math.abs(epochs[0]!.validationAccuracy - mean) < 1e-12);
});

test('no fold trains on a picture that it is evaluated on', () => {
  for (const division of [splitOff(), { kind: 'fold', fold: 1, folds: 4, seed: 9 } as const]) {
    const { learn, places } = pictures.divide(division);
    const both = new Set(learn);
    assert.ok(places.every((place) => !both.has(place)));
    assert.equal(learn.length + places.length, whole.splits.train.count);
  }
});

test('a trial that diverges is a result: the epochs before it, no state, and the reason', async () => {
  const wild = parseSettings(['optimizer=sgd', 'learningRate=10', 'batchSize=16', 'l2=10']);
  const order = { ...orderOf(0, 30), hyperparameters: wild, epochs: 30 };
  const { state, diverged, epochs } = await trainPiece(trainer(), order, null, never);
  assert.equal(state, null);
  assert.match(diverged ?? '', /^(The (cost|validation loss) became|A parameter became infinite)/);
  assert.ok(epochs.length < 30);
  assert.ok(epochs.every(({ cost }) => Number.isFinite(cost)));
});

test('a piece that is cut short keeps whole epochs and resumes from there', async () => {
  const abort = new AbortController();
  setTimeout(() => abort.abort(), 30);
  const long = { ...orderOf(0, 5000), epochs: 5000, hyperparameters: parseSettings(['batchSize=16']) };
  const cut = await trainPiece(trainer(), long, null, abort.signal);
  assert.ok(cut.epochs.length > 0 && cut.epochs.length < 5000);
  const from = cut.epochs.length;
  const on = await trainPiece(trainer(), { ...long, from, until: from + 1 }, cut.state, never);
  const straight = await trainPiece(trainer(), { ...long, until: from + 1 }, null, never);
  assert.deepEqual(on.epochs, straight.epochs.slice(from));
});
