/** Live recognition in a browser with a fake camera at thirty frames a second. */

import { liveLab } from '../e2e/live-lab.ts';
import { browserLab } from '../helpers/browser.ts';
import { cameraFlags } from '../helpers/camera-video.ts';

/** Seconds of observation. */
const SECONDS = 20;

/** @returns the pace as shown on the screen */
export async function benchLive(): Promise<string> {
  const ends: (() => unknown)[] = [];
  const scope = { after: (end: () => unknown) => void ends.push(end) };
  try {
    const lab = await liveLab(scope, { pictures: 6, seconds: 1, epochs: 2 });
    const { page, go } = await browserLab(scope, { folder: lab.folder, flags: cameraFlags(lab.video) });
    await go('/live');
    await page.locator('[data-sign]').first().waitFor();
    await page.waitForTimeout(SECONDS * 1000);
    const pace = await page.locator('dl').locator('div').allTextContents();
    return pace.map((words) => words.replaceAll(/\s+/g, ' ').trim()).join('; ');
  } finally {
    // Like node:test: in the order in which they were registered.
    for (const end of ends) await end();
  }
}
