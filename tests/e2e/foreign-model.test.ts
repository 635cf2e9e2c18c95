/** A foreign model in the page: its card is filled in by measuring, then it is used like one of the lab. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { unzipSync } from 'fflate';
import { browserLab, WITHOUT_BROWSER } from '../helpers/browser.ts';
import { cameraFlags } from '../helpers/camera-video.ts';
import { temporaryFolder } from '../helpers/temporary.ts';
import { rewrapped } from '../unit/native-bridge/onnx/card/rewrapped.ts';
import { liveLab } from './live-lab.ts';
import { faultsInWidths } from './narrow-page.ts';

suite('a foreign model in the page', { skip: WITHOUT_BROWSER }, () => {
  test('its card is measured, previewed and stored; it is evaluated and recognises live', async (context) => {
    const lab = await liveLab(context, { pictures: 6, seconds: 2, epochs: 8 });
    const { page, go, axe, screenshot } = await browserLab(context, {
      folder: lab.folder,
      flags: cameraFlags(lab.video),
    });
    const own = readFileSync(join(lab.folder, `models/${lab.model}/model.onnx`));
    const path = join(temporaryFolder(context), 'from-elsewhere.onnx');
    writeFileSync(path, rewrapped(own, { layout: 'NHWC', channels: 'BGR', scale: '-1..1' }));

    await go('/models');
    await page.getByRole('table').waitFor();
    await page.keyboard.press('p');
    await page.getByRole('dialog', { name: 'Open by path' }).getByLabel('File on this machine').fill(path);
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'from-elsewhere', level: 1 }).waitFor();
    const id = Number(/models\/(\d+)/.exec(page.url())![1]);
    await page.getByRole('tab', { name: 'Card' }).click();
    await page.getByText('Not known yet: fit, channels, scale, labels.').waitFor();
    await page.getByText(/Takes input: float32 \(N × 64 × 64 × 3\)/).waitFor();
    await page.getByText('Fill in layout, fit, size').waitFor();
    await axe();
    await screenshot('model-foreign');

    await page.getByRole('button', { name: 'Measure' }).click();
    const measured = page.getByRole('list', { name: 'Results' });
    await measured.getByText(/Of 27 cards, the best is right on .* of \d+ train pictures/).waitFor();
    await measured.getByText(/cannot distinguish: fit/).waitFor();
    await page.getByRole('button', { name: 'Use the best card' }).click();
    await page.getByText('The card is complete.').waitFor();
    await page.getByText('Everything is known.').waitFor();
    await page.getByRole('img', { name: 'The picture as the net receives it: 64 by 64 pixels' }).waitFor();
    await page.getByText(/B -?\d\.\d\d to -?\d\.\d\d, G .*, R -?\d/).waitFor();
    await axe();
    await screenshot('model-foreign-measured');
    assert.deepEqual(await faultsInWidths(page), []);

    // A card that does not fit is refused, and the stored one stays.
    await page.getByLabel('Height').fill('32');
    await page.getByRole('button', { name: 'Save this card' }).click();
    await page.getByText(/its size is not 32 x 64/).waitFor();
    await page.reload();
    await page.getByText('Everything is known.').waitFor();

    const accuracy = async (model: number) => {
      await go(`/evaluation?model=${model}&dataset=${lab.dataset}&split=test`);
      const shown = page.getByText(/\d+ of \d+ right/).first();
      await shown.waitFor();
      return shown.innerText();
    };
    assert.equal(await accuracy(id), await accuracy(lab.model));

    // Its standalone page prepares pictures according to the stored card.
    await go(`/models/${id}`);
    await page.getByRole('tab', { name: 'Use' }).click();
    const [zip] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'The page as a zip' }).click(),
    ]);
    const facts = JSON.parse(Buffer.from(unzipSync(readFileSync(await zip.path()))['model.json']!).toString());
    const { layout, channels, scale } = facts.net.card;
    assert.deepEqual([layout, channels, scale], ['NHWC', 'BGR', '-1..1']);

    await go(`/live?model=${id}`);
    await page.getByText('Camera on').waitFor();
    for (const { label } of lab.played.slice(0, 3)) await page.locator(`[data-sign="${label}"]`).waitFor();
  });
});
