import assert from 'node:assert/strict';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import type { Page } from 'playwright';
import { browserLab, WITHOUT_BROWSER } from '../helpers/browser.ts';
import { cameraFlags, writeVideo } from '../helpers/camera-video.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

const FAKE = ['--use-fake-device-for-media-stream'];

/** A lab with two signs of one's own and no pictures: the camera is open without a model. */
async function toCamera(page: Page, go: (path: string) => Promise<void>): Promise<void> {
  await go('/live/capture');
  await page.getByRole('button', { name: 'New dataset' }).click();
  await page.getByRole('textbox', { name: 'Signs' }).fill('fist, palm');
  await page.getByRole('button', { name: 'Make the dataset' }).click();
}

/** A video of drawn squares that move: no two frames are the same. */
async function movingVideo(folder: string, options: { width: number; height: number }): Promise<string> {
  const path = join(folder, 'moving.mjpeg');
  const pictures = Array.from({ length: 30 }, (_, n) =>
    Uint8Array.from({ length: 12288 }, (_, i) =>
      (((Math.floor(i / 3) % 64) >> 3) + (Math.floor(i / 192) >> 3) + n) % 2 === 0 ? 40 : 210,
    ),
  );
  await writeVideo(pictures, path, { ...options, seconds: 0.1 });
  return path;
}

suite('cameras that fail', { skip: WITHOUT_BROWSER }, () => {
  test('denied: said with the way out, and nothing is on', async (context) => {
    const { page, go, axe } = await browserLab(context, { flags: [...FAKE, '--deny-permission-prompts'] });
    await toCamera(page, go);
    await page.getByRole('heading', { name: 'The camera is not allowed' }).waitFor();
    assert.equal(await page.getByText('Camera on').count(), 0);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'The camera is not allowed' }).waitFor();
    await axe();
  });

  test('none: it waits for one to be plugged in', async (context) => {
    const { page, go } = await browserLab(context, { flags: ['--use-fake-ui-for-media-stream'] });
    await toCamera(page, go);
    await page.getByRole('heading', { name: 'There is no camera' }).waitFor();
  });

  test('lost and found; off when its screen is left; odd sizes', async (context) => {
    const path = await movingVideo(temporaryFolder(context), { width: 360, height: 640 });
    const { page, go, screenshot } = await browserLab(context, { flags: cameraFlags(path) });
    await toCamera(page, go);
    await page.getByText('Camera on').waitFor();
    // A camera that is held upright: the region is as wide as the frame, and stays inside it.
    const region = page.getByRole('button', {
      name: /^What the net sees: a square of 360 pixels in a frame of 360 by 640/,
    });
    await region.focus();
    for (let i = 0; i < 40; i++) await page.keyboard.press('ArrowDown');
    for (let i = 0; i < 10; i++) await page.keyboard.press('-');
    await page.getByRole('button', { name: /a square of 2[45]\d pixels/ }).waitFor();
    await screenshot('camera-upright');

    // What the browser says of a camera that is pulled out, and of one that is plugged in.
    await page.evaluate(
      "document.querySelector('video').srcObject.getVideoTracks()[0].dispatchEvent(new Event('ended'))",
    );
    await page.getByRole('heading', { name: 'The camera is gone' }).waitFor();
    assert.equal(await page.getByText('Camera on').count(), 0);
    await page.evaluate("navigator.mediaDevices.dispatchEvent(new Event('devicechange'))");
    await page.getByText('Camera on').waitFor();
    await page.getByRole('button', { name: /a square of 2[45]\d pixels/ }).waitFor();

    await page.evaluate("window.track = document.querySelector('video').srcObject.getVideoTracks()[0]");
    await go('/datasets');
    await page.getByText('Camera on').waitFor({ state: 'detached' });
    assert.equal(await page.evaluate('window.track.readyState'), 'ended');
  });

  test('two cameras that give five pictures a second: it is said, and each keeps its own region', async (context) => {
    const flags = ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream=device-count=2,fps=5'];
    const { page, go } = await browserLab(context, { flags });
    await toCamera(page, go);
    await page.getByText(/^This camera gives [456] pictures a second/).waitFor();
    const whole = page.getByRole('button', { name: /a square of 480 pixels/ });
    const smaller = page.getByRole('button', { name: /a square of 4[0-6]\d pixels/ });
    await whole.focus();
    for (let i = 0; i < 4; i++) await page.keyboard.press('-');
    await smaller.waitFor();
    const choose = async (name: RegExp) => {
      await page.getByLabel('Camera', { exact: true }).click();
      await page.getByRole('option', { name }).click();
    };
    await choose(/fake_device_1/);
    await whole.waitFor();
    await choose(/fake_device_0/);
    await smaller.waitFor();
  });
});
