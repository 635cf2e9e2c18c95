/** Runs through the contract, with the real services: the queue, requests on a run, and its events. */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { RunSummary } from '../../main/ipc/schemas/run.ts';
import { packIds } from '../../main/services/datasets/packed-ids.ts';
import { presetNetwork } from '../../native-bridge/convnet/presets.ts';
import { temporaryFolder } from '../helpers/temporary.ts';
import { curveOf, ENDLESS, openRunsLab, type RunsLab } from './runs-lab.ts';

const folder = temporaryFolder({ after });
let lab: RunsLab;
let dataset: number;

before(async () => {
  lab = openRunsLab(folder);
  dataset = await lab.draw();
});
after(() => lab.close());

const refusal = (message: RegExp, remedy: RegExp) => ({ name: 'HostError', message, remedy });

describe('a queue of runs', { timeout: 180_000 }, () => {
  let first: number;
  let second: number;

  test('trains one run; the others wait in order', async () => {
    first = (await lab.start(dataset, ENDLESS, { name: 'First' })).id;
    second = (await lab.start(dataset, ENDLESS, { seed: 4 })).id;
    const { id: third } = await lab.start(dataset, 1);
    await lab.untilEpochs(first, 3);
    const places = async () =>
      (await lab.ask('runs.list', {})).runs.map(({ state }) => (state.kind === 'queued' ? state.place : state.kind));
    assert.deepEqual(await places(), [2, 1, 'training']);
    await lab.ask('runs.move', { run: third, place: 1 });
    assert.deepEqual(await places(), [1, 2, 'training']);
    await lab.ask('runs.remove', { run: third });
    assert.deepEqual(await places(), [1, 'training']);
  });

  test('reports what is training, and how fast', async () => {
    const run = await lab.ask('runs.get', { run: first });
    assert.deepEqual([run.name, run.datasetName, run.datasetVersion], ['First', 'Synthetic signs', 1]);
    assert.equal(run.parameters, 1286);
    assert.equal(run.backend?.id, 'fused-wasm');
    const pace = lab.events.flatMap(({ event }) => (event.kind === 'epochs' ? [event.pace] : [])).at(-1)!;
    assert.ok(pace.imagesPerSecond > 0 && pace.secondsLeft! > 0, JSON.stringify(pace));
    assert.ok(pace.memory.host > 1e7 && pace.memory.main > 1e7, JSON.stringify(pace));
  });

  test('a paused run lets the next one train, and queues behind it when it is resumed', async () => {
    assert.equal((await lab.ask('runs.pause', { run: first })).state.kind, 'pausing');
    await lab.untilState(first, 'paused');
    await lab.untilEpochs(second, 3);
    assert.deepEqual((await lab.ask('runs.resume', { run: first })).state, { kind: 'queued', place: 1 });
    assert.deepEqual((await lab.ask('runs.pause', { run: first })).state, { kind: 'paused' });
    await lab.ask('runs.resume', { run: first });
  });

  test('a run finished at its best epoch has a model, and the next one trains', async () => {
    assert.deepEqual((await lab.ask('runs.finish', { run: second, at: 'best' })).state, {
      kind: 'finishing',
      at: 'best',
    });
    const { state, best, epochs } = await lab.untilState(second, 'done');
    assert.equal(state.epoch, best?.epoch);
    assert.equal(state.validationAccuracy, best?.validationAccuracy);
    const { validationAccuracy } = await lab.ask('runs.epochs', { run: second, from: 0 });
    assert.equal(validationAccuracy.length, epochs);
    assert.equal(validationAccuracy.indexOf(Math.max(...validationAccuracy.map(Number))), best?.epoch);
    const model = await lab.ask('models.get', { model: state.model });
    assert.deepEqual(model.origin, { kind: 'run', run: second, runName: 'course on Synthetic signs' });
    await lab.untilState(first, 'training');
  });

  test('a paused run can be finished without more training', async () => {
    await lab.ask('runs.pause', { run: first });
    const { epochs } = await lab.untilState(first, 'paused');
    await lab.ask('runs.finish', { run: first, at: 'last' });
    const done = await lab.untilState(first, 'done');
    assert.deepEqual([done.epochs, done.state.epoch], [epochs, epochs - 1]);
  });

  test('reported epochs are the stored ones, reported at most ten times a second', async () => {
    const told = lab.events.flatMap(({ at, event }) =>
      event.kind === 'epochs' && event.run === first ? [{ at, columns: event.columns }] : [],
    );
    const kept = await lab.ask('runs.epochs', { run: first, from: 0 });
    const costs: number[] = [];
    for (const { columns } of told) costs.splice(columns.from, Number.POSITIVE_INFINITY, ...columns.cost);
    assert.deepEqual(costs, kept.cost);
    assert.equal(costs.length, (await lab.ask('runs.get', { run: first })).epochs);
    // The last report of each of the two sessions does not wait.
    const seconds = (told.at(-1)!.at - told[0]!.at) / 1000;
    assert.ok(told.length <= seconds * 10 + 1 + 2, `${told.length} in ${seconds} s`);
    const tail = await lab.ask('runs.epochs', { run: first, from: 2 });
    assert.deepEqual([tail.from, tail.cost], [2, kept.cost.slice(2)]);
  });
});

