/**
 * `npm start`: the desktop app, or the browser lab if no window can be opened, with one line that says why. Takes the
 * arguments of `serve`.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { Command } from 'commander';
import { place, reportFailure, wholeNumber } from './cli/exit.ts';
import { createOutput } from './cli/output.ts';
import { serve } from './cli/serve.ts';
import { NO_ELECTRON, provideElectron } from './electron-binary.ts';

interface Flags {
  port: number;
  folder?: string;
  browser?: boolean;
  json?: boolean;
}

/** ms: an Electron that cannot run here (no sandbox, a missing library) ends sooner, with a status other than 0. */
const AT_ONCE = 5000;

const program = new Command('npm start --')
  .description('open the lab in its own window, or in the browser if no window can be opened')
  .option('--folder <dir>', 'the lab folder (default: SIGNS_LAB_FOLDER, else SignsLab in your home folder)', place)
  .option('--browser', 'open it in the browser even if Electron is available')
  .option('--port <n>', 'port of the browser lab; 0: any free port', wholeNumber(0, 65_535), 0)
  .option('--json', 'one JSON object per line on standard output')
  .exitOverride()
  .action(async (flags: Flags) => start(flags));

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = reportFailure(error, process.argv.includes('--debug'));
}

async function start({ port, folder, browser = false, json = false }: Flags): Promise<void> {
  const output = createOutput({ json, quiet: false });
  const window: Window = browser ? { kind: 'none', reason: null } : await showWindow(folder);
  if (window.kind === 'closed') {
    process.exitCode = window.status;
    return;
  }
  output.note(`${window.reason === null ? '' : `No window: ${window.reason}. `}The lab opens in the browser.`);
  await serve({ port, ...(folder !== undefined && { folder }), open: missingDisplay() === null }, output);
}

/** A window that was shown and closed, or why there was none; null if none was wanted. */
type Window =
  | { readonly kind: 'closed'; readonly status: number }
  | { readonly kind: 'none'; readonly reason: string | null };

/** Builds the app's own files and runs Electron on them; resolves when its window is closed. */
async function showWindow(folder: string | undefined): Promise<Window> {
  const noDisplay = missingDisplay();
  if (noDisplay !== null) return { kind: 'none', reason: noDisplay };
  const binary = provideElectron();
  if (binary === null) return { kind: 'none', reason: NO_ELECTRON };
  const app = join(import.meta.dirname, '../.build/app');
  const { buildApp } = await import('./package/build.ts');
  await buildApp(app);
  const environment = { ...process.env, ...(folder !== undefined && { SIGNS_LAB_FOLDER: folder }) };
  const began = performance.now();
  const status = await run(binary, [app], environment);
  if (status === 0 || performance.now() - began > AT_ONCE) return { kind: 'closed', status };
  return { kind: 'none', reason: `Electron ended at once with exit status ${status}; see its messages above` };
}

function missingDisplay(): string | null {
  if (process.platform !== 'linux') return null;
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  return DISPLAY || WAYLAND_DISPLAY ? null : 'there is no display (DISPLAY and WAYLAND_DISPLAY are not set)';
}

function run(command: string, args: string[], env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', env });
    child.on('error', reject);
    child.on('exit', (status) => resolve(status ?? 1));
  });
}
