/** `serve`: the lab in a browser on this machine, until Ctrl+C. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { HostError } from '../hosts/host-error.ts';
import { labFolder, labPaths } from '../storage/lab-folder.ts';
import { writePrivately } from '../storage/private-folder.ts';
import { place, wholeNumber } from './exit.ts';
import type { Output } from './output.ts';

interface Flags {
  port: number;
  folder?: string;
  open?: boolean;
}

/** The built page: where `renderer/build.ts` puts it, or inside a built app. */
const PAGES = ['.build/renderer', 'renderer'].map((folder) => join(import.meta.dirname, '../..', folder));

export function serveCommand(outputOf: (command: Command) => Output): Command {
  return new Command('serve')
    .description('serve the lab to a browser on this machine; prints a one-time link')
    .option('--port <n>', 'port on 127.0.0.1; 0: any free port', wholeNumber(0, 65_535), 0)
    .option('--folder <dir>', 'the lab folder (default: SIGNS_LAB_FOLDER, else SignsLab in your home folder)', place)
    .option('--open', 'open it in the default browser')
    .action((_flags: Flags, command: Command) => serve(command.opts<Flags>(), outputOf(command)));
}

/** Resolves when the person stops it. */
export async function serve({ port, folder, open = false }: Flags, output: Output): Promise<void> {
  const page = builtPage();
  const [{ openLab }, { serveLab }, { announceHolder }, { browserShell }] = await Promise.all([
    import('../services/lab.ts'),
    import('../serve.ts'),
    import('../storage/database.ts'),
    import('../browser-shell.ts'),
  ]);
  writePrivately();
  const root = labFolder(folder);
  const lab = openLab(root, browserShell());
  const serving = await serveLab(lab, page, port).catch(async (error: unknown) => {
    await lab.close();
    throw error;
  });
  const forget = announceHolder(labPaths(root).database, serving);
  // Registered before the link is printed: whoever reads it may stop the lab at once.
  const asked = untilAsked(output);
  output.record({ kind: 'serving', url: serving.url });
  output.say(`The lab is open: ${serving.url}`);
  if (lab.madePrivate) output.note(`${root} could be read by others; now only you have access (mode 0700).`);
  output.say(`Ctrl+C closes it and pauses training.${process.stdin.isTTY ? ' l prints another link.' : ''}`);
  const quiet = listenForKeys(() => output.say(`Another one-time link: ${serving.invite()}`));
  if (open) await openBrowser(serving.url, output);
  await asked;
  quiet();
  await lab.close();
  await serving.close();
  forget();
}

function builtPage(): string {
  const page = PAGES.find((folder) => existsSync(join(folder, 'assets')));
  if (page !== undefined) return page;
  throw new HostError({
    message: 'The page of the lab is not built.',
    remedy: 'Run: npm start (or node renderer/build.ts)',
    badArgument: false,
  });
}

async function openBrowser(url: string, output: Output): Promise<void> {
  const { default: openUrl } = await import('open');
  await openUrl(url).catch(() => output.note('No browser could be opened; open the link yourself.'));
}

/** The first Ctrl+C closes the lab cleanly; a second one ends it at once (Node's default, with no listener left). */
function untilAsked(output: Output): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      for (const signal of SIGNALS) process.off(signal, end);
      output.note('Closing after the current training step. Press Ctrl+C again to end at once.');
      resolve();
    };
    for (const signal of SIGNALS) process.on(signal, end);
  });
}

/**
 * Listens for `l` in the lab's own terminal. In raw mode Ctrl+C arrives as a key too, and is passed on as a signal.
 * @returns a function that restores the terminal
 */
function listenForKeys(link: () => void): () => void {
  const { stdin } = process;
  if (!stdin.isTTY) return () => {};
  const hear = (keys: Buffer) => {
    if (keys.includes(INTERRUPT)) process.kill(process.pid, 'SIGINT');
    else if (keys.toString('utf8').toLowerCase() === 'l') link();
  };
  stdin.setRawMode(true).on('data', hear).resume();
  return () => void stdin.off('data', hear).setRawMode(false).pause();
}

/** The byte that Ctrl+C sends in raw mode. */
const INTERRUPT = 3;

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