describe('one run', { timeout: 180_000 }, () => {
  let id: number;

  test('is evaluated after every epoch, and on every split at its end', async () => {
    id = (await lab.start(dataset, 3)).id;
    const run = await lab.untilState(id, 'done');
    const columns = await lab.ask('runs.epochs', { run: id, from: 0 });
    const { from: _, trainAccuracy, ...measured } = columns;
    for (const [name, column] of Object.entries(measured)) assert.ok(column.every(Number.isFinite), name);
    assert.deepEqual(trainAccuracy, [null, null, null], 'the whole training split is evaluated only at the end');
    assert.equal(run.settings.hyperparameters.evaluateEvery, 1);
    assert.deepEqual([run.epochs, run.cost], [3, columns.cost[2]]);
    assert.equal(run.duringAccuracy, columns.duringAccuracy[2]);
    assert.equal(run.trainAccuracy, run.state.trainAccuracy);
    assert.equal(run.state.validationAccuracy, columns.validationAccuracy[2]);
    assert.ok(run.state.testAccuracy! >= 0);
    for (const file of ['checkpoint.safetensors', 'run.json', 'cost.svg', 'model.onnx', 'model.parity.json']) {
      assert.ok(existsSync(join(folder, 'runs', String(id), file)), file);
    }
  });

  test('extended, it trains like a run of that length from the start, and keeps its model', async () => {
    const before = await lab.untilState(id, 'done');
    await lab.ask('runs.extend', { run: id, epochs: 5 });
    const longer = await lab.until(id, ({ state, epochs }) => state.kind === 'done' && epochs === 5);
    assert.equal((longer.state as typeof before.state).model, before.state.model);
    const whole = await lab.start(dataset, 5);
    await lab.untilState(whole.id, 'done');
    const curve = async (run: number) => curveOf(await lab.ask('runs.epochs', { run, from: 0 }));
    assert.deepEqual(await curve(id), await curve(whole.id));
  });

  test('with patience it ends by itself at its best epoch; extended, its patience starts again', async () => {
    const { id: run } = await lab.start(dataset, ENDLESS, { hyperparameters: { patience: 4 } });
    const { state, best, epochs } = await lab.untilState(run, 'done');
    assert.equal(state.epoch, best?.epoch);
    assert.equal(epochs, best!.epoch + 1 + 4);
    await lab.ask('runs.extend', { run, epochs: epochs + 2 });
    const longer = await lab.until(run, (now) => now.state.kind === 'done' && now.epochs > epochs);
    assert.equal(longer.epochs, epochs + 2);
  });

  test('is not evaluated on a frozen test split', async () => {
    await lab.ask('datasets.freeze', { dataset, frozen: true });
    const { id: run } = await lab.start(dataset, 1);
    assert.equal((await lab.untilState(run, 'done')).state.testAccuracy, null);
    const reproduce = { dataset, seeds: 1, epochs: 1 };
    await assert.rejects(lab.ask('runs.reproduce', reproduce), refusal(/is frozen/, /Unfreeze it/));
    await lab.ask('datasets.freeze', { dataset, frozen: false });
  });

  test('trains on the version of the dataset that it was queued with', async () => {
    const { id: busy } = await lab.start(dataset, ENDLESS);
    const { id: waiting } = await lab.start(dataset, 2);
    const ids = packIds(Uint32Array.from({ length: 30 }, (_, id) => id));
    const edited = await lab.ask('pictures.edit', { dataset, ids, edit: { kind: 'exclude' } });
    assert.deepEqual([edited.version, edited.counts.train.total], [2, 30]);
    await lab.ask('runs.pause', { run: busy });
    const { datasetVersion } = await lab.untilState(waiting, 'done');
    assert.equal(datasetVersion, 1);
    // The same seeds and pictures as `id`, so the same costs.
    const [old, whole] = [waiting, id].map((run) => lab.ask('runs.epochs', { run, from: 0 }));
    assert.deepEqual((await old)!.cost, (await whole)!.cost.slice(0, 2));
    await lab.ask('datasets.undo', { dataset });
    await lab.ask('runs.remove', { run: busy });
  });

  test('is renamed', async () => {
    assert.equal((await lab.ask('runs.rename', { run: id, name: 'Another name' })).name, 'Another name');
  });
});

