import assert from 'node:assert/strict';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import type { Page } from 'playwright';
import { openDataset } from '../../datasets/catalog.ts';
import { IMAGE_BYTES } from '../../datasets/dataset.ts';
import { browserLab, WITHOUT_BROWSER } from '../helpers/browser.ts';
import { cameraFlags, writeVideo } from '../helpers/camera-video.ts';
import { temporaryFolder } from '../helpers/temporary.ts';
import { SIGNS } from './live-lab.ts';

const { train, test: exam } = (await openDataset(SIGNS)).splits;

/** Number of pictures of one class in the training or the test split. */
function picturesOf({ images, labels }: typeof train, label: number, count: number): Uint8Array[] {
  const places = [...labels.keys()].filter((i) => labels[i] === label).slice(0, count);
  return places.map((i) => images.subarray(i * IMAGE_BYTES, (i + 1) * IMAGE_BYTES));
}

/** Holds Space until the class has that many pictures. */
async function shoot(page: Page, name: string, count: number): Promise<void> {
  await page.keyboard.down('Space');
  const row = page.getByRole('radiogroup', { name: 'Sign to capture' }).locator('label', { hasText: name });
  await row.getByText(new RegExp(`^(${count}|[${String(count)[0]}-9]\\d|\\d{3}) of`)).waitFor();
  await page.keyboard.up('Space');
}

/** The pictures of the video fill the height of the frame: the square stays there, whatever the finder reports. */
async function wholeHeight(page: Page): Promise<void> {
  await page.getByText('Camera on', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Whole height' }).click();
  await page.getByRole('button', { name: /a square of 480 pixels/ }).waitFor();
}

suite('capturing new signs', { skip: WITHOUT_BROWSER }, () => {
  let folder: string;
  test('a dataset is captured from the camera: one sign', async (context) => {
    folder = temporaryFolder({ after: (fn) => process.on('exit', fn) });
    const path = join(temporaryFolder(context), 'fist.mjpeg');
    await writeVideo(picturesOf(train, 0, 40), path, { seconds: 0.15 });
    const { page, go, axe, screenshot } = await browserLab(context, { folder, flags: cameraFlags(path) });
    await go('/live/capture');
    await page.getByRole('button', { name: 'Name my signs' }).click();
    await page.getByRole('textbox', { name: 'Signs' }).fill('fist\nopen hand');
    await page.getByRole('button', { name: 'Make the dataset' }).click();
    await page.getByText('Begin a session first').waitFor();
    await wholeHeight(page);
    await page.getByRole('button', { name: 'Begin a session' }).click();
    await page.locator('[data-shutter]:focus').waitFor();
    await page.getByLabel('Background').fill('white wall');
    await page.getByLabel('Background').blur();
    await page.getByLabel('Pictures per second').fill('10');
    await page.locator('main').focus();
    await shoot(page, 'fist', 30);
    // The table of counts follows within a second.
    await page.getByRole('row', { name: /^Session 1 3\d none$/ }).waitFor();
    await page.getByRole('row', { name: /^white wall 3\d none$/ }).waitFor();
    await axe();
    await screenshot('capture');
    // A picture that is undone is removed.
    await page
      .getByRole('button', { name: /^Remove picture/ })
      .first()
      .click();
    await go('/datasets/1');
    await page
      .getByText(/2\d|3\d/)
      .first()
      .waitFor();
  });

  test('another sign, a still scene that is refused, and a model trained on both', async (context) => {
    const path = join(temporaryFolder(context), 'hand.mjpeg');
    const still = picturesOf(train, 5, 1).flatMap((one) => new Array<Uint8Array>(8).fill(one));
    await writeVideo([...picturesOf(train, 5, 40), ...still], path, { seconds: 0.15 });
    const { page, go } = await browserLab(context, { folder, flags: cameraFlags(path) });
    await go('/live/capture?dataset=1');
    await wholeHeight(page);
    await page.getByLabel('Pictures per second').fill('10');
    // The chosen sign has the focus.
    await page.getByRole('radio', { name: /open hand/ }).check();
    await shoot(page, 'open hand', 30);
    await page.getByText('Rejected frames, and why').click();
    // Enter, as a screen reader's click, opens the shutter until the next one.
    await page.locator('[data-shutter]').press('Enter');
    await page.getByText(/\d+ the same as the last one: move a little/).waitFor();
    await page.locator('[data-shutter].open').press('Enter');
    await page.locator('[data-shutter]:not(.open)').waitFor();
    await page.getByRole('button', { name: 'Begin a session' }).waitFor();
    await page.getByRole('link', { name: 'Train on it' }).click();
    await page.getByRole('radio', { name: 'camera', checked: true }).waitFor();
    await page.getByLabel('Epochs').fill('15');
    await page.getByRole('button', { name: 'Start training' }).click();
    await page.getByText('Done').first().waitFor();
  });

  test('the signs are recognised on pictures that were never taken', async (context) => {
    const path = join(temporaryFolder(context), 'both.mjpeg');
    await writeVideo([picturesOf(exam, 0, 1)[0]!, picturesOf(exam, 5, 1)[0]!], path, { seconds: 3 });
    const { page, go, screenshot } = await browserLab(context, { folder, flags: cameraFlags(path) });
    await go('/live');
    await wholeHeight(page);
    for (const sign of ['fist', 'open hand', 'fist']) await page.locator(`[data-sign="${sign}"]`).waitFor();
    // Enlarged, and back.
    await page.keyboard.press('b');
    await page
      .getByRole('button', { name: /^The sign in large type/ })
      .getByText(/fist|open hand/)
      .waitFor();
    await page.keyboard.press('b');
    assert.equal(await page.getByRole('button', { name: /^The sign in large type/ }).count(), 0);

    // Hands-free: the sign that is shown releases the shutter, and so does the end of a countdown.
    await go('/live/capture?dataset=1');
    await page.getByRole('button', { name: 'Begin a session' }).click();
    await page.getByRole('radio', { name: /open hand/ }).check();
    const row = page.getByRole('radiogroup', { name: 'Sign to capture' }).locator('label', { hasText: 'open hand' });
    const count = async () => Number(/(\d+) of/.exec(await row.innerText())?.[1]);
    const before = await count();
    await page.getByRole('radio', { name: 'Held sign' }).check();
    await page.getByLabel('Pictures per burst').fill('1');
    await page.getByLabel('Pictures per burst').blur();
    await page.getByLabel('Trigger sign').click();
    await page.getByRole('option', { name: 'open hand' }).click();
    await row.getByText(`${before + 1} of`).waitFor();
    await page.getByRole('radio', { name: 'Countdown' }).check();
    await page.getByLabel('Countdown, seconds').fill('1');
    await page.getByLabel('Countdown, seconds').blur();
    await page.getByRole('button', { name: 'Take open hand' }).click();
    await page.getByText('In 1 s: press to stop').waitFor();
    await page.getByRole('button', { name: /^Take open hand/ }).waitFor();
    await screenshot('capture-hands-free');
  });
});
