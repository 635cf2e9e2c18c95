/** A lab folder that was moved to another place: everything in it still works. */
import assert from 'node:assert/strict';
import { cpSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Input } from '../../main/ipc/contract.ts';
import { presetNetwork } from '../../native-bridge/convnet/presets.ts';
import { lab as command } from '../helpers/lab.ts';
import { temporaryFolder } from '../helpers/temporary.ts';
import { writeTree } from '../unit/datasets/formats/pictures.ts';
import { ENDLESS as ENDLESS_SWEEP, openSweepsLab, type SweepsLab } from '../unit/main/services/sweeps-lab.ts';
import { ENDLESS } from './runs-lab.ts';

const root = temporaryFolder({ after });
const [first, moved] = [join(root, 'first'), join(root, 'another place', 'moved lab')];
let lab: SweepsLab;
let [dataset, pictures, done, paused, sweep] = [0, 0, 0, 0, 0];
let held: Awaited<ReturnType<typeof contents>>;
const timeout = 240_000; // a busy machine trains slowly

/** Everything that the lab shows and that does not depend on the clock. */
async function contents() {
  const [datasets, runs, models, sweeps] = [
    await lab.ask('datasets.list', {}),
    await lab.ask('runs.list', {}),
    await lab.ask('models.list', {}),
    await lab.ask('sweeps.list', {}),
  ];
  return {
    ...{ datasets, runs, models, sweeps },
    pixels: await lab.ask('pictures.pixels', { dataset, ids: [0, 7] }),
    original: await lab.ask('pictures.original', { dataset: pictures, picture: 1 }),
    epochs: await lab.ask('runs.epochs', { run: done, from: 0 }),
    trials: await lab.ask('sweeps.trials', { sweep }),
    file: await lab.ask('models.file', { model: models[0]!.id }),
    kept: await lab.ask('runs.kept', { run: paused }),
  };
}

before(
  async () => {
    lab = openSweepsLab(first);
    dataset = await lab.draw();
    const source = join(root, 'pictures');
    await writeTree(source, { 'a/1.png': 10, 'a/2.png': 20, 'b/3.png': 30 });
    pictures = (await lab.ask('datasets.import', { task: 'import', source: { kind: 'path', path: source } })).id;
    rmSync(source, { recursive: true });
    const settings = {
      ...{ dataset, validation: 0.25, preset: 'course', network: presetNetwork('course'), hyperparameters: {} },
      ...{ backend: 'fused-wasm', seed: 3 },
    } satisfies Partial<Input<'runs.start'>>;
    done = (await lab.ask('runs.start', { ...settings, epochs: 2 })).id;
    await lab.untilRun(done);
    paused = (await lab.ask('runs.start', { ...settings, epochs: ENDLESS, keepEpochs: true })).id;
    while ((await lab.ask('runs.get', { run: paused })).epochs < 3) await new Promise((next) => setTimeout(next, 50));
    await lab.ask('runs.pause', { run: paused });
    while ((await lab.ask('runs.get', { run: paused })).state.kind !== 'paused') {
      await new Promise((next) => setTimeout(next, 50));
    }
    sweep = (await lab.start(dataset, { ...ENDLESS_SWEEP })).id;
    await lab.untilEpochs(sweep, 12);
    await lab.ask('sweeps.pause', { sweep });
    await lab.untilState(sweep, 'paused', 'failed');
    held = await contents();
    await lab.close();
    cpSync(first, moved, { recursive: true });
    rmSync(first, { recursive: true });
    lab = openSweepsLab(moved);
  },
  { timeout },
);
after(() => lab.close());

test('shows everything: datasets and originals, runs with their curves, models, sweeps', async () => {
  assert.deepEqual(await contents(), held);
  assert.equal(held.original.kind, 'file');
  assert.equal(held.models.length, 1);
});

test('a model answers; a finished run is extended, a paused run and a sweep are resumed', { timeout }, async () => {
  const picture = { kind: 'picture', dataset, picture: 3 } as const;
  const sight = await lab.ask('models.see', { model: held.models[0]!.id, picture });
  assert.equal(sight.probabilities.length, 6);
  await lab.ask('runs.extend', { run: done, epochs: 4 });
  await lab.untilRun(done);
  const longer = await lab.ask('runs.get', { run: done });
  assert.deepEqual([longer.state.kind, longer.epochs], ['done', 4]);

  const { epochs } = await lab.ask('runs.get', { run: paused });
  await lab.ask('runs.resume', { run: paused });
  while ((await lab.ask('runs.get', { run: paused })).epochs < epochs + 2) {
    assert.notEqual((await lab.ask('runs.get', { run: paused })).state.kind, 'failed');
    await new Promise((next) => setTimeout(next, 50));
  }
  await lab.ask('runs.finish', { run: paused, at: 'last' });
  await lab.untilRun(paused);

  const known = held.trials.length;
  await lab.ask('sweeps.resume', { sweep });
  await lab.untilEpochs(sweep, 20);
  await lab.ask('sweeps.finish', { sweep });
  const ended = await lab.untilState(sweep, 'done', 'failed');
  assert.equal(ended.state.kind, 'done');
  assert.ok((await lab.ask('sweeps.trials', { sweep })).length > known);
});

test('the command line resumes a run in its folder with the pictures of the same lab', { timeout }, async () => {
  const out = join(moved, 'runs', String(done));
  const ran = await command(['train', '--out', out, '--resume', '--epochs', '5', '--json']);
  assert.equal(ran.status, 0, ran.stderr);
  assert.equal(ran.lines().filter(({ kind }) => kind === 'epoch').length, 1);
});