/** How many of these runs trained at the same time. */
function mostAtOnce(ids: readonly number[]): number {
  const training = new Set<number>();
  let most = 0;
  for (const { event } of lab.events) {
    if (event.kind !== 'changed' || !ids.includes(event.run.id)) continue;
    if (event.run.state.kind === 'training') training.add(event.run.id);
    else training.delete(event.run.id);
    most = Math.max(most, training.size);
  }
  return most;
}

describe('impossible requests are refused with a message and a remedy', { timeout: 180_000 }, () => {
  let [training, queued, paused, done] = [0, 0, 0, 0];
  before(async () => {
    done = (await lab.start(dataset, 2, { name: 'D' })).id;
    await lab.untilState(done, 'done');
    paused = (await lab.start(dataset, ENDLESS, { name: 'P', validation: undefined })).id;
    await lab.untilEpochs(paused, 1);
    await lab.ask('runs.pause', { run: paused });
    await lab.untilState(paused, 'paused');
    training = (await lab.start(dataset, ENDLESS, { name: 'T' })).id;
    await lab.untilEpochs(training, 1);
    queued = (await lab.start(dataset, ENDLESS, { name: 'Q' })).id;
  });
  after(async () => {
    for (const run of [queued, training, paused]) await lab.ask('runs.remove', { run });
  });

  const cases: [string, () => Promise<unknown>, ReturnType<typeof refusal>][] = [
    [
      'finishing a queued run',
      () => lab.ask('runs.finish', { run: queued, at: 'last' }),
      refusal(/^Q waits in the queue: it cannot be finished/, /training, paused or failed/),
    ],
    [
      'finishing a run that is done',
      () => lab.ask('runs.finish', { run: done, at: 'last' }),
      refusal(/^D is done/, /is training/),
    ],
    [
      'finishing at the best epoch without validation',
      () => lab.ask('runs.finish', { run: paused, at: 'best' }),
      refusal(/no best epoch/, /Stop at the last epoch/),
    ],
    [
      'pausing a run that is done',
      () => lab.ask('runs.pause', { run: done }),
      refusal(/^D is done: it cannot be paused/, /training or queued/),
    ],
    [
      'pausing a paused run',
      () => lab.ask('runs.pause', { run: paused }),
      refusal(/^P is paused/, /training or queued/),
    ],
    [
      'resuming a training run',
      () => lab.ask('runs.resume', { run: training }),
      refusal(/^T is training/, /paused or failed/),
    ],
    [
      'resuming a run that is done',
      () => lab.ask('runs.resume', { run: done }),
      refusal(/^D is done/, /trained longer/),
    ],
    [
      'more epochs for a training run',
      () => lab.ask('runs.extend', { run: training, epochs: ENDLESS }),
      refusal(/^T is training/, /Pause it first/),
    ],
    [
      'fewer epochs than completed',
      () => lab.ask('runs.extend', { run: done, epochs: 2 }),
      refusal(/has completed 2 epochs/, /more than 2/),
    ],
    [
      'moving a run that is not queued',
      () => lab.ask('runs.move', { run: training, place: 1 }),
      refusal(/no place in the queue/, /queued run/),
    ],
    ['an unknown run', () => lab.ask('runs.get', { run: 999 }), refusal(/no run 999/, /list of runs/)],
    ['an unknown dataset', () => lab.start(999, 1), refusal(/999/, /\w/)],
    [
      'a hyperparameter out of range',
      () => lab.start(dataset, 1, { hyperparameters: { learningRate: 11 } }),
      refusal(/^learningRate: .*<=10/, /in its range/),
    ],
    [
      'an unknown hyperparameter',
      () => lab.start(dataset, 1, { hyperparameters: { speed: 1 } }),
      refusal(/speed/, /learningRate/),
    ],
    [
      'a net for other classes',
      () => lab.start(dataset, 1, { network: presetNetwork('course', { classes: 9 }) }),
      refusal(/9 units.*have 6/, /6 units/),
    ],
    [
      'patience without validation',
      () => lab.start(dataset, 1, { hyperparameters: { patience: 3 }, validation: undefined }),
      refusal(/no validation split/, /Split one off/),
    ],
  ];
  for (const [name, attempt, expected] of cases) {
    test(name, async () => {
      const { total } = await lab.ask('runs.list', {});
      await assert.rejects(attempt(), expected);
      assert.equal((await lab.ask('runs.list', {})).total, total);
    });
  }
});

