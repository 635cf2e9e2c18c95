/** `tune`: searches hyperparameters and networks, many trials at once, and reports how much of the best score is luck. */
import { resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { HostError, HostStopped } from '../hosts/host-error.ts';
import { latencyMeter } from '../services/sweeps/latency.ts';
import { requireLarger } from '../services/sweeps/ordering.ts';
import { resultOf, writeResults } from '../services/sweeps/results.ts';
import { type SweepEnd, SweepSession } from '../services/sweeps/session.ts';
import { heldSweepFolder, newSweepFolder, type SweepFolder } from '../services/sweeps/sweep-folder.ts';
import { place, share, UsageError, wholeNumber } from './exit.ts';
import { interruptible } from './interrupt.ts';
import type { Output } from './output.ts';
import { conclude, TrialReporter } from './tune-lines.ts';
import { TUNE_DEFAULTS as D, planOf, resumedPlan, type TuneFlags } from './tune-plan.ts';
import { QUEUE_VARIABLE, queueAddress } from './worker.ts';

export function tuneCommand(outputOf: (command: Command) => Output): Command {
  const repeated = (one: string, all: string[]) => [...all, one];
  return new Command('tune')
    .description('search hyperparameters and networks with many trials')
    .option('--data <data>', 'what to train on (default: synthetic)', place)
    .option(
      '--preset <name>',
      'what every trial starts from: course, camera, lenet5, four-block, hands or three-block (default: course)',
    )
    .option('--network <file>', "a network as JSON, in place of the preset's", place)
    .option('--space <file>', "what to search, as JSON (default: the preset's own space)", place)
    .option('--sampler <name>', `grid, random, sobol, tpe or gp (default: ${D.sampler})`)
    .option('--scheduler <name>', `none, median, asha or hyperband (default: ${D.scheduler})`)
    .option(
      '--objectives <names>',
      `one or more of validationAccuracy, validationLoss, parameters, latency, epochSeconds, separated by commas (default: ${D.objectives})`,
    )
    .option(
      '--trials <n>',
      `maximum number of trials (default: ${D.trials}, without --minutes)`,
      wholeNumber(1, 100_000),
    )
    .option('--minutes <m>', 'no new trials after this many minutes of tuning', minutes)
    .option('--epochs <n>', "maximum epochs of a trial (default: the preset's)", wholeNumber(1, 100_000))
    .option('--seeds <k>', 'trainings of each trial; its score is their mean (default: 1)', wholeNumber(1, 20))
    .option('--folds <k>', 'k-fold cross-validation instead of a validation split', wholeNumber(0, 20))
    .option(
      '--validation <share>',
      `share of the training pictures, if the data has no validation split (default: ${D.validation})`,
      share,
    )
    .option(
      '--seed <s>',
      `seed of the search, the splits and the mini-batches (default: ${D.seed})`,
      wholeNumber(0, 2 ** 31),
    )
    .option('--set <key=value>', 'a fixed hyperparameter; repeat for more', repeated, [])
    .option('--guess <json>', "values to try first, after the preset's own; repeat for more", repeated, [])
    .option(
      '--grid-points <n>',
      `grid points of a real-valued dimension (default: ${D.gridPoints})`,
      wholeNumber(2, 1000),
    )
    .option('--backend <id>', `a backend, or auto for the fastest available (default: ${D.backend})`)
    .option('--lanes <n>', 'trials at the same time (default: one per core)', wholeNumber(1, 256))
    .option(
      '--fresh-best <n>',
      `how many of the best trials are trained again with fresh seeds (default: ${D.freshBest})`,
      wholeNumber(0, 10),
    )
    .option('--fresh-seeds <k>', `fresh seeds for each of them (default: ${D.freshSeeds})`, wholeNumber(2, 20))
    .option(
      '--queue <url>',
      `a Redis or Valkey server whose workers help (or set ${QUEUE_VARIABLE}, which nobody else can see)`,
    )
    .option('--out <folder>', "the sweep's folder (default: sweeps/<date>-<preset>)", place)
    .option('--resume', 'resume the sweep in --out; a larger --trials or --minutes extends it')
    .addHelpText('after', HELP)
    .action(async (_flags: TuneFlags, command: Command) => tune(command.opts<TuneFlags>(), outputOf(command)));
}

const HELP = `
A space is JSON with dimensions by name: hyperparameters as for --set, layers.1.filters, layers.1.kernel, blocks.1.repeat,
batchNorm, dropout, preset, validationSeed:
  {"learningRate": {"kind":"float","low":0.0001,"high":0.1,"log":true},
   "optimizer": {"kind":"choice","choices":["adam","sgd"]},
   "momentum": {"kind":"float","low":0,"high":0.99,"when":{"name":"optimizer","values":["sgd"]}}}

The folder then contains sweep.sqlite (everything), best.json (for \`train --settings\`), trials.csv, optuna-journal.log
and models of the best few. Ctrl+C pauses; resume a sweep that was paused or killed with: tune --out FOLDER --resume
The test split is never used.

  $ signs-lab tune --data ~/signs --preset course --trials 256 --out sweeps/first
  $ signs-lab train --data ~/signs --settings sweeps/first/best.json`;

async function tune(flags: TuneFlags, output: Output): Promise<void> {
  const server = queueAddress(flags.queue);
  const folder = flags.resume ? resumed(flags) : begun(flags);
  const isUntried = () => !flags.resume && folder.trials.list(folder.sweep).length === 0;
  let done = false;
  try {
    const end = await interruptible(output, (signal) => search(folder, flags.data, server, output, signal));
    if (end === 'stopped' && isUntried()) throw new HostStopped();
    await writeResults(folder);
    done = true;
    if (end === 'stopped') throw paused(folder);
    conclude(resultOf(folder), folder, output);
  } catch (error) {
    if (!done && folder.trials.list(folder.sweep).length > 0) await writeResults(folder).catch(() => {});
    throw error;
  } finally {
    // A sweep that never started a trial is removed, so that it does not block the next try.
    folder.close(isUntried());
  }
}

function begun(flags: TuneFlags): SweepFolder {
  const plan = planOf(flags);
  const date = new Date().toISOString().slice(0, 19).replaceAll(':', '-');
  return newSweepFolder(flags.out ?? `sweeps/${date}-${plan.preset}`, plan, wholeSpec(flags.data ?? 'synthetic'));
}

function resumed(flags: TuneFlags): SweepFolder {
  if (flags.out === undefined) throw new UsageError('--resume needs the folder of the sweep.', 'Give it with --out.');
  const folder = heldSweepFolder(flags.out);
  try {
    const { rows, sweep } = folder;
    const before = rows.get(sweep);
    const plan = resumedPlan(flags, before.plan);
    const { trials, minutes } = before.plan.budget;
    if (plan.budget.trials !== trials || plan.budget.minutes !== minutes) requireLarger(before, plan.budget);
    rows.setPlan(sweep, plan);
    return folder;
  } catch (error) {
    folder.close();
    throw error;
  }
}

async function search(
  folder: SweepFolder,
  data: string | undefined,
  server: string | undefined,
  output: Output,
  signal: AbortSignal,
): Promise<SweepEnd> {
  const { rows, trials, sweep, database, path } = folder;
  const { pictures } = rows.get(sweep);
  const spec = data ?? (pictures.kind === 'data' ? pictures.spec : 'synthetic');
  const order = {
    ...{ sweep, rows, trials, database, folder: path, data: async () => wholeSpec(spec), queue: server },
    ...{ latency: latencyMeter(folder.db), background: false, afterCrash: resumeText(path) },
  };
  const session = new SweepSession(order, new TrialReporter(folder, output));
  const stop = () => session.end('stop');
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  try {
    return await session.run();
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function paused({ rows, trials, sweep, path }: SweepFolder): HostError {
  const { counts } = trials.totals(sweep);
  const ended = counts.complete + counts.pruned + counts.diverged + counts.impossible + counts.failed;
  const of = rows.get(sweep).plan.budget.trials;
  return new HostError({
    message: `Paused after ${ended}${of === null ? '' : ` of ${of}`} trials.`,
    remedy: resumeText(path),
    badArgument: false,
  });
}

function resumeText(out: string): string {
  return `What was trained is kept. Resume it with: tune --out '${out}' --resume`;
}

/** A spec that means the same from every folder: the name of drawn hands as it is, a path made absolute. */
function wholeSpec(spec: string): string {
  return /^(synthetic|drawn-wide)(:|$)/.test(spec) ? spec : resolve(spec);
}

function minutes(text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && value > 0 && value <= 7 * 24 * 60) return value;
  throw new InvalidArgumentError('It must be a number of minutes above 0, at most a week (10080).');
}
