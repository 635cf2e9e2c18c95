/** `reproduce`: the course's run with k seeds, and where the published figures are in that range. */
import { Command } from 'commander';
import { HostError } from '../hosts/host-error.ts';
import { bandOf, PUBLISHED } from '../services/band.ts';
import { hasBegun, type Reproduction, reproduceSeeds, type SeedRun } from '../services/reproduction.ts';
import { backendChoice, type Following, NOTHING_YET } from '../services/training.ts';
import { place, wholeNumber } from './exit.ts';
import { interruptible } from './interrupt.ts';
import type { Output } from './output.ts';

export function reproduceCommand(outputOf: (command: Command) => Output): Command {
  return new Command('reproduce')
    .description("train the course's net with k seeds and compare with the published accuracies")
    .requiredOption('--data <data>', 'the SIGNS pictures', place)
    .option('--seeds <k>', 'mini-batch seeds 3, 4, ... and graph seeds 1, 2, ...', wholeNumber(1, 1000), 10)
    .option('--epochs <n>', 'epochs per run', wholeNumber(1, 10_000), 100)
    .option('--backend <id>', 'a backend, or auto for the fastest available (resumed: as before)', 'auto')
    .option('--out <folder>', 'folder of the runs; called again, it resumes', place, 'runs/reproduce')
    .action(async (_flags: Reproduction, command: Command) =>
      reproduce(command.opts<Reproduction>(), outputOf(command)),
    );
}

async function reproduce(wanted: Reproduction, output: Output): Promise<void> {
  backendChoice(wanted.backend);
  const runs = await interruptible(output, (signal) => runSeeds(wanted, output, signal));
  const band = bandOf(runs);
  for (const [name, { mean, min, max }] of Object.entries(band)) {
    const published = PUBLISHED[name as keyof typeof PUBLISHED];
    output.say(
      `${name}: mean ${mean.toFixed(4)}, min ${min.toFixed(4)}, max ${max.toFixed(4)}; published single run ${published}`,
    );
  }
  const { seeds, epochs } = wanted;
  output.record({ kind: 'band', seeds, epochs, ...band, published: PUBLISHED });
}

/** Every seed's run, printed when it is done. @throws HostError if it was stopped before the last one. */
async function runSeeds(wanted: Reproduction, output: Output, signal: AbortSignal): Promise<readonly SeedRun[]> {
  const runs: SeedRun[] = [];
  const goOn = () =>
    hasBegun(wanted) ? `Run the same command again to continue with what is in ${wanted.out}.` : NOTHING_YET;
  const following = (k: number): Following => ({
    signal,
    afterCrash: goOn,
    onEvent: (event) =>
      event.kind === 'progress' &&
      // Of the runs that train side by side, the first one shows its progress.
      k === runs.length &&
      output.progress({ ...event, step: `Run ${k + 1} of ${wanted.seeds}, ${event.step}` }),
  });
  const work = reproduceSeeds(wanted, following);
  let next = await work.next();
  for (; !next.done; next = await work.next()) {
    runs.push(next.value);
    printRun(next.value, output);
  }
  if (next.value) return runs;
  throw new HostError({
    message: `Stopped after ${runs.length} of ${wanted.seeds} runs.`,
    remedy: goOn(),
    badArgument: false,
  });
}

function printRun(run: SeedRun, output: Output): void {
  const { seed, trainAccuracy, testAccuracy, seconds, kept } = run;
  output.say(
    `seed ${seed}: train ${trainAccuracy.toFixed(6)}, test ${testAccuracy.toFixed(6)} (${kept ? 'done before' : `${seconds.toFixed(0)} s`})`,
  );
  output.record({ kind: 'run', ...run });
}
