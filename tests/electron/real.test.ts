/** The desktop app on Electron itself, where its binary and a display are. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { _electron } from 'playwright';
import { electronBinary } from '../../main/electron-binary.ts';
import { buildApp } from '../../main/package/build.ts';
import { buildPage } from '../../renderer/build.ts';

const binary = electronBinary();
const display = process.platform !== 'linux' || process.env.DISPLAY || process.env.WAYLAND_DISPLAY;
const skip =
  binary === null
    ? "Electron's binary is not here: with a connection to GitHub, npx install-electron fetches it"
    : !display && 'there is no display: on Linux, run the tests under xvfb-run';

suite('the desktop app on Electron', { skip }, () => {
  test('opens its window, trains, and answers no foreign page', { timeout: 180_000 }, async (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'signs-lab-'));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    await buildPage();
    const root = join(import.meta.dirname, '../../.build/app');
    await buildApp(root);
    const electron = await _electron.launch({
      executablePath: binary!,
      args: [...(process.env.CI && process.platform === 'linux' ? ['--no-sandbox'] : []), root],
      env: { ...process.env, SIGNS_LAB_FOLDER: join(folder, 'lab') } as Record<string, string>,
    });
    t.after(() => electron.close());
    const page = await electron.firstWindow();
    assert.equal(await page.evaluate('location.origin'), 'app://lab');
    assert.equal(await page.evaluate('typeof require + typeof process'), 'undefinedundefined');
    await page.getByRole('button', { name: 'Train now' }).click();
    await page.getByRole('main').getByText('Done', { exact: true }).waitFor({ timeout: 120_000 });
    await page.screenshot({ path: join(import.meta.dirname, '../../.build/screenshots/electron.png') });
  });
});
