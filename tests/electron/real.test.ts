/** The desktop app on real Electron, if its binary and a display are available. */
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { _electron } from 'playwright';
import { electronBinary } from '../../main/electron-binary.ts';
import { buildApp } from '../../main/package/build.ts';
import { buildPage } from '../../renderer/build.ts';
import { checkSealed, freshFolders, NO_DISPLAY, trainFirst } from './real-window.ts';

const binary = electronBinary();
const skip =
  binary === null
    ? "Electron's binary is missing: with a connection to GitHub, npx install-electron downloads it"
    : (NO_DISPLAY ?? false);

suite('the desktop app on Electron', { skip }, () => {
  test('opens its window, which is isolated, and trains', { timeout: 180_000 }, async (t) => {
    await buildPage();
    const root = join(import.meta.dirname, '../../.build/app-on-electron');
    await buildApp(root);
    const { env, profile } = freshFolders(t);
    const electron = await _electron.launch({ executablePath: binary!, args: [profile, root], env });
    t.after(() => electron.close());
    const page = await electron.firstWindow();
    await checkSealed(page);
    await trainFirst(page, 'electron.png');
  });
});
