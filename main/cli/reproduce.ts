/** `reproduce`: the course's run over k seeds, and where the published figures lie in that band. */
import { join } from 'node:path';
import { Command } from 'commander';
import { trainAndCheck } from '../services/training.ts';
import { wholeNumber } from './exit.ts';
import type { Output } from './output.ts';

/** The single run that the assignment prints. */
const PUBLISHED = { trainAccuracy: 0.940741, testAccuracy: 0.783333 };

interface Flags {
  data: string;
  seeds: number;
  epochs: number;
  backend: string;
  out: string;
}

export function reproduceCommand(outputOf: (command: Command) => Output): Command {
  return new Command('reproduce')
    .description("train the course's net with k seeds and compare with the published accuracies")
    .requiredOption('--data <data>', 'the SIGNS pictures')
    .option('--seeds <k>', 'mini-batch seeds 3, 4, ... and graph seeds 1, 2, ...', wholeNumber(1, 1000), 10)
    .option('--epochs <n>', 'epochs a run', wholeNumber(1, 10_000), 100)
    .option('--backend <id>', 'tensorflow, or auto', 'auto')
    .option('--out <folder>', 'the runs lie here', 'runs/reproduce')
    .action(async (_flags: Flags, command: Command) => reproduce(command.opts<Flags>(), outputOf(command)));
}

async function reproduce({ data, seeds, epochs, backend, out }: Flags, output: Output): Promise<void> {
  const runs: { trainAccuracy: number; testAccuracy: number }[] = [];
  for (let k = 0; k < seeds; k++) {
    const trained = await trainAndCheck(
      {
        ...{ data: { spec: data }, preset: 'course', backend, epochs, resume: false, out: join(out, `seed-${3 + k}`) },
        ...{ seed: 3 + k, settings: [`initSeed=${1 + k}`] },
      },
      {
        onEvent: (event) =>
          event.kind === 'progress' && output.progress({ ...event, step: `Run ${k + 1} of ${seeds}, ${event.step}` }),
      },
    );
    if (trained?.testAccuracy == null) throw new Error('the run was stopped or has no test pictures');
    const { trainAccuracy, testAccuracy, seconds } = trained;
    runs.push({ trainAccuracy, testAccuracy });
    output.say(
      `seed ${3 + k}: train ${trainAccuracy.toFixed(6)}, test ${testAccuracy.toFixed(6)} (${seconds.toFixed(0)} s)`,
    );
    output.record({ kind: 'run', seed: 3 + k, initSeed: 1 + k, trainAccuracy, testAccuracy, seconds });
  }
  output.settle();
  const band = {
    trainAccuracy: spread(runs.map((run) => run.trainAccuracy)),
    testAccuracy: spread(runs.map((run) => run.testAccuracy)),
  };
  for (const [name, { mean, min, max }] of Object.entries(band)) {
    const published = PUBLISHED[name as keyof typeof PUBLISHED];
    output.say(
      `${name}: mean ${mean.toFixed(4)}, min ${min.toFixed(4)}, max ${max.toFixed(4)}; published single run ${published}`,
    );
  }
  output.record({ kind: 'band', seeds, epochs, ...band, published: PUBLISHED });
}

function spread(values: readonly number[]): { mean: number; min: number; max: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, min: Math.min(...values), max: Math.max(...values) };
}
