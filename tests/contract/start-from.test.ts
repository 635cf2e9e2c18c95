/** Runs that start from a model: the base and models of the lab, on the command line and through the contract. */
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import sharp from 'sharp';
import { openDataset } from '../../datasets/catalog.ts';
import { IMAGE_BYTES } from '../../datasets/dataset.ts';
import { presetNetwork } from '../../native-bridge/convnet/presets.ts';
import { lab } from '../helpers/lab.ts';
import { temporaryFolder } from '../helpers/temporary.ts';
import { openRunsLab } from './runs-lab.ts';

const folder = temporaryFolder({ after });
const startOf = (run: string) => JSON.parse(readFileSync(join(run, 'run.json'), 'utf8')).startedFrom;

/** Four drawn hands of each of two signs, named by letters. */
async function letters(): Promise<string> {
  const { splits } = await openDataset('drawn-wide:train=4,test=0');
  const { images, labels, count } = splits.train;
  const root = join(folder, 'letters');
  for (const letter of ['A', 'V']) mkdirSync(join(root, letter), { recursive: true });
  for (let i = 0; i < count; i++) {
    if (labels[i] !== 0 && labels[i] !== 2) continue;
    const file = join(root, labels[i] === 0 ? 'A' : 'V', `${i}.png`);
    const raw = { width: 64, height: 64, channels: 3 } as const;
    await sharp(images.subarray(i * IMAGE_BYTES, (i + 1) * IMAGE_BYTES), { raw })
      .png()
      .toFile(file);
  }
  return root;
}

describe('train --from', () => {
  test('base: for signs other than numbers, with a new last layer, and it says so; none: from scratch', async () => {
    const [data, out] = [await letters(), join(folder, 'of-letters')];
    const common = ['train', '--data', data, '--epochs', '1', '--backend', 'fused-wasm', '--json'];
    const ran = await lab([...common, '--from', 'base', '--out', out]);
    assert.equal(ran.status, 0, ran.stderr);
    assert.match(ran.stderr, /Starts from base: \d+ tensors taken over, a new last layer\./);
    assert.doesNotMatch(ran.stderr, /drawn hands next to/);
    const { model, network, lastLayer, taken } = startOf(out);
    assert.deepEqual([model, network, lastLayer, taken.includes('W1')], ['base', 'hands', 'new', true]);
    const scratch = join(folder, 'scratch');
    const other = await lab([...common, '--preset', 'hands', '--from', 'none', '--out', scratch]);
    assert.equal(other.status, 0, other.stderr);
    assert.equal(startOf(scratch), undefined);
    const drawn = [
      '--data',
      'drawn-wide:train=2,test=0',
      '--preset',
      'camera',
      '--epochs',
      '1',
      '--backend',
      'fused-wasm',
    ];
    const camera = await lab(['train', ...drawn, '--out', join(folder, 'camera')]);
    assert.equal(camera.status, 0, camera.stderr);
    assert.match(camera.stderr, /Starts from base: \d+ tensors taken over, the last layer too\./);
    assert.match(camera.stderr, /Every epoch adds 13 drawn hands and 1 drawn room without a hand to the 12 pictures\./);
    const wrong = await lab([...common, '--preset', 'course', '--from', 'base', '--out', join(folder, 'wrong')]);
    assert.equal(wrong.status, 2);
    assert.match(wrong.stderr, /Nothing of base can be used: its network hands differs from course/);
  });
});

describe('runs.start', () => {
  const opened = openRunsLab(join(folder, 'lab'));
  after(() => opened.close());

  test('from the base, then from the resulting model; an unsuitable model is refused', async () => {
    const { ask, draw, start, untilState } = opened;
    const dataset = await draw();
    const hands = { preset: 'hands', network: presetNetwork('hands') };
    const first = await start(dataset, 1, { ...hands, from: 'base' });
    const { state, settings } = await untilState(first.id, 'done');
    assert.equal(settings.from, 'base');
    assert.equal(startOf(join(folder, 'lab/runs', String(first.id))).model, 'base');
    const second = await start(dataset, 1, { ...hands, from: state.model });
    await untilState(second.id, 'done');
    const from = startOf(join(folder, 'lab/runs', String(second.id)));
    assert.equal(from.sha256, (await ask('models.get', { model: state.model })).sha256);
    await assert.rejects(start(dataset, 1, { ...hands, from: 99 }), /There is no model 99/);
    const { presets } = await ask('runs.options', {});
    assert.ok(presets.every(({ from }) => from === 'base' || from === 'none'));
  });
});
