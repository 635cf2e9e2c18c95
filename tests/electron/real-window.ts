/** Checks of the window on real Electron, built or packaged. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Page } from 'playwright';

/** Null if windows can be shown. */
export const NO_DISPLAY =
  process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY
    ? null
    : 'there is no display: on Linux, run the tests under xvfb-run';

/** A separate lab and profile, removed after the test. */
export function freshFolders(t: TestContext): { env: Record<string, string>; profile: string } {
  const folder = mkdtempSync(join(tmpdir(), 'signs-lab-'));
  t.after(() => rmSync(folder, { recursive: true, force: true, maxRetries: 20 }));
  const env = { ...process.env, SIGNS_LAB_FOLDER: join(folder, 'lab') } as Record<string, string>;
  return { env, profile: `--user-data-dir=${join(folder, 'profile')}` };
}

/** The page has its own scheme and no Node; it has no network, no other permissions, and cannot navigate away. */
export async function checkSealed(page: Page): Promise<void> {
  assert.equal(await page.evaluate('location.origin'), 'app://lab');
  assert.equal(await page.evaluate('typeof require + typeof process'), 'undefinedundefined');
  const reached = "fetch('https://example.org/').then(() => 'reached', () => 'refused')";
  assert.equal(await page.evaluate(reached), 'refused');
  const placed = "navigator.permissions.query({ name: 'geolocation' }).then(({ state }) => state)";
  assert.equal(await page.evaluate(placed), 'denied');
  assert.equal(await page.evaluate("window.open('file:///') === null"), true);
  await page.evaluate("location.href = 'https://example.org/'");
  await page.getByRole('button', { name: 'Train now' }).waitFor();
  assert.equal(await page.evaluate('location.origin'), 'app://lab');
}

/** Trains a run in an empty lab, in the hosts that the app starts. */
export async function trainFirst(page: Page, screenshot: string): Promise<void> {
  await page.getByRole('button', { name: 'Train now' }).click();
  await page.getByRole('main').getByText('Done', { exact: true }).waitFor({ timeout: 120_000 });
  await page.screenshot({ path: join(import.meta.dirname, '../../.build/screenshots', screenshot) });
}
