/** Runs that keep their epochs: what a page receives, bit for bit, through pauses, kills and removal. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { epochSeed, miniBatches } from '../../datasets/minibatch.ts';
import type { Output } from '../../main/ipc/contract.ts';
import { unpackIds } from '../../main/services/datasets/packed-ids.ts';
import { initialise } from '../../native-bridge/convnet/initialisers.ts';
import { presetNetwork } from '../../native-bridge/convnet/presets.ts';
import type { Parameters } from '../../native-bridge/convnet/tensor.ts';
import { loadCheckpoint } from '../../native-bridge/training/checkpoint.ts';
import { keptBytes, keptEpochs } from '../../native-bridge/training/kept-epochs.ts';
import { lab as command } from '../helpers/lab.ts';
import { temporaryFolder } from '../helpers/temporary.ts';
import { ENDLESS, openRunsLab, type RunsLab } from './runs-lab.ts';

const entry = join(import.meta.dirname, '../../main/cli/signs-lab.ts');
const folder = temporaryFolder({ after });
const runFolder = (run: number) => join(folder, 'runs', String(run));
let lab: RunsLab;
let dataset: number;

before(async () => {
  lab = openRunsLab(folder);
  dataset = await lab.draw();
});
after(() => lab.close());

type Kept = Output<'runs.keptParameters'>;
const keptOf = (run: number, epoch: number): Promise<Kept> => lab.ask('runs.keptParameters', { run, epoch });

function assertSame(tensors: Kept['tensors'], expected: Parameters): void {
  assert.deepEqual(tensors.map(({ name }) => name).sort(), Object.keys(expected).sort());
  for (const { name, shape, data } of tensors) {
    const { buffer, byteOffset, byteLength } = expected[name]!.data;
    assert.deepEqual(shape, expected[name]!.shape);
    assert.deepEqual(Buffer.from(data), Buffer.from(buffer, byteOffset, byteLength), name);
  }
}

const timeout = 240_000; // a busy machine trains slowly

describe('a run that keeps its epochs', { timeout }, () => {
  let run: number;

  test('keeps all of them, from before training to the last, and its settings say so', async () => {
    const { id, settings } = await lab.start(dataset, 6, { keepEpochs: true });
    run = id;
    assert.equal(settings.keepEpochs, true);
    await lab.untilState(run, 'done');
    const { epochs, bytes } = await lab.ask('runs.kept', { run });
    assert.deepEqual(epochs, keptEpochs(6));
    const said = keptBytes(presetNetwork('course'), 'adam', 6);
    assert.ok(Math.abs(said - bytes) <= 0.03 * bytes, `${said} bytes were reported, ${bytes} are kept`);
  });

  test('epoch 0 has the initial weights and a new optimizer, the last one equals the checkpoint', async () => {
    const first = await keptOf(run, 0);
    assert.deepEqual(first.network, presetNetwork('course'));
    assertSame(first.tensors, initialise(presetNetwork('course'), 1));
    assert.equal(first.optimizer.steps, 0);
    assert.ok(first.optimizer.slots.every(({ data }) => data.every((byte) => byte === 0)));
    const { parameters, slots, state } = loadCheckpoint(join(runFolder(run), 'checkpoint.safetensors'));
    const last = await keptOf(run, 6);
    assertSame(last.tensors, parameters);
    assertSame(last.optimizer.slots, slots);
    assert.equal(last.optimizer.steps, state.steps);
    assert.deepEqual(last.optimizer.settings, { kind: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-8 });
    assert.deepEqual([last.optimizer.learningRate, last.optimizer.clipNorm], [0.009, null]);
  });

  test('names the pictures of its next mini-batch: those that it trained on, in order', async () => {
    const all = await lab.ask('pictures.find', { dataset, filter: { splits: ['train'] }, sort: { by: 'index' } });
    const train = unpackIds(all.ids);
    const seen = new Set<number>();
    for (const epoch of [0, 3]) {
      const { nextBatch } = await keptOf(run, epoch);
      assert.ok(nextBatch.kind === 'pictures');
      // 42 pictures: of each class 10 without 3 for validation; they are one mini-batch, in the epoch's own order.
      assert.equal(nextBatch.ids.length, 42);
      const ascending = nextBatch.ids.toSorted((a, b) => a - b);
      assert.ok(ascending.every((id) => train.includes(id)));
      const [order] = miniBatches(42, 64, epochSeed(3, epoch));
      assert.deepEqual(
        nextBatch.ids,
        Array.from(order!, (place) => ascending[place]),
      );
      seen.add(nextBatch.ids[0]!);
    }
    assert.equal(seen.size, 2);
  });

  test('when it is extended, it keeps the new epochs too', async () => {
    const before = await keptOf(run, 6);
    await lab.ask('runs.extend', { run, epochs: 9 });
    await lab.until(run, ({ state, epochs }) => state.kind === 'done' && epochs === 9);
    assert.deepEqual((await lab.ask('runs.kept', { run })).epochs, keptEpochs(9));
    assert.deepEqual(await keptOf(run, 6), before);
  });

  test('an epoch that is not kept, and a run that keeps none, are refused with a remedy', async () => {
    await assert.rejects(keptOf(run, 10), { name: 'HostError', message: /after 10 epochs/, remedy: /from 0 to 9/ });
    const { id: plain } = await lab.start(dataset, 1);
    await lab.untilState(plain, 'done');
    assert.deepEqual(await lab.ask('runs.kept', { run: plain }), { epochs: [], bytes: 0 });
    assert.ok(!existsSync(join(runFolder(plain), 'kept')));
    await assert.rejects(keptOf(plain, 0), { name: 'HostError', message: /kept no epochs/, remedy: /switched on/ });
  });

  test('with augmentation, it says why there is no next mini-batch', async () => {
    const hyperparameters = { augmentShift: 0.1, optimizer: 'sgd', clipNorm: 1 };
    const { id } = await lab.start(dataset, 1, { keepEpochs: true, hyperparameters });
    await lab.untilState(id, 'done');
    const { nextBatch, optimizer } = await keptOf(id, 1);
    assert.match(nextBatch.kind === 'none' ? nextBatch.why : '', /varies its pictures/);
    assert.deepEqual([optimizer.settings, optimizer.clipNorm], [{ kind: 'sgd', momentum: 0.9 }, 1]);
    assert.ok(optimizer.slots.every(({ name }) => name.startsWith('u/')));
  });
});

test('paused, killed and resumed, a run has the kept epochs of an uninterrupted one', { timeout }, async () => {
  const { id } = await lab.start(dataset, ENDLESS, { keepEpochs: true });
  await lab.untilEpochs(id, 5);
  await lab.ask('runs.pause', { run: id });
  const { epochs: paused } = await lab.untilState(id, 'paused');
  assert.deepEqual((await lab.ask('runs.kept', { run: id })).epochs, keptEpochs(paused));
  await lab.ask('runs.resume', { run: id });
  await lab.untilEpochs(id, paused + 20);
  lab.killHost();
  const { epochs: killed } = await lab.untilState(id, 'failed');
  await lab.ask('runs.resume', { run: id });
  await lab.untilEpochs(id, killed + 5);
  await lab.ask('runs.finish', { run: id, at: 'last' });
  const { epochs } = await lab.untilState(id, 'done');

  const { id: whole } = await lab.start(dataset, epochs, { keepEpochs: true });
  await lab.untilState(whole, 'done');
  const { epochs: kept } = await lab.ask('runs.kept', { run: id });
  assert.deepEqual(kept, keptEpochs(epochs));
  assert.deepEqual(await lab.ask('runs.kept', { run: whole }), await lab.ask('runs.kept', { run: id }));
  for (const epoch of kept) assert.deepEqual(await keptOf(id, epoch), await keptOf(whole, epoch), `epoch ${epoch}`);
  const names = readdirSync(join(runFolder(id), 'kept'));
  assert.deepEqual(
    names.filter((name) => !/^(run\.json|\d{6}\.safetensors)$/.test(name)),
    [],
    'nothing half written is left',
  );
});

test('they are deleted with their run', { timeout }, async () => {
  const { runs } = await lab.ask('runs.list', {});
  const run = runs.find(({ settings }) => settings.keepEpochs)!.id;
  assert.ok(statSync(join(runFolder(run), 'kept')).isDirectory());
  await lab.ask('runs.remove', { run });
  await lab.close();
  lab = openRunsLab(folder);
  assert.ok(!existsSync(runFolder(run)));
});

test('train --keep-epochs keeps them; a run without it cannot get it when it is resumed', { timeout }, async () => {
  const out = join(folder, 'command');
  const small = ['--data', 'synthetic:train=2,test=1', '--backend', 'fused-wasm', '--out'];
  assert.equal((await command(['train', ...small, out, '--epochs', '3', '--keep-epochs'])).status, 0);
  const files = [...keptEpochs(3).map((epoch) => `00000${epoch}.safetensors`), 'run.json'];
  assert.deepEqual(readdirSync(join(out, 'kept')).sort(), files);
  assert.equal((await command(['train', '--resume', '--out', out, '--epochs', '4'])).status, 0);
  assert.ok(existsSync(join(out, 'kept/000004.safetensors')));

  const plain = join(folder, 'plain');
  assert.equal((await command(['train', ...small, plain, '--epochs', '1'])).status, 0);
  assert.ok(!existsSync(join(plain, 'kept')));
  const refused = await command(['train', '--resume', '--out', plain, '--epochs', '2', '--keep-epochs']);
  assert.equal(refused.status, 2);
  assert.match(refused.stderr, /--keep-epochs cannot change/);
});

const windows = process.platform === 'win32' && 'there is no ulimit on Windows';

test('train --keep-epochs that could not write its first checkpoint can be started again', {
  timeout,
  skip: windows,
}, async () => {
  const out = join(folder, 'limited');
  const args = ['--data', 'synthetic:train=2,test=1', '--backend', 'fused-wasm', '--epochs', '1', '--keep-epochs'];
  // 16 blocks of 512 bytes per file: enough for the settings of the kept epochs, too little for parameters.
  const limited = ['-c', 'ulimit -f 16; exec "$0" "$@"', process.execPath, entry, 'train', ...args, '--out', out];
  const env = { ...process.env, NODE_DISABLE_COMPILE_CACHE: '1' };
  const { status, stderr } = spawnSync('sh', limited, { encoding: 'utf8', env });
  assert.equal(status, 1, stderr);
  assert.ok(!existsSync(join(out, 'kept')), 'nothing is kept before the checkpoint');
  const again = await command(['train', ...args, '--out', out]);
  assert.equal(again.status, 0, again.stderr);
  assert.deepEqual(readdirSync(join(out, 'kept')).sort(), ['000000.safetensors', '000001.safetensors', 'run.json']);
});
