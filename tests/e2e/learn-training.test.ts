/** A training watched: what the page says is held against the reference, on the run's own files. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, suite, test } from 'node:test';
import { readPictures } from '../../datasets/formats/version-file.ts';
import { presetNetwork } from '../../native-bridge/convnet/presets.ts';
import type { Parameters } from '../../native-bridge/convnet/tensor.ts';
import { keptEpochOf } from '../../native-bridge/host/kept-epoch.ts';
import { referenceLoss } from '../../native-bridge/reference/loss.ts';
import { referenceLossAndGradients } from '../../native-bridge/reference/network.ts';
import { normOf, optimizerStep } from '../../native-bridge/reference/optimizer.ts';
import { significant } from '../../renderer/lib/format.ts';
import { openRunsLab } from '../contract/runs-lab.ts';
import { type BrowserLab, browserLab, WITHOUT_BROWSER } from '../helpers/browser.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

const EPOCHS = 8;

/** A run of one step an epoch, so that the epoch after a step is that step's own result. */
async function runThatKeeps(folder: string): Promise<{ dataset: number; run: number }> {
  const lab = openRunsLab(folder);
  try {
    const dataset = await lab.draw();
    const { id: run } = await lab.start(dataset, EPOCHS, { keepEpochs: true, name: 'Watched' });
    await lab.untilState(run, 'done');
    return { dataset, run };
  } finally {
    await lab.close();
  }
}

/** The step after that epoch as the reference takes it, from the files of the lab. */
async function expectedStep(folder: string, dataset: number, run: number, epoch: number) {
  const { network, tensors, optimizer, nextBatch } = await keptEpochOf(join(folder, 'runs', `${run}`, 'kept'), epoch);
  assert.ok(nextBatch.kind === 'pictures');
  const home = join(folder, 'datasets', `${dataset}`);
  const version = JSON.parse(readFileSync(join(home, 'versions/1.signs.json'), 'utf8'));
  const { pictures, labels: all } = version.splits.train as { pictures: number[]; labels: number[] };
  const images = await readPictures(join(home, 'pictures.u8'), nextBatch.ids);
  const labels = Int32Array.from(nextBatch.ids, (id) => all[pictures.indexOf(id)]!);
  const parameters: Parameters = Object.fromEntries(tensors.map((tensor) => [tensor.name, tensor]));
  const slots: Parameters = Object.fromEntries(optimizer.slots.map((tensor) => [tensor.name, tensor]));
  const indices = Int32Array.from(labels.keys());
  const { loss, gradients } = referenceLossAndGradients(network, parameters, images, labels, indices);
  const { settings: rule, learningRate, steps, clipNorm } = optimizer;
  const taken = optimizerStep(network, parameters, gradients, slots, { rule, learningRate, steps, clipNorm });
  return { loss, gradients, taken, lossAfter: referenceLoss(network, taken.parameters, images, labels), parameters };
}

suite('training watched in the page', { skip: WITHOUT_BROWSER, timeout: 300_000 }, () => {
  const folder = temporaryFolder({ after: (fn) => process.once('exit', fn) });
  let run: number;
  let dataset: number;
  before(async () => {
    ({ run, dataset } = await runThatKeeps(folder));
  });

  test('the numbers of a step, the filters, the surface are those of the reference', async (context) => {
    const lab = await browserLab(context, { folder, viewport: { width: 1280, height: 1000 } });
    const { page, go, axe, screenshot } = lab;
    await go('/learn/training?epoch=3');
    await page.getByText('After 3 epochs').waitFor();
    const expected = await expectedStep(folder, dataset, run, 3);
    const hand = page.getByRole('region', { name: 'One optimizer step by hand' });
    await hand.waitFor();
    await statOf(lab, 'Loss before the step', significant(expected.loss, 6));
    await statOf(lab, 'Loss after the step', significant(expected.lossAfter, 6));
    await statOf(lab, 'Norm of all gradients', significant(expected.taken.norm, 4));
    for (const name of ['W1', 'W2', 'W3', 'b3']) {
      const row = page.getByRole('row', { name: new RegExp(`^${name} `) });
      const norm = significant(normOf({ all: expected.gradients[name]! }), 4);
      await row.getByRole('cell', { name: norm, exact: true }).first().waitFor();
    }
    await axe();
    await screenshot('learn-training');
  });
});

/** The number below its name. */
async function statOf({ page }: BrowserLab, label: string, value: string): Promise<void> {
  const stat = page.locator('.stat', { hasText: label });
  assert.equal(await stat.locator('strong').textContent(), value, label);
}
void presetNetwork;
