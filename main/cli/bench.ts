/** `bench`: seconds per epoch of each backend, in turn, on the same data. */
import { Command } from 'commander';
import { compute } from '../hosts/compute.ts';
import { HostError } from '../hosts/host-error.ts';
import { backendRows, isBackendId } from '../services/backends.ts';
import { UsageError, wholeNumber } from './exit.ts';
import type { Output } from './output.ts';

interface Flags {
  backends?: string;
  preset: string;
  epochs: number;
  data: string;
}

export function benchCommand(outputOf: (command: Command) => Output): Command {
  return new Command('bench')
    .description('measure seconds per epoch of every backend that can run here')
    .option('--backends <a,b>', 'only these')
    .option('--preset <name>', 'network', 'course')
    .option('--epochs <n>', 'counted epochs, after one that is not', wholeNumber(1, 1000), 5)
    .option('--data <data>', 'pictures', 'synthetic')
    .action(async (_flags: Flags, command: Command) => bench(command.opts<Flags>(), outputOf(command)));
}

async function bench({ backends, preset, epochs, data }: Flags, output: Output): Promise<void> {
  const rows = [];
  for (const { id, available, reason, remedy } of await chosen(backends)) {
    if (!available) {
      output.note(`${id}: skipped. ${reason} ${remedy}`);
      continue;
    }
    const { seconds, device } = await compute(
      { kind: 'bench', backend: id, preset, epochs, data: { spec: data } },
      ['bench'],
      { onEvent: (event) => event.kind === 'progress' && output.progress(event) },
    ).finally(output.settle);
    rows.push({ backend: id, device, epochSeconds: spread(seconds) });
  }
  if (rows.length === 0) throw nothingRuns();
  const slowest = Math.max(...rows.map(({ epochSeconds }) => epochSeconds.median));
  output.say(`${preset}, ${epochs} epochs after one that is not counted; seconds per epoch\n`);
  output.say('backend       median      min      max   ratio  device');
  for (const {
    backend,
    device,
    epochSeconds: { median, min, max },
  } of rows) {
    const figures = [median, min, max].map((value) => value.toFixed(3).padStart(9)).join('');
    output.say(`${backend.padEnd(11)}${figures}${`${(slowest / median).toFixed(1)}x`.padStart(8)}  ${device}`);
  }
  output.record({ kind: 'bench', preset, rows });
}

function nothingRuns(): HostError {
  return new HostError({
    message: 'No backend can run here.',
    remedy: 'Run: npm run lab -- doctor --fix',
    badArgument: false,
  });
}

async function chosen(list: string | undefined) {
  const rows = await backendRows();
  if (list === undefined) return rows;
  return list.split(',').map((id) => {
    const row = isBackendId(id) ? rows.find((candidate) => candidate.id === id) : undefined;
    if (!row) throw new UsageError(`There is no backend "${id}".`, `There are: ${rows.map((r) => r.id).join(', ')}.`);
    return row;
  });
}

/** @param values at least one. */
function spread(values: readonly number[]): { median: number; min: number; max: number } {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const median = (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
  return { median, min: sorted[0]!, max: sorted.at(-1)! };
}
