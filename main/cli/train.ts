/** `train`: from data to a checked ONNX model. */
import { Command } from 'commander';
import type { ComputeEvent, Trained } from '../../native-bridge/host/compute-messages.ts';
import { HYPERPARAMETER_FIELDS, rangeOf } from '../../native-bridge/host/settings-messages.ts';
import { HostError } from '../hosts/host-error.ts';
import { type RunOptions, trainAndCheck } from '../services/training.ts';
import { place, share, UsageError, wholeNumber } from './exit.ts';
import { interruptible } from './interrupt.ts';
import type { Output } from './output.ts';

interface Flags {
  data?: string;
  validation?: number;
  test?: number;
  preset?: string;
  backend?: string;
  epochs?: number;
  seed?: number;
  set: string[];
  out?: string;
  resume?: boolean;
}

const HYPERPARAMETERS = HYPERPARAMETER_FIELDS.map(
  (field) => `  ${`${field.key}=${field.value.default}`.padEnd(22)}  ${field.why}\n${' '.repeat(26)}${needsOf(field)}`,
).join('\n');

/** `a number above 0 to 1; with schedule=cosine` */
function needsOf(field: (typeof HYPERPARAMETER_FIELDS)[number]): string {
  const { onlyWith } = field;
  const needs = onlyWith && `; with ${onlyWith.values.map((value) => `${onlyWith.key}=${value}`).join(' or ')}`;
  return `${rangeOf(field)}${needs ?? ''}`;
}

export function trainCommand(outputOf: (command: Command) => Output): Command {
  return new Command('train')
    .description('train a network and export it')
    .option('--data <data>', 'what to train on (default: synthetic)', place)
    .option('--validation <share>', 'carve this share off the training pictures, stratified and seeded', share)
    .option('--test <share>', 'the same for a test split, where the data brings none', share)
    .option('--preset <name>', 'network and its settings: course, camera, lenet5 or four-block (default: course)')
    .option(
      '--backend <id>',
      'fused-cpu, fused-wasm, tensorflow, or auto for the fastest that can (default: auto; resumed: as before)',
    )
    .option(
      '--epochs <n>',
      "epochs of the whole run (default: the preset's; 100 for course)",
      wholeNumber(1, 1_000_000),
    )
    .option('--seed <s>', "mini-batch seed (default: 3, the course's)", wholeNumber(0, 2 ** 31))
    .option('--set <key=value>', 'a hyperparameter; repeat for more', (one, all: string[]) => [...all, one], [])
    .option('--out <folder>', "the run's folder (default: runs/<date>-<preset>)", place)
    .option('--resume', 'go on from the checkpoint in --out')
    .addHelpText(
      'after',
      `
Hyperparameters for --set, with their defaults:
${HYPERPARAMETERS}

The folder then holds checkpoint.safetensors, run.json and cost.svg (replaced whole, about once a second, and at every
stop), model.onnx and model.parity.json. A run that was stopped or killed goes on with: train --out FOLDER --resume

  $ signs-lab train --data synthetic --epochs 20 --out runs/first
  $ signs-lab train --data ~/signs --preset course --set learningRate=0.005 --validation 0.15 --json`,
    )
    .action(async (_flags: Flags, command: Command) => train(command.opts<Flags>(), outputOf(command)));
}

async function train(flags: Flags, output: Output): Promise<void> {
  const options = optionsOf(flags);
  const onEvent = (event: ComputeEvent) => tell(event, output);
  const trained = await interruptible(output, (signal) => trainAndCheck(options, { onEvent, signal }));
  if (trained === null) {
    throw new HostError({
      message: 'Stopped before the last epoch.',
      remedy: `Go on with: train --out ${options.out} --resume`,
      badArgument: false,
    });
  }
  conclude(trained, output);
}

function optionsOf(flags: Flags): RunOptions {
  const { data, validation, test, preset, backend, epochs, seed, set: settings, out, resume = false } = flags;
  if (resume && out === undefined) throw new UsageError('--resume needs the folder of the run.', 'Name it by --out.');
  if (data === undefined && (validation ?? test) !== undefined && resume) {
    throw new UsageError('A resumed run keeps its splits.', 'Leave out --validation and --test.');
  }
  const source = { spec: data ?? 'synthetic', ...(validation && { validation }), ...(test && { test }) };
  return {
    ...{ settings, resume },
    ...(backend !== undefined && { backend }),
    ...(preset !== undefined && { preset }),
    ...(epochs !== undefined && { epochs }),
    ...(seed !== undefined && { seed }),
    out: out ?? `runs/${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}-${preset ?? 'course'}`,
    ...((data !== undefined || !resume) && { data: source }),
  };
}

const PRINT_EVERY = 5; // epochs, as the course's notebook does

function tell(event: ComputeEvent, output: Output): void {
  if (event.kind === 'progress') output.progress(event);
  if (event.kind === 'begun') {
    const { dataset, network, parameters, backend, device, why, from } = event;
    const { train, validation, test, name } = dataset;
    output.note(
      `Training ${network} (${parameters} parameters) on ${name}: ${train} train, ${validation} validation, ${test} test pictures.`,
    );
    output.note(`Backend ${backend} on ${device} (${why})${from > 0 ? `; going on at epoch ${from}` : ''}.`);
  }
  if (event.kind === 'epoch') {
    const { kind: _, ...record } = event;
    output.record({ kind: 'epoch', ...record });
    if (event.epoch % PRINT_EVERY === 0)
      output.say(`Cost after epoch ${event.epoch}: ${event.cost.toFixed(6)}${accuracies(event)}`);
  }
}

function accuracies({
  trainAccuracy,
  validationAccuracy,
}: {
  trainAccuracy?: number | undefined;
  validationAccuracy?: number | undefined;
}): string {
  const said = [
    trainAccuracy !== undefined && `train ${trainAccuracy.toFixed(4)}`,
    validationAccuracy !== undefined && `validation ${validationAccuracy.toFixed(4)}`,
  ].filter((part) => part !== false);
  return said.length > 0 ? ` (${said.join(', ')})` : '';
}

function conclude(trained: Omit<Trained, 'check'>, output: Output): void {
  const { trainAccuracy, testAccuracy, seconds, model, curve } = trained;
  output.say(`Train Accuracy: ${trainAccuracy.toFixed(6)}`);
  output.say(
    testAccuracy === null
      ? 'Test Accuracy: the data has no test pictures'
      : `Test Accuracy: ${testAccuracy.toFixed(6)}`,
  );
  output.say(`Model: ${model}\nCost curve: ${curve}\nTime: ${seconds.toFixed(1)} s`);
  output.record({ kind: 'done', ...trained });
}
