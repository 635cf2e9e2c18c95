/**
 * Responsiveness of the lab on this machine: from `lab serve` to the first usable screen, bytes of JavaScript, scrolling
 * through 100 000 pictures, the page's longest task while a run trains, a sweep of 1 000 trials on the page, hovering over
 * the stations of Learn, memory of each process. Figures with their targets.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright';
import { browserShell } from '../../main/browser-shell.ts';
import { openLab } from '../../main/services/lab.ts';
import { CHROMIUM, FLAGS, type Server, startServer, WITHOUT_BROWSER } from '../helpers/browser.ts';
import { learnFrames, type StationFrames } from './learn-screen.ts';
import { layDownPictures } from './many-pictures.ts';
import { type ScreenFrames, sweepFrames } from './sweep-screen.ts';

export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Null if there is none; then `met` is null too. */
  readonly target: string | null;
  readonly met: boolean | null;
}

const PICTURES = 100_000;
const STARTS = 3;
const SCROLL_SECONDS = 8;
const TRAIN_SECONDS = 15;

/** @throws Error with the reason if there is no browser. @param say receives progress messages */
export async function benchLab(say: (step: string) => void): Promise<Figure[]> {
  if (WITHOUT_BROWSER) throw new Error(WITHOUT_BROWSER);
  const folder = mkdtempSync(join(tmpdir(), 'signs-lab-bench-'));
  const browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args: [...FLAGS] });
  try {
    say('Starting the lab');
    const starts: Started[] = [];
    for (let i = 0; i < STARTS; i++) starts.push(await timeStart(browser, join(folder, `start-${i}`)));
    say(`Importing ${PICTURES} pictures`);
    const lab = join(folder, 'lab');
    await importPictures(layDownPictures(join(folder, 'many'), PICTURES), lab);
    const server = await startServer(lab);
    try {
      const page = await openPage(browser, server.url);
      say('Scrolling');
      const frames = await scroll(page);
      say('Training');
      const watched = await watchTraining(page, server);
      say('Brushing a sweep');
      const sweep = await sweepFrames(browser, folder, openPage);
      say('Hovering in Learn');
      const learn = await learnFrames(browser, openPage);
      const figures = [...startFigures(starts), ...scrollFigures(frames), ...watched];
      return [...figures, ...sweepFigures(sweep), ...learnFigures(learn)];
    } finally {
      await server.stop();
    }
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Started {
  /** s */
  readonly seconds: number;
  /** As sent: gzipped. */
  readonly scriptBytes: number;
}

/** From the start of the process to a button that can be pressed. The browser is open already, as usual for a person. */
async function timeStart(browser: Browser, folder: string): Promise<Started> {
  const began = performance.now();
  const server = await startServer(folder);
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    const scripts: Promise<number>[] = [];
    page.on('requestfinished', (request) => {
      if (request.resourceType() !== 'script') return;
      scripts.push(request.sizes().then(({ responseBodySize }) => responseBodySize));
    });
    await page.goto(server.url, { waitUntil: 'commit' });
    await page.locator('button:enabled', { hasText: 'Train now' }).waitFor();
    const seconds = (performance.now() - began) / 1000;
    await page.waitForLoadState('networkidle');
    const sizes = await Promise.all(scripts);
    return { seconds, scriptBytes: sizes.reduce((sum, size) => sum + size, 0) };
  } finally {
    await context.close();
    await server.stop();
  }
}

async function importPictures(path: string, folder: string): Promise<void> {
  const lab = openLab(folder, browserShell());
  await lab.handlers['datasets.import']({ task: 'import', source: { kind: 'path', path } });
  await lab.handlers['datasets.import']({ task: 'draw', source: { kind: 'synthetic', train: 180, test: 20, seed: 1 } });
  await lab.close();
}

async function openPage(browser: Browser, url: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
  // Runs before the page's own scripts: records tasks of 50 ms or more, and the duration of each frame.
  await page.addInitScript(`
    window.tasks = [];
    new PerformanceObserver((list) => { for (const { duration } of list.getEntries()) window.tasks.push(duration); })
      .observe({ type: 'longtask', buffered: true });
    window.frames_ = [];
    let last = 0;
    const frame = (now) => { if (last) window.frames_.push(now - last); last = now; requestAnimationFrame(frame); };
    requestAnimationFrame(frame);
  `);
  await page.goto(url);
  await page.getByRole('navigation', { name: 'Lab' }).waitFor();
  return page;
}

