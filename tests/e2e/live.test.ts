import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Page } from 'playwright';
import { browserLab, WITHOUT_BROWSER } from '../helpers/browser.ts';
import { cameraFlags } from '../helpers/camera-video.ts';
import { liveLab, type Played } from './live-lab.ts';

/** What the page shows at one moment: the picture of the video in the 64x64 input, and the sign. */
interface Moment {
  readonly at: number;
  readonly sign: string;
}

/**
 * Samples ten times a second, in the page: the picture is the nearest one in the video, by squared distance.
 * @param played base64 of (pictures,64,64,3)
 */
const WATCH = `async ({ played, ms }) => {
  const bytes = Uint8Array.from(atob(played), (c) => c.charCodeAt(0));
  const canvas = document.querySelector('[aria-label^="The exact 64"] canvas');
  const moments = [];
  for (const end = performance.now() + ms; performance.now() < end; await new Promise((go) => setTimeout(go, 100))) {
    const { data } = canvas.getContext('2d').getImageData(0, 0, 64, 64);
    let [at, least] = [0, Infinity];
    for (let picture = 0; picture < bytes.length / 12288; picture++) {
      let sum = 0;
      for (let i = 0; i < 4096; i++) {
        for (let c = 0; c < 3; c++) sum += (data[i * 4 + c] - bytes[picture * 12288 + i * 3 + c]) ** 2;
      }
      if (sum < least) [at, least] = [picture, sum];
    }
    moments.push({ at, sign: document.querySelector('[data-sign]').dataset.sign });
  }
  return moments;
}`;

async function watch(page: Page, played: readonly Played[], ms: number): Promise<Moment[]> {
  const bytes = Buffer.concat(played.map(({ pixels }) => pixels)).toString('base64');
  return (await page.evaluate(`(${WATCH})(${JSON.stringify({ played: bytes, ms })})`)) as Moment[];
}

suite('live recognition', { skip: WITHOUT_BROWSER }, () => {
  test('the sign follows the video; a wrong one is corrected into the dataset, and the model is trained again', async (context) => {
    const lab = await liveLab(context, { pictures: 8, seconds: 1.2 });
    const { page, go, axe, screenshot } = await browserLab(context, {
      folder: lab.folder,
      flags: cameraFlags(lab.video),
    });
    await go('/live');
    await page.locator('[data-sign]:not([data-sign=""])').waitFor();
    await page.getByText('Camera on').waitFor();
    // The square has found the hand. One key switches to manual, another back; the rest of the test needs the whole height.
    const follows = page.getByRole('switch', { name: /^Follow the hand/ });
    const square = page.getByRole('button', { name: /^What the net sees: a square of \d+ pixels/ });
    await square.waitFor();
    assert.equal(await follows.getAttribute('aria-checked'), 'true');
    await square.press('ArrowLeft');
    await page.locator('[role=switch][aria-checked=false]').first().waitFor();
    assert.equal(await follows.getAttribute('aria-checked'), 'false');
    await page.keyboard.press('h');
    await screenshot('live-follows');
    await page.keyboard.press('w');
    await page.getByRole('button', { name: /a square of 480 pixels/ }).waitFor();
    assert.equal(await follows.getAttribute('aria-checked'), 'false');

    const places = await watch(page, lab.played, 12_000);
    // A frame is steady if the video has shown the same picture for half a second.
    const steady = places.filter((_, i) => i >= 5 && places.slice(i - 5, i).every(({ at }) => at === places[i]!.at));
    const right = steady.filter(({ at, sign }) => sign === String(lab.played[at]!.label));
    const shown = new Set(steady.map(({ at }) => at)).size;
    assert.ok(shown >= 7, `${shown} of ${lab.played.length} pictures were seen`);
    assert.ok(right.length >= 0.9 * steady.length, `${right.length} of ${steady.length} steady frames`);
    const pace = await page.locator('dl').textContent();
    context.diagnostic(`${right.length} of ${steady.length} steady frames; ${pace?.replaceAll(/\s+/g, ' ')}`);
    await page.getByText(/^Calibrated: on \d+ validation pictures/).waitFor();
    await axe();
    await screenshot('live');

    await page.keyboard.press('4');
    await page.getByText(/Added to .* as 4\./).waitFor();
    await page.getByText('1 correction since this model was trained.').waitFor();
    await page.keyboard.press('t');
    await page.getByText(/Retraining: [1-9]\d* of 10 epochs/).waitFor();
    assert.ok(await page.getByText('Camera on').isVisible(), 'the camera stays on');
    // Corrections are no session that a person began; the retraining is still known after returning.
    await go(`/live/capture?dataset=${lab.dataset}`);
    await page.getByText('Begin a session first').waitFor();
    await page.goBack();
    await page.getByText(/Retraining: \d+ of 10 epochs/).waitFor();
    // Ten epochs while the camera runs: more than a minute on a busy machine.
    await page.getByText(/, again is in use: trained in [\d.]+ s/).waitFor({ timeout: 180_000 });
    await page
      .getByRole('region', { name: /, again$/ })
      .locator('[data-sign]:not([data-sign=""])')
      .waitFor();
    await page.getByText('No corrections since this model was trained.').waitFor();

    // Both models on the same frames.
    await page.getByRole('combobox', { name: 'Compare with' }).click();
    await page.getByRole('option').nth(1).click();
    await page.locator('[data-sign]').nth(1).waitFor();
    await page.keyboard.press('r');
    await page.getByRole('button', { name: /End the recording \(([3-9]|\d\d) s\)/ }).click();
    await page.getByRole('button', { name: 'Show' }).click();
    await page.getByRole('heading', { level: 1, name: /, again/ }).waitFor();
    await page.getByRole('combobox', { name: 'Show the same frames to' }).click();
    await page.getByRole('option').nth(2).click();
    await page.getByText('Frames on which they agree').waitFor();
    await page.getByText('Camera on').waitFor({ state: 'detached' });
    await axe();
    await screenshot('replay');
  });
});
