/** Electron's own program: its package brings only types and a script that fetches it, which no install runs here. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Where its package keeps it, or within ELECTRON_OVERRIDE_DIST_PATH; null where it is not there. */
export function electronBinary(): string | null {
  const folder = electronPackage();
  const path = join(folder, 'path.txt');
  const name = existsSync(path) ? readFileSync(path, 'utf8') : 'electron';
  const binary = join(process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(folder, 'dist'), name);
  return existsSync(binary) ? binary : null;
}

export const NO_ELECTRON = 'Electron could not be fetched (with a connection to GitHub: npx install-electron)';

/** Fetches it where it is missing. Null where it cannot be had. */
export function provideElectron(): string | null {
  const there = electronBinary();
  if (there !== null) return there;
  process.stderr.write('Fetching Electron (about 120 MB; this happens once) ...\n');
  spawnSync(process.execPath, [join(electronPackage(), 'install.js')], { stdio: 'ignore', timeout: TIMEOUT });
  return electronBinary();
}

/** ms; a line that is there and slow. */
const TIMEOUT = 300_000;

function electronPackage(): string {
  return dirname(createRequire(import.meta.url).resolve('electron/package.json'));
}
