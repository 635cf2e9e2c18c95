/** Live recognition in a browser with a fake camera at thirty frames a second. */

import { liveLab } from '../e2e/live-lab.ts';
import { browserLab } from '../helpers/browser.ts';
import { cameraFlags } from '../helpers/camera-video.ts';

/** Seconds that are watched. */
const SECONDS = 20;

/** @returns what the screen says of its pace, as it stands there */
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
    // As node:test does it: in the order in which they were asked for.
    for (const end of ends) await end();
  }
}
