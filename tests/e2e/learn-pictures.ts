/** The picture chooser that the stations share, tested on the station Edges. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import sharp from 'sharp';
import { convForward, tensor } from '../../native-bridge/reference/index.ts';
import { greyTensor } from '../../renderer/features/learn/picture/tensors.ts';
import { type BrowserLab, dropFiles } from '../helpers/browser.ts';
import { temporaryFolder } from '../helpers/temporary.ts';
import { at, numberOf } from './page-numbers.ts';

/** Flags of Chromium for a camera that moves. */
export const CAMERA = ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'];

/** A uniform picture of another size, pasted as a browser does. */
const PASTE = `(async () => {
  const canvas = new OffscreenCanvas(100, 80);
  const context = canvas.getContext('2d');
  context.fillStyle = 'rgb(40 90 200)';
  context.fillRect(0, 0, 100, 80);
  const file = new File([await canvas.convertToBlob()], 'pasted.png', { type: 'image/png' });
  const clipboardData = new DataTransfer();
  clipboardData.items.add(file);
  window.dispatchEvent(new ClipboardEvent('paste', { clipboardData, cancelable: true }));
})()`;

/** @param lab opened with the flags of `CAMERA` on a lab with one drawn dataset of 60 pictures per sign */
export async function testPictures(context: TestContext, lab: BrowserLab, dataset: number): Promise<void> {
  const { page, go, axe, screenshot } = lab;
  const query = () => new URLSearchParams(page.url().split('?')[1] ?? '');

  await context.test('pictures: any page and sign of a dataset; a file, a damaged one, a pasted one', async () => {
    await go('/learn/edges?input=picture');
    await page.getByRole('button', { name: 'Later pictures' }).click();
    await page.getByText('11 to 20 of').waitFor();
    await page.getByLabel('Sign', { exact: true }).click();
    await page.getByRole('option', { name: 'Sign 4' }).click();
    await page.getByText('1 to 10 of 60').waitFor();
    await page
      .getByRole('group', { name: 'Picture' })
      .getByRole('button', { name: /^Picture \d/ })
      .nth(2)
      .click();
    await page.waitForURL((url) => decodeURIComponent(url.hash).includes(`picture=${dataset}/`));

    const files = temporaryFolder(context);
    const bad = join(files, 'bad.png');
    writeFileSync(bad, 'no picture');
    const input = page.locator('input[type=file]');
    await input.setInputFiles(bad);
    await page.getByText('bad.png is not a picture that this browser can read.').waitFor();
    await axe();
    const pixels = Uint8Array.from({ length: 12288 }, (_, i) => (i * 7 + (i >> 6) * 13) % 256);
    const png = join(files, 'drawn.png');
    await sharp(pixels, { raw: { width: 64, height: 64, channels: 3 } })
      .png()
      .toFile(png);
    await dropFiles(page, [png]);
    await page.getByText('kept in this window').waitFor();
    assert.equal(await page.getByText('bad.png').count(), 0);
    const output = page.getByRole('application', { name: /^Output Z/ });
    const vertical = tensor([3, 3, 1, 1], [1, 0, -1, 1, 0, -1, 1, 0, -1]);
    const Z = convForward(greyTensor(pixels), vertical, tensor([1, 1, 1, 1], [0]), { stride: 1, pad: 0 }).Z;
    assert.equal(await numberOf(output), at(Z, 30, 30));
    const kept = query().get('picture');
    assert.match(kept ?? '', /^kept-/);
    await page.reload();
    await output.waitFor();
    assert.equal(await numberOf(output), at(Z, 30, 30));

    await page.evaluate(PASTE);
    await page.waitForURL((url) => /picture=kept-/.test(url.hash) && !url.hash.includes(String(kept)));
    assert.equal(await numberOf(output), 0, 'one colour has no edges');
    await go('/learn/edges?input=picture&picture=kept-00000000');
    await page.getByText(/was kept in another window/).waitFor();
  });

  await context.test('pictures: following the camera, and taking a frame', async () => {
    await go('/learn/edges?input=picture&filter=sobel');
    await page.getByRole('button', { name: 'Camera', exact: true }).click();
    await page.getByRole('button', { name: 'Take this frame' }).waitFor();
    assert.equal(query().get('picture'), 'camera');
    const frame = () => page.evaluate("document.querySelector('[aria-label^=Output] canvas').toDataURL()");
    const before = await frame();
    for (let tries = 0; tries < 100 && (await frame()) === before; tries++) await page.waitForTimeout(50);
    assert.notEqual(await frame(), before, 'it follows the camera');
    await screenshot('learn-edges-camera');
    await page.getByRole('button', { name: 'Take this frame' }).click();
    await page.getByText('kept in this window').waitFor();
    await page.getByText('Camera on').waitFor({ state: 'detached' });
    const taken = await frame();
    await page.waitForTimeout(200);
    assert.equal(await frame(), taken, 'a taken frame does not change');
    // Not while it follows the camera: that would compare colours of two frames.
    await axe();
  });
}
