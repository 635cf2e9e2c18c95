/** Watching a training run: the page's numbers are compared with the reference, computed from the run's own files. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import type { Locator } from 'playwright';
import { readPictures } from '../../datasets/formats/version-file.ts';
import { presetNetwork } from '../../native-bridge/convnet/presets.ts';
import type { Parameters } from '../../native-bridge/convnet/tensor.ts';
import { keptEpochOf } from '../../native-bridge/host/kept-epoch.ts';
import { tensor } from '../../native-bridge/reference/index.ts';
import { referenceLoss } from '../../native-bridge/reference/loss.ts';
import { referenceLossAndGradients } from '../../native-bridge/reference/network.ts';
import { normOf, optimizerStep } from '../../native-bridge/reference/optimizer.ts';
import { softmax } from '../../native-bridge/reference/softmax-cross-entropy.ts';
import { traceForward } from '../../native-bridge/reference/trace.ts';
import { keptBytes } from '../../native-bridge/training/kept-epochs.ts';
import { cellNumber } from '../../renderer/features/learn/numbers/number-text.ts';
import { filterChannel } from '../../renderer/features/learn/training/filter-pictures.ts';
import { bytes, percent, significant } from '../../renderer/lib/format.ts';
import { openRunsLab } from '../contract/runs-lab.ts';
import { type BrowserLab, browserLab, WITHOUT_BROWSER } from '../helpers/browser.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

const EPOCHS = 8;
const course = presetNetwork('course');

suite('watching a training run', { skip: WITHOUT_BROWSER, timeout: 300_000 }, () => {
  const ends: (() => unknown)[] = [];
  const rest = { after: (end: () => unknown) => void ends.push(end) };
  let lab: BrowserLab;
  let folder: string;
  let dataset: number;

  before(async () => {
    folder = temporaryFolder(rest);
    const made = openRunsLab(folder);
    // 24 training pictures are one mini-batch: the next epoch is the result of the step.
    const source = { kind: 'synthetic', train: 4, test: 2, seed: 1 } as const;
    dataset = (await made.ask('datasets.import', { task: 'draw', source })).id;
    await made.close();
    lab = await browserLab(rest, { folder, viewport: { width: 1280, height: 1000 } });
  });
  // The last opened is closed first, and all are closed even if one fails.
  after(async () => {
    const failures: unknown[] = [];
    const close = async (end: () => unknown) => end();
    for (const end of ends.reverse()) await close(end).catch((error: unknown) => failures.push(error));
    if (failures.length > 0) throw failures[0];
  });

  const part = (name: string): Locator => lab.page.getByRole('region', { name, exact: true });
  /** Waits, because the old number stays until the worker has the new one. */
  const shows = (label: string, value: string) =>
    lab.page
      .locator('.stat', { hasText: label })
      .locator('strong', { hasText: new RegExp(`^${value.replace('.', '\\.').replace('+', '\\+')}$`) })
      .waitFor();
  const addressed = (name: string, value: string) =>
    lab.page.waitForURL((url) => new URLSearchParams(url.hash.split('?')[1]).get(name) === value);
  /** A kept epoch of the only run, from its files. */
  const keptAt = async (epoch: number) => {
    const kept = await keptEpochOf(join(folder, 'runs/1/kept'), epoch);
    const named = (tensors: typeof kept.tensors): Parameters =>
      Object.fromEntries(tensors.map((one) => [one.name, one]));
    return { ...kept, parameters: named(kept.tensors), slots: named(kept.optimizer.slots) };
  };
  const pixelsOf = (ids: readonly number[]) => readPictures(join(folder, `datasets/${dataset}/pictures.u8`), ids);
  const labelsOf = (ids: readonly number[]) => {
    const file = join(folder, `datasets/${dataset}/versions/1.signs.json`);
    const { pictures, labels } = JSON.parse(readFileSync(file, 'utf8')).splits.train;
    return Int32Array.from(ids, (id) => labels[pictures.indexOf(id)]);
  };
  const batchAt = async (epoch: number) => {
    const { nextBatch } = await keptAt(epoch);
    assert.ok(nextBatch.kind === 'pictures');
    return { ids: nextBatch.ids, images: await pixelsOf(nextBatch.ids), labels: labelsOf(nextBatch.ids) };
  };
  /** The reference's step after that epoch. */
  const stepAt = async (epoch: number) => {
    const [{ parameters, slots, optimizer }, { images, labels }] = [await keptAt(epoch), await batchAt(epoch)];
    const indices = Int32Array.from(labels.keys());
    const { loss, gradients } = referenceLossAndGradients(course, parameters, images, labels, indices);
    const { settings: rule, learningRate, steps, clipNorm } = optimizer;
    const taken = optimizerStep(course, parameters, gradients, slots, { rule, learningRate, steps, clipNorm });
    return { loss, gradients, taken, lossAfter: referenceLoss(course, taken.parameters, images, labels) };
  };

  test('without a run that keeps its epochs, the station leads to one: the switch, its size, and following the run', async () => {
    const { page, go, axe, screenshot } = lab;
    await go('/learn/training');
    await page.getByRole('heading', { name: 'First, a run that keeps its epochs' }).waitFor();
    await axe();
    await screenshot('learn-training-empty');
    await page.getByRole('link', { name: 'Train a run that keeps its epochs' }).click();
    const size = (epochs: number) => `Keep every epoch for Learn: about ${bytes(keptBytes(course, 'adam', epochs))}`;
    const keep = page.getByRole('switch', { name: /Keep every epoch/ });
    await page.getByRole('switch', { name: size(100), checked: true }).waitFor();
    await page.getByLabel('Epochs', { exact: true }).fill(String(EPOCHS));
    await page.getByRole('switch', { name: size(EPOCHS) }).waitFor();
    await keep.click();
    assert.equal(await keep.getAttribute('aria-checked'), 'false');
    await keep.click();
    await page.getByLabel('Name', { exact: true }).fill('Watched');
    await page.getByRole('button', { name: 'Start training' }).click();
    await page.waitForURL(/#\/training\/1$/);
    // The station follows a training run.
    await go('/learn/training');
    await page.getByText(`After ${EPOCHS} epochs`).waitFor();
    await page.getByText(/Watched has kept 9 epochs, \d+ KB/).waitFor();
  });

  test('the numbers of one step equal those of the reference and of the run itself', async () => {
    const { page, go, axe, screenshot } = lab;
    await go('/learn/training?epoch=3&weight=W1/10');
    await page.getByText('After 3 epochs').waitFor();
    const { loss, lossAfter, gradients, taken } = await stepAt(3);
    await part('One optimizer step by hand').waitFor();
    await shows('Loss before the step', significant(loss, 6));
    await shows('Loss after the step', significant(lossAfter, 6));
    await shows('Norm of all gradients', significant(taken.norm, 4));
    for (const name of ['W1', 'W2', 'W3', 'b3']) {
      const row = part('Gradients').getByRole('row', { name: new RegExp(`^${name} `) });
      const norm = significant(normOf({ all: gradients[name]! }), 4);
      assert.equal(await row.getByRole('cell').nth(1).textContent(), norm, name);
    }
    const { parameters: own } = await keptAt(4);
    const said = (await part('One optimizer step by hand')
      .getByText(/^New weight: /)
      .textContent())!;
    const [, byHand, ofRun] = /New weight: (\S+); .*: (\S+)$/.exec(said)!;
    assert.equal(byHand, significant(taken.parameters.W1!.data[10]!, 7));
    assert.equal(ofRun, significant(own.W1!.data[10]!, 7));
    // The run computes in float32.
    assert.ok(Math.abs(Number(byHand) - Number(ofRun)) < 1e-5, said);
    await part('One optimizer step by hand').getByText('W1[0, 0, 1, 2], its gradient').waitFor();
    await go('/learn/training?epoch=3&weight=W1/10&numbers=1');
    await axe();
    await screenshot('learn-training');
  });

  test('filters show the kept weights, dead ones are marked, and clicking a number selects its weight', async () => {
    const { page, go } = lab;
    await go('/learn/training?epoch=3&filter=2');
    const { parameters } = await keptAt(3);
    const grid = page.getByRole('grid', { name: 'Filter 2, channel 1' });
    const cells = await grid.getByRole('gridcell').allTextContents();
    const { data } = filterChannel(parameters.W1!, 2, 1);
    assert.deepEqual(
      cells.map((text) => text.trim()),
      Array.from(data, (value) => cellNumber(value)),
    );
    await grid.getByRole('gridcell').nth(6).click(); // row 1, column 2
    await addressed('weight', `W1/${((1 * 4 + 2) * 3 + 1) * 8 + 2}`);

    const { ids } = await batchAt(3);
    const alive = new Set<number>();
    for (const id of ids) {
      const { outputs } = traceForward(course, parameters, asTensor(await pixelsOf([id])));
      for (const [i, value] of outputs[1]!.data.entries()) if (value > 0) alive.add(i % 8);
    }
    const dead = [...Array(8).keys()].filter((filter) => !alive.has(filter));
    await part('Gradients')
      .getByText(/^ReLU after Convolution 1/)
      .waitFor();
    const marked = await part('Filters')
      .getByRole('button', { name: /^Filter \d+ dead$/ })
      .all();
    const names = await Promise.all(marked.map((one) => one.getAttribute('aria-label')));
    assert.deepEqual(
      names,
      dead.map((filter) => `Filter ${filter} dead`),
    );
  });

  test('feature maps and the answer belong to the chosen picture at the shown epoch', async () => {
    const { page, go } = lab;
    const { ids } = await batchAt(3);
    const picture = ids[5]!;
    await go(`/learn/training?epoch=8&layer=W2&picture=${dataset}/${picture}`);
    const { parameters } = await keptAt(8);
    const { logits } = traceForward(course, parameters, asTensor(await pixelsOf([picture])));
    const { data } = softmax(logits);
    const best = data.indexOf(Math.max(...data));
    await part('Its output for one picture')
      .getByText(`${best} (${percent(data[best]!)})`)
      .waitFor();
    assert.equal(await page.getByRole('img', { name: /^Feature map \d+$/ }).count(), 16);
  });

  test('the timeline plays, is stored in the address, and answers the question', async () => {
    const { page, go } = lab;
    await go('/learn/training?epoch=6');
    await page.getByText('After 6 epochs').waitFor();
    await page.getByRole('button', { name: 'Play' }).click();
    await page.getByText('After 8 epochs').waitFor();
    await addressed('epoch', '8');
    await page.getByRole('slider', { name: 'Kept epoch' }).press('Home');
    await page.getByText('Before training').waitFor();
    await addressed('epoch', '0');
    await page.getByText(/Found\. About the logarithm/).waitFor();
    await shows('Loss before the step', significant((await stepAt(0)).loss, 6));
    await page.reload();
    await page.getByText('Before training').waitFor();
    await addressed('epoch', '0');
  });

  test('the centre of the surface is the loss at the weights, and its computation can be stopped', async () => {
    const { page, go, axe, screenshot } = lab;
    await go('/learn/training?epoch=5');
    const surface = part('The loss around the weights');
    await surface.waitFor();
    await surface.getByRole('radio', { name: '21 × 21' }).click();
    await addressed('surface', '21');
    await surface.getByRole('button', { name: 'Compute the surface' }).click();
    await surface.getByRole('progressbar', { name: 'Loss surface' }).waitFor();
    // From coarse to fine: the centre is among the first nine.
    const [{ parameters }, { images, labels }] = [await keptAt(5), await batchAt(5)];
    const loss = referenceLoss(course, parameters, images.slice(0, 16 * 12288), labels.slice(0, 16));
    await surface.getByText(`Loss at the weights: ${significant(loss, 5)}`).waitFor();
    await surface.getByRole('button', { name: 'Stop' }).click();
    await surface.getByRole('button', { name: 'Compute the surface' }).waitFor();
    const done = /Lowest of the (\d+) computed/.exec((await surface.textContent())!)![1];
    assert.ok(Number(done) >= 1 && Number(done) < 441, `${done} places`);
    const map = surface.getByRole('application', { name: /Loss minus the loss/ });
    await map.focus();
    for (let step = 0; step < 10; step++) await map.press('ArrowDown');
    for (let step = 0; step < 10; step++) await map.press('ArrowRight');
    await surface
      .getByText(`0 along the first direction, 0 along the second direction: loss ${significant(loss, 5)}`)
      .waitFor();
    await addressed('cell', '10-10');
    await map.scrollIntoViewIfNeeded();
    await axe();
    await screenshot('learn-training-surface');
    await surface.getByRole('radio', { name: 'The step and a random one' }).click();
    await surface.getByRole('button', { name: 'Other directions' }).click();
    await addressed('seed', '2');
    await page.reload();
    await surface.getByRole('radio', { name: 'The step and a random one', checked: true }).waitFor();
    await surface.getByRole('radio', { name: '21 × 21', checked: true }).waitFor();
  });

  test('gradients over all kept epochs equal those of the reference on the same pictures', async () => {
    const { go } = lab;
    await go('/learn/training?epoch=5');
    const gradients = part('Gradients');
    await gradients.getByRole('button', { name: 'Measure every kept epoch' }).click();
    const figure = gradients.locator('figure', { hasText: "Norm of each kernel's gradient by epoch" });
    await figure.getByRole('button', { name: 'Show as table' }).click();
    await figure.getByRole('row', { name: /^8 / }).waitFor();
    const { images, labels } = await batchAt(5);
    for (const epoch of [0, 2, 8]) {
      const { parameters } = await keptAt(epoch);
      const some = Int32Array.from({ length: 16 }, (_, i) => i);
      const { gradients: wanted } = referenceLossAndGradients(course, parameters, images, labels, some);
      const norms = ['W1', 'W2', 'W3'].map((name) => significant(normOf({ all: wanted[name]! }), 4));
      const row = figure.getByRole('row', { name: new RegExp(`^${epoch} `) });
      const cells = await row.getByRole('cell').allTextContents();
      assert.deepEqual(
        cells.map((text) => text.trim()),
        [`${epoch}`, ...norms],
      );
    }
  });
});

/** (1,64,64,3) in [0,1] of RGB bytes. */
function asTensor(pixels: Uint8Array) {
  return tensor(
    [1, 64, 64, 3],
    Float64Array.from(pixels, (byte) => byte / 255),
  );
}