describe('removing', { timeout: 180_000 }, () => {
  test('a training run is paused first, is restored as it was, and resumes', async () => {
    const { id } = await lab.start(dataset, ENDLESS);
    await lab.untilEpochs(id, 2);
    await lab.ask('runs.remove', { run: id });
    assert.ok(lab.events.some(({ event }) => event.kind === 'removed' && event.run === id));
    await assert.rejects(lab.ask('runs.get', { run: id }), refusal(/no run/, /removed/));
    const restored = await lab.ask('runs.restore', { run: id });
    assert.deepEqual(restored.state, { kind: 'paused' });
    await lab.ask('runs.resume', { run: id });
    await lab.untilEpochs(id, restored.epochs + 1);
    await lab.ask('runs.remove', { run: id });
  });

  test('a removed run is deleted from the disk when the lab is opened again; the others are not', async () => {
    const { runs } = await lab.ask('runs.list', {});
    const kept = runs.at(-1)!;
    const { id } = await lab.start(dataset, 1);
    await lab.untilState(id, 'done');
    await lab.ask('runs.remove', { run: id });
    assert.ok(existsSync(join(folder, 'runs', String(id))));
    await lab.close();
    lab = openRunsLab(folder);
    assert.ok(!existsSync(join(folder, 'runs', String(id))));
    assert.deepEqual((await lab.ask('runs.list', {})).runs, runs);
    assert.ok(existsSync(join(folder, 'runs', String(kept.id), 'model.onnx')));
    await assert.rejects(lab.ask('runs.restore', { run: id }), refusal(/no run/, /removed/));
  });
});

describe('"Reproduce the course"', { timeout: 180_000 }, () => {
  test('is one group of runs that differ only in both seeds', async () => {
    const { group, runs } = await lab.ask('runs.reproduce', { dataset, seeds: 3, epochs: 1 });
    assert.deepEqual(
      runs.map(({ settings }) => [settings.seed, settings.hyperparameters.initSeed]),
      [
        [3, 1],
        [4, 2],
        [5, 3],
      ],
    );
    const rest = runs.map(({ settings: { name: _, seed: __, hyperparameters, ...common } }) => {
      const { initSeed: ___, ...others } = hyperparameters;
      return { ...common, others };
    });
    assert.deepEqual(rest, [rest[0], rest[0], rest[0]]);
    for (const { id } of runs) await lab.untilState(id, 'done');
    const most = mostAtOnce(runs.map(({ id }) => id));
    // A set has one thread per run: on one core it gains nothing, so there is none.
    assert.equal(most, Math.min(3, availableParallelism()), 'runs of a group train side by side');
    const [{ id: together, settings }] = runs as [RunSummary];
    const { id: again } = await lab.ask('runs.start', settings);
    await lab.untilState(again, 'done');
    const curves = [together, again].map(async (run) => curveOf(await lab.ask('runs.epochs', { run, from: 0 })));
    assert.deepEqual(await curves[0], await curves[1], 'bit for bit those of a run alone');
    const [found] = await lab.ask('runs.groups', {});
    assert.deepEqual([found?.group, found?.datasetName], [group, 'Synthetic signs']);
    assert.deepEqual(
      found?.runs.map(({ id, state }) => [id, state.kind]),
      runs.map(({ id }) => [id, 'done']),
    );
  });

  test('a group whose host is killed: one run is paused and resumed, the others continue by themselves, with the same bits', {
    skip: availableParallelism() < 2 && 'one core: no set',
  }, async () => {
    const { runs } = await lab.ask('runs.reproduce', { dataset, seeds: 2, epochs: 400 });
    const [one, other] = runs.map(({ id }) => id) as [number, number];
    await Promise.all([one, other].map((run) => lab.untilEpochs(run, 3)));
    await lab.ask('runs.pause', { run: one });
    assert.ok((await lab.untilState(one, 'paused')).epochs < 400);
    assert.equal((await lab.ask('runs.get', { run: other })).state.kind, 'training', 'the other run continues');
    lab.killHost();
    await lab.ask('runs.resume', { run: one });
    await Promise.all([one, other].map((run) => lab.untilState(run, 'done')));
    const { settings } = runs[1]!;
    const { id: alone } = await lab.ask('runs.start', settings);
    await lab.untilState(alone, 'done');
    const curve = async (run: number) => curveOf(await lab.ask('runs.epochs', { run, from: 0 }));
    assert.deepEqual(await curve(other), await curve(alone));
  });
});

test('every field of the hyperparameter form has a range, a default and an explanation', async () => {
  const { hyperparameters } = await lab.ask('runs.options', {});
  const byKey = new Map(hyperparameters.map((field) => [field.key, field]));
  for (const { key, title, why } of hyperparameters) assert.ok(title.length > 2 && why.length > 20, key);
  assert.deepEqual(byKey.get('learningRate')?.value, {
    ...{ kind: 'number', integer: false, default: 0.009, min: 0, max: 10, minExcluded: true, maxExcluded: false },
  });
  const evaluateEvery = byKey.get('evaluateEvery')?.value;
  assert.equal(evaluateEvery?.default, 1, 'the lab draws accuracy curves');
});
