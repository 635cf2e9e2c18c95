/**
 * `npm start`: the desktop app, or where there can be no window the browser lab, with one line that says why. Arguments
 * are those of `serve`.
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { place, reportFailure, wholeNumber } from './cli/exit.ts';
import { createOutput } from './cli/output.ts';
import { serve } from './cli/serve.ts';

interface Flags {
  port: number;
  folder?: string;
  browser?: boolean;
  json?: boolean;
}

const program = new Command('npm start --')
  .description('open the lab: in a window of its own, or where there can be none in the browser')
  .option('--folder <dir>', 'the lab folder (SIGNS_LAB_FOLDER, else SignsLab in your home)', place)
  .option('--browser', 'in the browser, also where Electron is there')
  .option('--port <n>', 'of the browser lab; 0: any free one', wholeNumber(0, 65_535), 0)
  .option('--json', 'one JSON object a line on standard output')
  .exitOverride()
  .action(async (flags: Flags) => start(flags));

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = reportFailure(error, process.argv.includes('--debug'));
}

async function start({ port, folder, browser = false, json = false }: Flags): Promise<void> {
  const output = createOutput({ json, quiet: false });
  const reason = browser ? 'asked for' : (missingDisplay() ?? (await missingElectron()));
  if (reason === null) return openWindow(folder);
  output.note(browser ? 'The lab opens in the browser.' : `No window: ${reason}. The lab opens in the browser.`);
  await serve({ port, ...(folder !== undefined && { folder }), open: missingDisplay() === null }, output);
}

function missingDisplay(): string | null {
  if (process.platform !== 'linux') return null;
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  return DISPLAY || WAYLAND_DISPLAY ? null : 'there is no display (DISPLAY and WAYLAND_DISPLAY are not set)';
}

const electron = dirname(createRequire(import.meta.url).resolve('electron/package.json'));

function electronBinary(): string | null {
  const path = join(electron, 'path.txt');
  if (!existsSync(path)) return null;
  const binary = join(process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(electron, 'dist'), readFileSync(path, 'utf8'));
  return existsSync(binary) ? binary : null;
}

/** Fetches Electron's binary once, which no install script does here. */
async function missingElectron(): Promise<string | null> {
  if (electronBinary()) return null;
  process.stderr.write('Fetching Electron (about 120 MB; this happens once) ...\n');
  const status = await run(process.execPath, [join(electron, 'install.js')], 'ignore');
  if (status === 0 && electronBinary()) return null;
  return 'Electron could not be fetched (with a connection to GitHub: npx install-electron)';
}

/** Builds the app's own files, then runs Electron on them until its window is closed. */
async function openWindow(folder: string | undefined): Promise<void> {
  const app = join(import.meta.dirname, '../.build/app');
  const { buildApp } = await import('./package/build.ts');
  await buildApp(app);
  const environment = { ...process.env, ...(folder !== undefined && { SIGNS_LAB_FOLDER: folder }) };
  process.exitCode = await run(electronBinary() ?? '', [app], 'inherit', environment);
}

function run(command: string, args: string[], stdio: 'inherit' | 'ignore', env = process.env): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio, env });
    child.on('error', reject);
    child.on('exit', (status) => resolve(status ?? 1));
  });
}
