/** `open`: another one-time link to the browser lab that runs on a folder. */
import { Command } from 'commander';
import { INVITE } from '../entrance.ts';
import { HostError } from '../hosts/host-error.ts';
import { readHolder } from '../storage/database.ts';
import { labFolder, labPaths } from '../storage/lab-folder.ts';
import { place } from './exit.ts';
import type { Output } from './output.ts';

interface Flags {
  folder?: string;
  browser?: boolean;
}

/** ms: the lab is on this machine. */
const PATIENCE = 5000;

export function openCommand(outputOf: (command: Command) => Output): Command {
  return new Command('open')
    .description('print another one-time link to the lab that is running on this machine; nothing is stopped')
    .option('--folder <dir>', 'the lab folder (default: SIGNS_LAB_FOLDER, else SignsLab in your home folder)', place)
    .option('--browser', 'open it in the default browser')
    .action(async (_flags: Flags, command: Command) => {
      const output = outputOf(command);
      const { folder, browser } = command.opts<Flags>();
      const url = await invited(labFolder(folder));
      output.record({ kind: 'open', url });
      output.say(url);
      if (!browser) return;
      const { default: openUrl } = await import('open');
      await openUrl(url).catch(() => output.note('No browser could be opened; open the link yourself.'));
    });
}

/** Asks the running lab. @throws HostError if none runs there, or it is the desktop app. */
async function invited(folder: string): Promise<string> {
  const holder = readHolder(labPaths(folder).database);
  if (!holder) throw notRunning(folder);
  if (holder.url === null || holder.key === null) {
    throw new HostError({
      message: `The lab in ${folder} is open in the desktop app (process ${holder.pid}).`,
      remedy: 'Use its window, or close it and run: signs-lab serve',
      badArgument: false,
    });
  }
  const answer = await ask(holder.url, holder.key).catch(() => null);
  if (answer === null) throw notRunning(folder);
  return answer;
}

/** Null if another program answers: the port of a lab that was killed may be in use again. */
async function ask(url: string, key: string): Promise<string | null> {
  const response = await fetch(new URL(INVITE, url), {
    method: 'POST',
    headers: { Authorization: `Bearer ${key}` },
    signal: AbortSignal.timeout(PATIENCE),
  });
  const text = (await response.text()).trim();
  return response.ok && text.startsWith(new URL(url).origin) ? text : null;
}

function notRunning(folder: string): HostError {
  return new HostError({
    message: `No lab is being served from ${folder}.`,
    remedy: 'Start one: signs-lab serve (--folder for another lab folder).',
    badArgument: false,
  });
}
