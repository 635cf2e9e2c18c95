/**
 * `npm start`: the desktop app, or where there can be no window the browser lab, with one line that says why. Arguments
 * are those of `serve`.
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
  const reason = browser ? 'asked for' : missingDisplay();
  const binary = reason === null ? provideElectron() : null;
  if (binary !== null) return openWindow(binary, folder);
  output.note(
    browser ? 'The lab opens in the browser.' : `No window: ${reason ?? NO_ELECTRON}. The lab opens in the browser.`,
  );
  await serve({ port, ...(folder !== undefined && { folder }), open: missingDisplay() === null }, output);
}

function missingDisplay(): string | null {
  if (process.platform !== 'linux') return null;
  const { DISPLAY, WAYLAND_DISPLAY } = process.env;
  return DISPLAY || WAYLAND_DISPLAY ? null : 'there is no display (DISPLAY and WAYLAND_DISPLAY are not set)';
}

/** Builds the app's own files, then runs Electron on them until its window is closed. */
async function openWindow(binary: string, folder: string | undefined): Promise<void> {
  const app = join(import.meta.dirname, '../.build/app');
  const { buildApp } = await import('./package/build.ts');
  await buildApp(app);
  const environment = { ...process.env, ...(folder !== undefined && { SIGNS_LAB_FOLDER: folder }) };
  process.exitCode = await run(binary, [app], environment);
}

function run(command: string, args: string[], env: NodeJS.ProcessEnv): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', env });
    child.on('error', reject);
    child.on('exit', (status) => resolve(status ?? 1));
  });
}
