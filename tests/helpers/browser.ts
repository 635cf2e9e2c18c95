/** The lab in a browser, as a person uses it: the real server on a fresh lab folder, a real Chromium on the built page. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright';
import { buildPage } from '../../renderer/build.ts';

const root = join(import.meta.dirname, '../..');
const screenshots = join(root, '.build/screenshots');
const axeSource = () => readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** The browser that is used; undefined if there is none. */
export const CHROMIUM = [
  process.env.SIGNS_LAB_CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  chromium.executablePath(),
].find((path) => path && existsSync(path));

/** Reason to skip, with the remedy; false if there is a browser. */
export const WITHOUT_BROWSER: string | false = CHROMIUM
  ? false
  : 'there is no Chromium: install one (Debian: apt install chromium), or set SIGNS_LAB_CHROMIUM to its path';

/** Found by experiment to be needed for Debian's Chromium; the last one keeps timers running in background pages. */
export const FLAGS = [
  '--no-sandbox',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--disable-background-timer-throttling',
];

export interface Server {
  readonly url: string;
  readonly folder: string;
  readonly process: ChildProcess;
  /** Like Ctrl+C; resolves when it has ended. */
  stop(): Promise<void>;
}

/** Starts `signs-lab serve` as a program does. Fails with its output if it does not serve within a minute. */
export async function startServer(folder: string, extra: readonly string[] = []): Promise<Server> {
  await buildPage();
  const args = [join(root, 'main/cli/signs-lab.ts'), 'serve', '--json', '--folder', folder, ...extra];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(child.stdout).on('line', (line) => {
      const message = JSON.parse(line) as { kind: string; url?: string };
      if (message.kind === 'serving' && message.url) resolve(message.url);
    });
    void ended.then(() => reject(new Error(`the server ended before it served: ${said}`)));
    setTimeout(() => reject(new Error(`no page after a minute: ${said}`)), 60_000).unref();
  });
  return {
    ...{ url, folder, process: child },
    async stop() {
      child.kill('SIGINT');
      await ended;
    },
  };
}

export interface BrowserLab {
  readonly page: Page;
  readonly browser: Browser;
  readonly context: BrowserContext;
  readonly server: Server;
  /** Opens a place on the page by its hash, for example `/datasets?x=1`. */
  go(path: string): Promise<void>;
  /** A second tab of the same browser. */
  open(): Promise<Page>;
  /** Fails with every violation on the current screen, in both themes. */
  axe(): Promise<void>;
  /** `.build/screenshots/NAME-light.png` and `-dark.png`. */
  screenshot(name: string): Promise<void>;
  /** Console errors that the test expects. */
  allow(pattern: RegExp): void;
}

interface Test {
  after(fn: () => unknown): void;
}

export interface BrowserLabOptions {
  /** A lab folder that exists already; absent: a fresh one. */
  readonly folder?: string;
  readonly viewport?: { readonly width: number; readonly height: number };
  /** The system's language as a BCP 47 tag; absent: `en-US`. */
  readonly locale?: string;
  /** Additional flags for Chromium. */
  readonly flags?: readonly string[];
}

/** Everything is closed when the test ends; the test fails if the page has reported an error meanwhile. */
export async function browserLab(test: Test, options: BrowserLabOptions = {}): Promise<BrowserLab> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'signs-lab-'));
  const server = await startServer(folder);
  const args = [...FLAGS, ...(options.flags ?? [])];
  const browser = await chromium.launch({ executablePath: CHROMIUM ?? '', args });
  // The page is closed first: without its server it would log errors.
  test.after(async () => {
    await browser.close();
    await server.stop();
    if (options.folder === undefined) rmSync(folder, { recursive: true, force: true });
  });
  const viewport = { width: 1280, height: 800, ...options.viewport };
  const locale = options.locale ?? 'en-US';
  const context = await browser.newContext({ viewport, locale, colorScheme: 'light', acceptDownloads: true });
  // Nothing takes that long by itself, but it may on a busy machine.
  context.setDefaultTimeout(60_000);
  const [errors, allowed]: [string[], RegExp[]] = [[], []];
  context.on('page', (page) => hearErrors(page, errors));
  const page = await openPage(context, server.url);
  test.after(() => {
    const unexpected = errors.filter((error) => !allowed.some((pattern) => pattern.test(error)));
    assert.deepEqual(unexpected, [], 'the page reported errors');
  });
  return {
    ...{ page, browser, context, server },
    go: (path) => page.evaluate(`location.hash = ${JSON.stringify(path)}`).then(() => undefined),
    // The token works once; the browser now has its cookie.
    open: () => openPage(context, new URL(server.url).origin),
    axe: () => inBothThemes(page, () => findViolations(page)),
    screenshot: (name) => inBothThemes(page, (theme) => shoot(page, `${name}-${theme}`)),
    allow: (pattern) => void allowed.push(pattern),
  };
}

async function openPage(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url);
  await page.getByRole('navigation', { name: /^(Lab|实验室)$/ }).waitFor();
  return page;
}

/** Violations of the CSP are console errors too. */
export function hearErrors(page: Page, errors: string[]): void {
  page.on('pageerror', (error) => errors.push(`${error.message}\n${error.stack ?? ''}`));
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text());
  });
}

/** Two frames are drawn, the second in the new colours, and every transition that they began has ended. */
const SETTLED = `(async () => {
  for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
  await Promise.all(document.getAnimations().map(({ finished }) => finished.catch(() => {})));
})()`;

export async function inBothThemes(page: Page, work: (theme: 'light' | 'dark') => Promise<void>): Promise<void> {
  // A hidden tab is not drawn: its transitions do not run.
  await page.bringToFront();
  for (const theme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    // Charts take their colours after the page, at most ten times a second.
    await page.waitForTimeout(250);
    // On a busy machine frames are rare: colours half-way between two themes belong to neither.
    await page.evaluate(SETTLED);
    await work(theme);
  }
}

interface AxeResult {
  readonly violations: {
    readonly id: string;
    readonly help: string;
    readonly nodes: { readonly html: string; readonly failureSummary: string }[];
  }[];
}

/** The source is evaluated, not inserted into the document: the page's CSP stays as it is. */
export async function findViolations(page: Page): Promise<void> {
  await page.evaluate(axeSource());
  const { violations } = (await page.evaluate('axe.run(document, { resultTypes: ["violations"] })')) as AxeResult;
  const words = violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${help}\n  ${html}\n  ${failureSummary}`),
  );
  assert.deepEqual(words, [], `axe on ${page.url()}`);
}

export async function shoot(page: Page, name: string): Promise<void> {
  mkdirSync(screenshots, { recursive: true });
  await page.screenshot({ path: join(screenshots, `${name}.png`) });
}

/** Drags files or folders of this machine over a place of the page, its middle, and drops them there, as a person does. */
export async function dropFiles(page: Page, files: readonly string[], { x, y } = { x: 600, y: 400 }): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...files], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x, y, data });
  }
  await session.detach();
}