/** ms of each frame while the wheel turns. */
async function scroll(page: Page): Promise<number[]> {
  await page.evaluate("location.hash = '#/datasets/1'");
  await page.getByRole('gridcell').first().waitFor();
  await page.waitForTimeout(2000);
  const box = await page.getByRole('grid', { name: 'Pictures' }).boundingBox();
  await page.mouse.move((box?.x ?? 0) + 300, (box?.y ?? 0) + 300);
  await page.evaluate('window.frames_.length = 0');
  for (const end = performance.now() + SCROLL_SECONDS * 1000; performance.now() < end; ) {
    await page.mouse.wheel(0, 240);
    await page.waitForTimeout(30);
  }
  return (await page.evaluate('window.frames_')) as number[];
}

async function watchTraining(page: Page, server: Server): Promise<Figure[]> {
  await page.evaluate("location.hash = '#/training/new?dataset=2'");
  await page.getByRole('heading', { name: 'New run' }).waitFor();
  await page.getByLabel('Epochs', { exact: true }).fill('100000');
  await page.getByRole('button', { name: 'Start training' }).click();
  await page.getByText('Cost by epoch').waitFor();
  await page.waitForTimeout(1000);
  await page.evaluate('(window.tasks.length = 0, window.frames_.length = 0)');
  await page.waitForTimeout(TRAIN_SECONDS * 1000);
  const tasks = (await page.evaluate('window.tasks')) as number[];
  const frames = (await page.evaluate('window.frames_')) as number[];
  const memory = memoryFigures(server.process.pid ?? 0);
  const longest = Math.max(0, ...tasks);
  return [
    // The browser reports long tasks from 50 ms: 0 means that there was none.
    figure('longest task of the page while training', longest, 'ms', '50 at most', longest <= 50),
    share('frames under 17 ms while training', frames, null),
    ...memory,
  ];
}

function startFigures(starts: readonly Started[]): Figure[] {
  const seconds = median(starts.map((start) => start.seconds));
  const kilobytes = median(starts.map((start) => start.scriptBytes)) / 1000;
  return [
    figure('from `lab serve` to a usable screen', seconds, 's', '1.5 at most', seconds <= 1.5),
    figure('JavaScript of the first screen, gzipped', kilobytes, 'KB', '100 at most', kilobytes <= 100),
  ];
}

function scrollFigures(frames: readonly number[]): Figure[] {
  return [
    share(`frames under 17 ms, scrolling through ${PICTURES} pictures`, frames, 0.95),
    figure('longest frame', Math.max(...frames), 'ms'),
  ];
}

function sweepFigures({ brushing, table, live, came, longest }: ScreenFrames): Figure[] {
  const of = '1,000 trials of 100 epochs';
  return [
    share(`frames under 17 ms, brushing ${of}`, brushing, 0.95),
    share(`frames under 17 ms, scrolling the table of ${of}`, table, 0.95),
    share(`frames under 17 ms while such a sweep goes on (${came} epochs came in)`, live, 0.95),
    figure('longest task of the page while it goes on', longest, 'ms'),
  ];
}

function learnFigures(stations: readonly StationFrames[]): Figure[] {
  const frames = stations.map(({ station, frames }) =>
    share(`frames under 17 ms, hovering in Learn, ${station}`, frames, 0.95),
  );
  const longest = Math.max(...stations.map((station) => station.longest));
  return [...frames, figure('longest task of the page while hovering in Learn', longest, 'ms')];
}

function share(name: string, frames: readonly number[], least: number | null): Figure {
  const value = frames.filter((ms) => ms < 17).length / frames.length;
  const target = least === null ? null : `${least * 100} at least`;
  return figure(name, value * 100, '%', target, least === null ? null : value >= least);
}

/** Resident bytes of the lab's processes, by their role. Linux and macOS. */
function memoryFigures(server: number): Figure[] {
  if (process.platform === 'win32') return [];
  const lines = execFileSync('ps', ['-eo', 'pid=,ppid=,rss=,args='], { encoding: 'utf8' }).split('\n');
  const processes = lines.map((line) => {
    const [pid, parent, kilobytes, ...args] = line.trim().split(/\s+/);
    return { pid: Number(pid), parent: Number(parent), megabytes: Number(kilobytes) / 1024, args: args.join(' ') };
  });
  const named = (name: string, megabytes: number | undefined) =>
    megabytes === undefined ? [] : [figure(`memory of ${name}`, megabytes, 'MiB')];
  const hosts = processes.filter(({ parent }) => parent === server);
  return [
    ...named('main', processes.find(({ pid }) => pid === server)?.megabytes),
    ...hosts.flatMap(({ args, megabytes }) =>
      named(args.includes('recognition') ? 'the recognition host' : 'the compute host', megabytes),
    ),
    ...named(
      'the page',
      Math.max(...processes.filter(({ args }) => args.includes('--type=renderer')).map(({ megabytes }) => megabytes)),
    ),
  ];
}

function figure(
  name: string,
  value: number,
  unit: string,
  target: string | null = null,
  met: boolean | null = null,
): Figure {
  return { name, value, unit, target, met };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
