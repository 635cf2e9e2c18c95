/** `npm run package`: builds the installers of electron-builder.yml for this platform, as far as this machine can. */
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { NO_ELECTRON, provideElectron } from '../electron-binary.ts';
import { buildApp } from './build.ts';

const ROOT = join(import.meta.dirname, '../..');

await buildApp();
process.stderr.write('Built the app: .build/app\n');
const binary = provideElectron();
if (binary === null) {
  process.stderr.write(`No installer was made: ${NO_ELECTRON}. Then run this again.\n`);
  process.exit(1);
}
const builder = createRequire(import.meta.url).resolve('electron-builder/cli.js');
const dist = ['-c.electronDist', process.env.ELECTRON_OVERRIDE_DIST_PATH ?? dirname(binary)];
// On macOS the binary is inside Electron.app, whose folder electron-builder finds.
const args = [builder, '--publish', 'never', ...(process.platform === 'darwin' ? [] : dist), ...process.argv.slice(2)];
const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
process.exit(status ?? 1);
