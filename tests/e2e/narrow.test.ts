/** Windows of a phone, a tablet and a desktop: every room is checked at each width, with content in it. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Page } from 'playwright';
import { browserShell } from '../../main/browser-shell.ts';
import { openLab } from '../../main/services/lab.ts';
import { STATIONS } from '../../renderer/features/learn/stations.ts';
import { browserLab, WITHOUT_BROWSER } from '../helpers/browser.ts';
import { openSweepsLab } from '../unit/main/services/sweeps-lab.ts';
import { trainedLab } from './evaluation-lab.ts';
import { CAMERA } from './learn-pictures.ts';
import { narrowFaults, WIDTHS } from './narrow-page.ts';

const HEIGHT = 740;

const ROOMS = [
  ...['/', '/devices'],
  ...['', '/1', '/1?tab=balance', '/1?tab=duplicates', '/1?tab=versions'].map((path) => `/datasets${path}`),
  ...['', '/new', '/1', '/1?tab=printout', '/1?tab=settings'].map((path) => `/training${path}`),
  ...[
    '',
    '/new?more=1',
    '/1',
    '/1?tab=table',
    '/1?tab=slice',
    '/1?tab=contour',
    '/1?tab=spread',
    '/1?tab=timeline',
  ].map((path) => `/tuning${path}`),
  ...['/1?tab=compare', '/compare'].map((path) => `/tuning${path}`),
  ...['', '?picture=300', '/compare?runs=1,2', '/reproduce'].map((path) => `/evaluation${path}`),
  ...['', '/1', '/1?tab=card', '/1?tab=parity', '/1?tab=use'].map((path) => `/models${path}`),
  ...['', '/capture?dataset=2', '/recordings'].map((path) => `/live${path}`),
  '/learn',
  ...STATIONS.map(({ slug }) => `/learn/${slug}`),
];

/** Two runs, a sweep of four trials, and an empty dataset for the camera. */
async function fullLab(context: { after(fn: () => void): void }): Promise<string> {
  const { folder, dataset } = await trainedLab(context, [3, 4]);
  const sweeps = openSweepsLab(folder);
  const { id } = await sweeps.start(dataset, { epochs: 2, budget: { trials: 4, minutes: null } });
  await sweeps.untilState(id, 'done');
  await sweeps.close();
  const lab = openLab(folder, browserShell());
  await lab.handlers['captures.create']({ name: 'My own signs', classes: ['fist', 'open hand'] });
  await lab.close();
  return folder;
}

/** Waits until the heading is there and nothing is loading any more. */
async function shown(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await page.locator('main .skeleton').first().waitFor({ state: 'detached' });
  await page.evaluate('new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)))');
}

suite('windows from 360 pixels up', { skip: WITHOUT_BROWSER }, () => {
  test('every room fits its width, no control is cut off, and the top bar is one line', async (context) => {
    const folder = await fullLab(context);
    const { page, go, axe, screenshot } = await browserLab(context, { folder, flags: CAMERA });
    const found: string[] = [];
    for (const path of ROOMS) {
      await go(path);
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: HEIGHT });
        await shown(page);
        found.push(...(await narrowFaults(page)).slice(0, 4).map((fault) => `${width} px, ${path}: ${fault}`));
      }
    }
    assert.deepEqual(found, []);

    await page.setViewportSize({ width: 360, height: HEIGHT });
    // A picture opened from the list is scrolled into view, although the list is below it.
    await go('/evaluation');
    await page
      .getByRole('button', { name: /^wrong|Picture \d+/ })
      .last()
      .click();
    const panel = page.getByRole('heading', { name: /^Picture \d+/ });
    await panel.waitFor();
    const top = (await panel.boundingBox())?.y ?? -1;
    assert.ok(top > 0 && top < HEIGHT / 2, `the picture's panel begins at ${top}`);

    await go('/');
    await page.getByRole('heading', { name: 'Teach it your own signs' }).waitFor();
    await axe();
    await screenshot('narrow-home');

    // The best model, live in one click: the camera picture and the model's answer are on one screen.
    await page.getByRole('link', { name: 'Show it a sign' }).click();
    await page.getByRole('row', { name: /^5 / }).waitFor();
    const view = await page.getByLabel('The picture of the camera').boundingBox();
    const answer = await page.locator('[data-sign]').boundingBox();
    assert.ok(view && answer);
    assert.ok(view.y >= 36 && view.width > 280, `the camera at ${view.y}, ${view.width} px wide`);
    assert.ok(answer.y + answer.height <= HEIGHT, `the answer ends at ${answer.y + answer.height}`);
    await axe();
    await screenshot('narrow-live');

    // A recording, which has its own screen.
    await page.keyboard.press('r');
    await page.getByRole('button', { name: /End the recording \([1-9]/ }).click();
    await page.getByRole('button', { name: 'Show' }).click();
    await page.getByRole('slider', { name: 'Frame' }).waitFor();
    assert.deepEqual(await narrowFaults(page), []);
    await screenshot('narrow-replay');

    // The fullest top bar: a running training while the camera is on.
    await go('/training/new?dataset=1');
    await page.getByLabel('Epochs', { exact: true }).fill('100000');
    await page.getByLabel('Name', { exact: true }).fill('A run with quite a long name');
    await page.getByRole('button', { name: 'Start training' }).click();
    await page.getByRole('button', { name: 'Pause' }).waitFor();
    await go('/live');
    await page.getByText('Camera on').waitFor();
    await page.getByRole('progressbar', { name: 'Epochs of A run with quite a long name' }).waitFor();
    assert.deepEqual(await narrowFaults(page), []);
    await screenshot('narrow-under-way');
  });
});
