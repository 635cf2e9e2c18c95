/** The Electron binary: its npm package has only types and a script that downloads it, and no install here runs that script. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Its path in the package, or in ELECTRON_OVERRIDE_DIST_PATH; null if it is missing. */
export function electronBinary(): string | null {
  const folder = electronPackage();
  const path = join(folder, 'path.txt');
  const name = existsSync(path) ? readFileSync(path, 'utf8') : 'electron';
  const binary = join(process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist'), name);
  return existsSync(binary) ? binary : null;
}

export const NO_ELECTRON = 'Electron could not be downloaded (with a connection to GitHub, run: npx install-electron)';

/** Downloads it if it is missing. Null if that fails. */
export function provideElectron(): string | null {
  const there = electronBinary();
  if (there !== null) return there;
  process.stderr.write('Downloading Electron (about 120 MB; this happens once) ...\n');
  spawnSync(process.execPath, [join(electronPackage(), 'install.js')], { stdio: 'ignore', timeout: TIMEOUT });
  return electronBinary();
}

/** ms; allows for a slow connection. */
const TIMEOUT = 300_000;

function electronPackage(): string {
  return dirname(createRequire(import.meta.url).resolve('electron/package.json'));
}
