/**
 * The packaged app itself with its fuses and archive: `npm run package` writes it to `dist`. Its fuses disable Node's
 * inspector, so it is driven through Chromium's own port.
 */
import { spawn } from 'node:child_process';
import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { suite, type TestContext, test } from 'node:test';
import { chromium, type Page } from 'playwright';
import { checkSealed, freshFolders, NO_DISPLAY, trainFirst } from './real-window.ts';

const DIST = join(import.meta.dirname, '../../dist');
const PROGRAMS: Partial<Record<NodeJS.Platform, string>> = {
  linux: 'linux-unpacked/signs-lab',
  darwin: 'mac*/Signs Lab.app/Contents/MacOS/Signs Lab',
  win32: 'win-unpacked/Signs Lab.exe',
};
const [program] = globSync(PROGRAMS[process.platform] ?? 'none', { cwd: DIST })
  .map((path) => join(DIST, path))
  .filter((path) => statSync(path).isFile());
const skip =
  program === undefined
    ? 'nothing is packaged in dist: run npm run package, which needs Electron'
    : (NO_DISPLAY ?? false);

async function openPackaged(t: TestContext): Promise<Page> {
  const { env, profile } = freshFolders(t);
  const app = spawn(program!, [profile, '--remote-debugging-port=0'], { env, stdio: ['ignore', 'ignore', 'pipe'] });
  t.after(() => app.kill());
  const said: string[] = [];
  const url = await new Promise<string>((resolve, reject) => {
    createInterface(app.stderr).on('line', (line) => {
      said.push(line);
      const found = /^DevTools listening on (ws:\S+)/.exec(line)?.[1];
      if (found) resolve(found);
    });
    app.on('error', reject);
    app.on('exit', (status) => reject(new Error(`it ended with ${status}:\n${said.join('\n')}`)));
  });
  const browser = await chromium.connectOverCDP(url);
  t.after(() => browser.close());
  const context = browser.contexts()[0]!;
  return context.pages()[0] ?? context.waitForEvent('page');
}

suite('the packaged app', { skip }, () => {
  test('opens its window, which is isolated, and trains', { timeout: 180_000 }, async (t) => {
    const page = await openPackaged(t);
    await page.waitForURL('app://lab/**');
    await checkSealed(page);
    await trainFirst(page, 'packaged.png');
  });
});
