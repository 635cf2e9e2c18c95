import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import type { Page } from 'playwright';
import sharp from 'sharp';
import { VIEW, VIEW_BYTES } from '../../native-bridge/finder/grid.ts';
import { drawScenes } from '../../native-bridge/finder/scenes.ts';
import { regionOf } from '../../native-bridge/finder/view.ts';
import { browserLab, WITHOUT_BROWSER } from '../helpers/browser.ts';
import { cameraFlags, writeVideo } from '../helpers/camera-video.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

const FAKE = ['--use-fake-device-for-media-stream'];

/** A lab with a dataset of two signs and no pictures: the camera is open without a model. */
async function toCamera(page: Page, go: (path: string) => Promise<void>): Promise<void> {
  await go('/live/capture');
  await page.getByRole('button', { name: 'New dataset' }).click();
  await page.getByRole('textbox', { name: 'Signs' }).fill('fist, palm');
  await page.getByRole('button', { name: 'Make the dataset' }).click();
}

/** A video of one drawn scene with a hand in it, 640 x 480, and where the hand is. */
async function sceneVideo(folder: string): Promise<{ path: string; side: number }> {
  const { images, squares } = drawScenes(1, 'test', 0, 24);
  const at = squares.findIndex((square) => square !== null && square.side > 24 && square.side < 40);
  const raw = { width: VIEW.width, height: 80, channels: 3 } as const;
  const jpeg = await sharp(images.slice(at * VIEW_BYTES, (at + 1) * VIEW_BYTES), { raw })
    .extract({ left: 0, top: 0, ...VIEW })
    .resize(640, 480, { kernel: 'cubic' })
    .jpeg({ quality: 95 })
    .toBuffer();
  const path = join(folder, 'scene.mjpeg');
  writeFileSync(path, Buffer.concat(new Array<Buffer>(30).fill(jpeg)));
  return { path, side: regionOf(squares[at]!, { width: 640, height: 480 }).size };
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
  test('denied: reported with a remedy, and the camera is off', async (context) => {
    const { page, go, axe } = await browserLab(context, { flags: [...FAKE, '--deny-permission-prompts'] });
    await toCamera(page, go);
    await page.getByRole('heading', { name: 'The camera is not allowed' }).waitFor();
    assert.equal(await page.getByText('Camera on').count(), 0);
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('heading', { name: 'The camera is not allowed' }).waitFor();
    await axe();
  });

  test('none: the page waits for one to be plugged in', async (context) => {
    const { page, go } = await browserLab(context, { flags: ['--use-fake-ui-for-media-stream'] });
    await toCamera(page, go);
    await page.getByRole('heading', { name: 'There is no camera' }).waitFor();
  });

  test('lost and found; off when its screen is left; odd sizes', async (context) => {
    const path = await movingVideo(temporaryFolder(context), { width: 360, height: 640 });
    const { page, go, screenshot } = await browserLab(context, { flags: cameraFlags(path) });
    await toCamera(page, go);
    await page.getByText('Camera on').waitFor();
    await page.getByText('The camera starts.').waitFor({ state: 'detached' });
    await page.keyboard.press('w');
    // A camera in portrait orientation: the region is as wide as the frame, and stays inside it.
    const region = page.getByRole('button', {
      name: /^What the net sees: a square of 360 pixels in a frame of 360 by 640/,
    });
    await region.focus();
    for (let i = 0; i < 40; i++) await page.keyboard.press('ArrowDown');
    for (let i = 0; i < 10; i++) await page.keyboard.press('-');
    await page.getByRole('button', { name: /a square of 2[45]\d pixels/ }).waitFor();
    await screenshot('camera-upright');

    // The browser's events for a camera that is unplugged, and for one that is plugged in.
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

  test('two cameras at five frames per second: the low rate is reported, and each camera keeps its own region', async (context) => {
    const flags = ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream=device-count=2,fps=5'];
    const { page, go } = await browserLab(context, { flags });
    await toCamera(page, go);
    await page.getByText(/^This camera gives [456] pictures per second/).waitFor();
    const whole = page.getByRole('button', { name: /a square of 480 pixels/ });
    await page.keyboard.press('w');
    const smaller = page.getByRole('button', { name: /a square of 4[0-6]\d pixels/ });
    await whole.focus();
    for (let i = 0; i < 4; i++) await page.keyboard.press('-');
    await smaller.waitFor();
    const choose = async (name: RegExp) => {
      await page.getByLabel('Camera', { exact: true }).click();
      await page.getByRole('option', { name }).click();
    };
    await choose(/fake_device_1/);
    await smaller.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Whole height' }).click();
    await whole.waitFor();
    await choose(/fake_device_0/);
    await smaller.waitFor();
  });
});

suite('the square that finds the hand', { skip: WITHOUT_BROWSER }, () => {
  test('it surrounds the hand; one key switches to manual, another back to automatic', async (context) => {
    const { path, side } = await sceneVideo(temporaryFolder(context));
    const { page, go, axe, screenshot } = await browserLab(context, { flags: cameraFlags(path) });
    await toCamera(page, go);
    const square = page.getByRole('button', {
      name: /^What the net sees: a square of \d+ pixels in a frame of 640 by 480/,
    });
    await square.waitFor();
    const found = Number(/square of (\d+)/.exec((await square.getAttribute('aria-label')) ?? '')?.[1]);
    assert.ok(found > 0.6 * side && found < 1.7 * side, `${found} for ${side}`);
    const follows = page.getByRole('switch', { name: /^Follow the hand/ });
    assert.equal(await follows.getAttribute('aria-checked'), 'true');
    await axe();
    await screenshot('square-follows');
    await square.press('ArrowLeft');
    await page.getByRole('switch', { name: /^Follow the hand/, checked: false }).waitFor();
    await page.keyboard.press('h');
    await page.getByRole('switch', { name: /^Follow the hand/, checked: true }).waitFor();
    await square.click();
    await page.getByRole('switch', { name: /^Follow the hand/, checked: false }).waitFor();
  });
});
