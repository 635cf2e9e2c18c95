/** `bench`: seconds per epoch of each backend, and of other libraries, on the same net and pictures. */
import { Command } from 'commander';
import { BenchRequest } from '../../native-bridge/host/compute-messages.ts';
import { HostError } from '../hosts/host-error.ts';
import { backendRows, isBackendId } from '../services/backends.ts';
import { bench } from '../services/bench.ts';
import { benchTable } from './bench-table.ts';
import { place, UsageError, wholeNumber } from './exit.ts';
import type { Output } from './output.ts';

interface Flags {
  backends?: string;
  preset: string;
  epochs: number;
  rounds: number;
  data: string;
  peers?: boolean;
}

const Preset = BenchRequest.shape.preset;

export function benchCommand(outputOf: (command: Command) => Output): Command {
  return new Command('bench')
    .description('measure seconds per epoch of every backend that can run here; with --json one record per preset')
    .option('--backends <a,b>', 'only these backends')
    .option('--preset <a,b>', 'networks, one after the other', 'course,four-block')
    .option('--epochs <n>', 'counted epochs per round, after one that is not counted', wholeNumber(1, 1000), 5)
    .option('--rounds <n>', 'rounds; the backends run one after another in each', wholeNumber(1, 100), 2)
    .option('--data <data>', 'pictures', place, 'synthetic')
    .option('--peers', 'also PyTorch and TensorFlow in Python, installed if they are missing (gigabytes)')
    .action(async (_flags: Flags, command: Command) => benchAll(command.opts<Flags>(), outputOf(command)));
}

async function benchAll(flags: Flags, output: Output): Promise<void> {
  const { epochs, rounds, peers = false } = flags;
  const presets = flags.preset.split(',').map(presetOf);
  const backends = await chosen(flags.backends, output);
  for (const [i, preset] of presets.entries()) {
    const plan = { preset, backends, epochs, rounds, data: { spec: flags.data }, peers };
    const watch = { onProgress: output.progress, onNote: output.note };
    const comparison = await bench(plan, watch).finally(output.settle);
    if (i > 0) output.say('');
    for (const line of benchTable(comparison, epochs * rounds)) output.say(line);
    output.record({ kind: 'bench', epochs, rounds, ...comparison });
  }
}

function presetOf(name: string): BenchRequest['preset'] {
  const preset = Preset.safeParse(name);
  if (preset.success) return preset.data;
  throw new UsageError(`There is no preset ${JSON.stringify(name)}.`, `Choose among ${Preset.options.join(', ')}.`);
}

/** The requested backends, or all, that can run or be built first; reports why each of the others cannot. */
async function chosen(list: string | undefined, output: Output): Promise<BenchRequest['backend'][]> {
  const rows = await backendRows();
  const wanted = list?.split(',').map((id) => {
    const row = isBackendId(id) ? rows.find((candidate) => candidate.id === id) : undefined;
    if (!row)
      throw new UsageError(`There is no backend "${id}".`, `The backends are: ${rows.map((r) => r.id).join(', ')}.`);
    return row;
  });
  const able = new Set<BenchRequest['backend']>();
  for (const { id, available, builtOnUse, reason, remedy } of wanted ?? rows) {
    if (available || builtOnUse) able.add(id);
    else output.note(`${id}: skipped. ${reason} ${remedy}`);
  }
  if (able.size === 0) throw nothingRuns();
  return [...able];
}

function nothingRuns(): HostError {
  return new HostError({
    message: 'No backend can run here.',
    remedy: 'Run: npm run lab -- doctor --fix',
    badArgument: false,
  });
}
