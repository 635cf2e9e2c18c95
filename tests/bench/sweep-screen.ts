/** A sweep of 1 000 trials of 100 epochs on the page: frames while brushing, scrolling its table, and while it runs. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright';
import { startServer } from '../helpers/browser.ts';
import { importSynthetic, openLabFolder } from '../helpers/lab-folder.ts';
import { layDownSweep } from './many-trials.ts';

const MANY = { trials: 1000, epochs: 100, complete: 0.3 };
const SECONDS = 8;

export interface ScreenFrames {
  /** ms of each frame. */
  readonly brushing: readonly number[];
  readonly table: readonly number[];
  /** While new trials come in. */
  readonly live: readonly number[];
  /** Epochs that arrived meanwhile: without any, the figures are meaningless. */
  readonly came: number;
  /** ms of the page's longest task meanwhile. */
  readonly longest: number;
}

/** @param openPage a page that counts frames (`window.frames_`) and long tasks (`window.tasks`) from the start */
export async function sweepFrames(
  browser: Browser,
  folder: string,
  openPage: (browser: Browser, url: string) => Promise<Page>,
): Promise<ScreenFrames> {
  const server = await startServer(await labWithSweep(folder));
  try {
    const page = await openPage(browser, server.url);
    await page.evaluate("location.hash = '#/tuning/1'");
    await page.getByRole('application', { name: /^Parallel coordinates/ }).waitFor();
    await page.waitForTimeout(2000);
    const brushing = await during(page, () => brush(page));
    await page.keyboard.press('x');
    await page.getByRole('tab', { name: /^Table/ }).click();
    const table = await during(page, () => scrollTable(page));
    return { brushing, table, ...(await goOn(page)) };
  } finally {
    await server.stop();
  }
}

async function labWithSweep(folder: string): Promise<string> {
  const root = join(folder, 'sweeps');
  mkdirSync(root, { recursive: true });
  const lab = openLabFolder(root);
  layDownSweep(lab.db, await importSynthetic(lab, 60, 10), MANY);
  lab.close();
  return root;
}

async function during(page: Page, work: () => Promise<void>): Promise<number[]> {
  await page.evaluate('(window.frames_.length = 0, window.tasks.length = 0)');
  await work();
  return (await page.evaluate('window.frames_')) as number[];
}

/** A rectangle that grows and shrinks over the history chart, which all other charts follow. */
async function brush(page: Page): Promise<void> {
  const box = await page.getByRole('application', { name: /^History/ }).boundingBox();
  const { x = 0, y = 0, width = 400, height = 300 } = box ?? {};
  await page.mouse.move(x + 70, y + 20);
  await page.mouse.down();
  const end = performance.now() + SECONDS * 1000;
  for (let step = 0; performance.now() < end; step++) {
    const share = 0.5 - 0.45 * Math.cos(step / 12);
    await page.mouse.move(x + 70 + share * (width - 80), y + 20 + share * (height - 60));
    await page.waitForTimeout(16);
  }
  await page.mouse.up();
}

async function scrollTable(page: Page): Promise<void> {
  const box = await page.getByRole('grid', { name: 'Trials' }).boundingBox();
  await page.mouse.move((box?.x ?? 0) + 200, (box?.y ?? 0) + 200);
  for (const end = performance.now() + SECONDS * 1000; performance.now() < end; ) {
    await page.mouse.wheel(0, 200);
    await page.waitForTimeout(30);
  }
}

/** The sweep gets a larger budget: trials train on all cores, and updates arrive ten times a second. */
async function goOn(page: Page): Promise<Pick<ScreenFrames, 'live' | 'came' | 'longest'>> {
  await page.getByRole('tab', { name: 'Overview' }).click();
  await page.getByRole('button', { name: 'Extend', exact: true }).click();
  await page.getByRole('dialog').getByLabel('Trials').fill('2000');
  await page.getByRole('dialog').getByRole('button', { name: 'Extend' }).click();
  await page.locator('.about').getByText('Searching', { exact: true }).waitFor({ timeout: 60_000 });
  await page.waitForTimeout(1000);
  const before = await epochsOf(page);
  const live = await during(page, () => page.waitForTimeout(SECONDS * 1000));
  const tasks = (await page.evaluate('window.tasks')) as number[];
  return { live, came: (await epochsOf(page)) - before, longest: Math.max(0, ...tasks) };
}

async function epochsOf(page: Page): Promise<number> {
  const figure = page.locator('.stat').filter({ has: page.getByText('Epochs', { exact: true }) });
  return Number((await figure.locator('strong').first().innerText()).replaceAll(',', ''));
}
