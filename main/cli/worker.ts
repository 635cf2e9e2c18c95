/** `worker`: trains pieces of other machines' sweeps until Ctrl+C. */
import { availableParallelism, hostname } from 'node:os';
import { Command, InvalidArgumentError } from 'commander';
import type { WorkerEvent } from '../../native-bridge/queue/worker.ts';
import { work } from '../services/worker.ts';
import { UsageError, wholeNumber } from './exit.ts';
import { interruptible } from './interrupt.ts';
import type { Output } from './output.ts';

interface Flags {
  queue?: string;
  lanes?: number;
  name?: string;
}

export const QUEUE_VARIABLE = 'SIGNS_LAB_QUEUE';

export function workerCommand(outputOf: (command: Command) => Output): Command {
  return new Command('worker')
    .description('train trials of sweeps on other machines, through a Redis or Valkey server')
    .option(
      '--queue <url>',
      `the server's address, redis://:PASSWORD@HOST:6379/0 (or set ${QUEUE_VARIABLE}, which nobody else can see)`,
    )
    .option('--lanes <n>', 'trials at the same time (default: one per core)', wholeNumber(1, 1024))
    .option('--name <name>', "the name that the sweeps show (default: this machine's)", workerName)
    .addHelpText(
      'after',
      `
It takes trials of every sweep that is started with the same --queue and the same version of Signs Lab. On Ctrl+C it
finishes its current epochs and gives its trials back. rediss:// encrypts the connection.

  $ ${QUEUE_VARIABLE}=redis://:secret@lab.example:6379 signs-lab worker`,
    )
    .action(async (_flags: Flags, command: Command) => worker(command.opts<Flags>(), outputOf(command)));
}

async function worker({ queue, lanes, name = hostname() }: Flags, output: Output): Promise<void> {
  const url = queueAddress(queue);
  if (url === undefined) {
    throw new UsageError(
      'No queue is given.',
      `Give it with --queue redis://:PASSWORD@HOST:6379/0, or set ${QUEUE_VARIABLE}.`,
    );
  }
  const totals = { pieces: 0, epochs: 0, seconds: 0 };
  const hear = (event: WorkerEvent) => {
    printEvent(event, output);
    if (event.kind !== 'piece' || event.failure !== null) return;
    totals.pieces++;
    totals.epochs += event.until - event.from;
    totals.seconds += event.seconds;
  };
  await interruptible(output, (signal) =>
    work({
      ...{ url, name, lanes: lanes ?? null, cores: availableParallelism(), hear, signal },
      onProgress: output.progress,
    }),
  );
  output.say(`Left: ${totals.epochs} epochs in ${totals.pieces} pieces.`);
  output.record({ kind: 'left', ...totals });
}

/**
 * The address, hidden from others: the process list shows arguments, and child processes inherit the environment. The
 * parent of this process, a shell or npm, may still show it; the variable is the safe way.
 */
export function queueAddress(flag: string | undefined): string | undefined {
  const url = flag ?? process.env[QUEUE_VARIABLE];
  delete process.env[QUEUE_VARIABLE];
  if (flag !== undefined) process.title = 'signs-lab';
  return url;
}

function printEvent(event: WorkerEvent, output: Output): void {
  switch (event.kind) {
    case 'connected':
      output.note('Connected; waiting for sweeps. Ctrl+C stops it.');
      output.record({ kind: 'worker', name: event.name });
      break;
    case 'reachable':
      output.note(event.reachable ? 'The queue answers again.' : 'The queue does not answer; waiting for it.');
      output.record({ kind: 'queue', reachable: event.reachable });
      break;
    case 'sweep': {
      output.settle();
      const reason = event.state.kind === 'refused' ? event.state.reason : undefined;
      output.note(
        `${event.title}: ${reason === undefined ? STATES[event.state.kind] : `cannot work on it. ${reason}`}`,
      );
      const { sweep, title, state } = event;
      output.record({ ...{ kind: 'sweep', sweep, title, state: state.kind }, ...(reason !== undefined && { reason }) });
      break;
    }
    case 'piece': {
      const { kind, failure, ...piece } = event;
      if (failure !== null) output.note(`A piece of trial ${piece.trial} failed: ${failure}`);
      output.record({ kind, ...piece, ...(failure !== null && { failure }) });
    }
  }
}

const STATES = {
  ready: 'working on it.',
  preparing: 'preparing.',
  elsewhere: 'busy with another sweep.',
  refused: 'refused.',
  left: 'left.',
} as const;

function workerName(text: string): string {
  if (text.trim() === '' || text.length > 100) throw new InvalidArgumentError('It must be 1 to 100 characters.');
  return text.trim();
}
