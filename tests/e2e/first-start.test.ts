import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import sharp from 'sharp';
import { openDataset } from '../../datasets/catalog.ts';
import { IMAGE_BYTES } from '../../datasets/dataset.ts';
import { withRecognition } from '../../main/hosts/recognition.ts';
import { ownBase } from '../../main/services/base.ts';
import { browserLab, dropFiles, WITHOUT_BROWSER } from '../helpers/browser.ts';
import { cameraFlags, writeVideo } from '../helpers/camera-video.ts';
import { temporaryFolder } from '../helpers/temporary.ts';
import { narrowFaults } from './narrow-page.ts';

suite('a first start', { skip: WITHOUT_BROWSER }, () => {
  test('Live works at once with the model that comes with the lab, and its card describes it', async (context) => {
    const { video, labels } = await knownHands(temporaryFolder(context));
    const { page, go, axe, screenshot } = await browserLab(context, { flags: cameraFlags(video) });
    await page.getByRole('link', { name: 'Show it a sign' }).click();
    await page.getByText('Camera on').waitFor();
    for (const label of labels) await page.locator(`[data-sign="${label}"]`).waitFor();
    await axe();
    await screenshot('live-first');

    await go('/models/1?tab=card');
    await page.getByRole('heading', { name: 'The base' }).waitFor();
    await page.getByText('Trained on drawn pictures alone: no photograph of a person.').waitFor();
    await page.getByRole('row', { name: /^Dark skin [\d,]+ [\d.]+ %$/ }).waitFor();
    await axe();
    await screenshot('model-base');
    await page.setViewportSize({ width: 360, height: 740 });
    assert.deepEqual(await narrowFaults(page), []);
    await screenshot('model-base-360');

    // It is not a person's work: the lab still counts as empty.
    await go('/');
    await page.getByRole('heading', { name: 'Welcome to Signs Lab' }).waitFor();
    assert.deepEqual(await narrowFaults(page), []);
    await screenshot('home-first-360');
  });

  test('from nothing to a trained model, an exported file and a prediction on a dropped picture', async (context) => {
    const { page, server, go } = await browserLab(context);
    await page.getByRole('button', { name: 'Train now' }).click();
    await page.getByRole('heading', { name: 'course on Synthetic signs', level: 1 }).waitFor();
    await page.getByRole('main').getByText('Done', { exact: true }).waitFor();

    await page.getByRole('tab', { name: 'Printout' }).click();
    await page
      .getByLabel('Printout of this run')
      .getByText(/Test Accuracy/)
      .waitFor();
    const printout = await page.getByLabel('Printout of this run').innerText();
    assert.match(printout, /^Cost after epoch 0: 1\.9\d{5}\nCost after epoch 5: 1\.\d{6}\n/);
    assert.match(printout, /Cost after epoch 95: 0\.\d{6}\nTrain Accuracy: 0\.\d{6}\nTest Accuracy: 0\.\d{6}$/);
    await page.reload();
    await page.getByLabel('Printout of this run').waitFor();

    // The file on the disk is the model, with ONNX Runtime's report next to it.
    const folder = join(server.folder, 'models', '1');
    const report = JSON.parse(readFileSync(join(folder, 'model.parity.json'), 'utf8')) as { passed: boolean };
    assert.equal(report.passed, true);
    assert.ok(existsSync(join(folder, 'model.onnx')));

    await page.getByRole('link', { name: 'Model', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'course on Synthetic signs' }).waitFor();
    const picture = join(temporaryFolder(context), 'five.png');
    await drawHand(picture);
    await dropFiles(page, [picture]);
    await page.getByRole('heading', { name: 'five.png' }).waitFor();
    await page.getByText('The model says').waitFor();
    assert.match(await page.locator('.label strong').innerText(), /^[0-5]$/);

    await page.getByRole('tab', { name: 'Use' }).click();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Download' }).click(),
    ]);
    assert.deepEqual(readFileSync(await download.path()), readFileSync(join(folder, 'model.onnx')));
    await go('/');
    await page.getByRole('heading', { name: 'Latest runs' }).waitFor();
  });
});

/** A video of three drawn hands of different signs, those of which the base is most certain. */
async function knownHands(folder: string): Promise<{ video: string; labels: number[] }> {
  const { images, labels } = (await openDataset('synthetic:train=1,test=10,seed=9')).splits.test;
  const { model: path } = await ownBase();
  const { probabilities } = await withRecognition((host) =>
    host.ask<'predict'>({ kind: 'predict', path, images, count: labels.length }),
  );
  const sureness = (at: number) => probabilities[at * 6 + labels[at]!]!;
  const best = new Map<number, number>();
  for (const [at, label] of labels.entries()) {
    const before = best.get(label);
    if (before === undefined || sureness(at) > sureness(before)) best.set(label, at);
  }
  const shown = [...best.values()].sort((a, b) => sureness(b) - sureness(a)).slice(0, 3);
  const video = join(folder, 'hands.mjpeg');
  const pixels = (at: number) => images.subarray(at * IMAGE_BYTES, (at + 1) * IMAGE_BYTES);
  await writeVideo(shown.map(pixels), video, { seconds: 3 });
  return { video, labels: shown.map((at) => labels[at]!) };
}

/** A drawn hand of class 5, at a larger size than the net's input. */
async function drawHand(path: string): Promise<void> {
  const { splits } = await openDataset('synthetic:train=1,test=1,seed=9');
  const { images, labels } = splits.test;
  const at = labels.indexOf(5) * 64 * 64 * 3;
  const raw = { raw: { width: 64, height: 64, channels: 3 } } as const;
  await sharp(images.subarray(at, at + 64 * 64 * 3), raw)
    .resize(300, 300)
    .png()
    .toFile(path);
}
