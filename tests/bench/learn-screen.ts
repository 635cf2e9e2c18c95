/** The Learn room: frames while the mouse moves over each of its stations, and the longest task meanwhile. */
import type { Browser, Page } from 'playwright';
import { trainedLab } from '../e2e/evaluation-lab.ts';
import { startServer } from '../helpers/browser.ts';

/** Stations whose numbers follow the mouse. */
const STATIONS = [
  'edges',
  'padding-and-stride',
  'one-step',
  'volumes',
  'forward',
  'pooling',
  'backward',
  'one-net',
  'why-this-answer',
];
const SECONDS = 4;

export interface StationFrames {
  readonly station: string;
  /** ms of each frame. */
  readonly frames: readonly number[];
  /** ms; the browser reports long tasks from 50 ms. */
  readonly longest: number;
}

/** @param openPage a page that counts frames (`window.frames_`) and long tasks (`window.tasks`) from the start */
export async function learnFrames(
  browser: Browser,
  openPage: (browser: Browser, url: string) => Promise<Page>,
): Promise<StationFrames[]> {
  const removals: (() => void)[] = [];
  const { folder } = await trainedLab({ after: (remove) => removals.push(remove) }, [1]);
  const server = await startServer(folder);
  try {
    const page = await openPage(browser, server.url);
    const stations: StationFrames[] = [];
    for (const station of STATIONS) stations.push(await hover(page, station));
    return stations;
  } finally {
    await server.stop();
    for (const remove of removals) remove();
  }
}

/** Zigzags over everything that can be hovered. */
async function hover(page: Page, station: string): Promise<StationFrames> {
  await page.evaluate(`location.hash = '#/learn/${station}'`);
  const map = page.getByRole('main').getByRole('grid').or(page.getByRole('main').getByRole('application')).last();
  await map.waitFor();
  await page.waitForTimeout(1500);
  await map.scrollIntoViewIfNeeded();
  const { x, y, width, height } = (await map.boundingBox()) ?? { x: 300, y: 300, width: 300, height: 300 };
  await page.evaluate('(window.frames_.length = 0, window.tasks.length = 0)');
  for (let step = 0, end = performance.now() + SECONDS * 1000; performance.now() < end; step++) {
    await page.mouse.move(x + ((step * 7) % width), y + ((step * 3) % height));
    await page.waitForTimeout(12);
  }
  const [frames, tasks] = (await page.evaluate('[window.frames_, window.tasks]')) as [number[], number[]];
  return { station, frames, longest: Math.max(0, ...tasks) };
}
