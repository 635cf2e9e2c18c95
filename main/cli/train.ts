/** `train`: from data to a checked ONNX model. */
import { Command, Option } from 'commander';
import type { ArrayMap, ComputeEvent, Trained } from '../../native-bridge/host/compute-messages.ts';
import {
  AUGMENTATION_PRESETS,
  type AugmentationPreset,
  augmentationPreset,
  HYPERPARAMETER_FIELDS,
  rangeOf,
} from '../../native-bridge/host/settings-messages.ts';
import { readNetwork, readSettingsFile } from '../../native-bridge/host/tuning-messages.ts';
import { HostError } from '../hosts/host-error.ts';
import { type RunOptions, resumeCommand, trainAndCheck } from '../services/training.ts';
import { arrayMap, MAP_EXPLAINED, MAP_FLAG, MAP_HELP } from './array-map.ts';
import { place, share, UsageError, wholeNumber } from './exit.ts';
import { interruptible } from './interrupt.ts';
import { readJsonFile, valid } from './json-file.ts';
import type { Output } from './output.ts';
import { reportTraining } from './training-lines.ts';

interface Flags {
  data?: string;
  validation?: number;
  test?: number;
  joinValidation?: boolean;
  skipBad?: boolean;
  map?: ArrayMap;
  preset?: string;
  network?: string;
  settings?: string;
  backend?: string;
  epochs?: number;
  seed?: number;
  augmentation?: AugmentationPreset;
  set: string[];
  out?: string;
  resume?: boolean;
  from?: string;
  keepEpochs?: boolean;
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
    .option('--validation <share>', 'split this share off the training pictures, stratified and seeded', share)
    .option('--test <share>', 'the same for a test split, if the data has none', share)
    .option('--skip-bad', 'skip files that cannot be read instead of failing with a list of them')
    .option(MAP_FLAG, MAP_HELP, arrayMap)
    .option('--join-validation', 'also train on the validation pictures of the data')
    .option(
      '--preset <name>',
      'network and its settings: course, camera (starts from the base model), lenet5, four-block, hands or three-block (default: course)',
    )
    .option('--network <file>', "a network as JSON, in place of the preset's", place)
    .option('--settings <file>', 'settings as `tune` writes them (best.json); other options override them', place)
    .option(
      '--backend <id>',
      'fused-cpu, fused-wasm, fused-webgpu, fused-cuda, tensorflow, or auto for the fastest available (default: auto; resumed: as before)',
    )
    .option(
      '--epochs <n>',
      "epochs of the whole run (default: the preset's; 100 for course)",
      wholeNumber(1, 1_000_000),
    )
    .option('--seed <s>', "mini-batch seed (default: 3, the course's)", wholeNumber(0, 2 ** 31))
    .addOption(
      new Option('--augmentation <name>', 'all augment... hyperparameters at once; --set overrides it').choices([
        ...AUGMENTATION_PRESETS,
      ]),
    )
    .option('--set <key=value>', 'a hyperparameter; repeat for more', (one, all: string[]) => [...all, one], [])
    .option(
      '--from <model>',
      "start from a model's weights: base (the one that comes with the lab), a model.onnx of the lab, or a run's folder; none: from scratch",
      place,
    )
    .option('--out <folder>', "the run's folder (default: runs/<date>-<preset>)", place)
    .option(
      '--keep-epochs',
      "keep the parameters and the optimizer's state of every epoch (about 200 epochs of a long run)",
    )
    .option('--resume', 'resume from the checkpoint in --out')
    .addHelpText(
      'after',
      `
Hyperparameters for --set, with their defaults:
${HYPERPARAMETERS}
${MAP_EXPLAINED}

The folder then contains checkpoint.safetensors, run.json and cost.svg (rewritten about once a second, and at every stop),
model.onnx and model.parity.json. Resume a run that was stopped or killed with: train --out FOLDER --resume

  $ signs-lab train --data synthetic --epochs 20 --out runs/first
  $ signs-lab train --data ~/signs --preset course --set learningRate=0.005 --validation 0.15 --json
  $ signs-lab train --data ~/signs --settings sweeps/first/best.json --join-validation`,
    )
    .action(async (_flags: Flags, command: Command) => train(command.opts<Flags>(), outputOf(command)));
}

async function train(flags: Flags, output: Output): Promise<void> {
  const options = optionsOf(flags);
  const onEvent = (event: ComputeEvent) => reportTraining(event, output);
  const trained = await interruptible(output, (signal) => trainAndCheck(options, { onEvent, signal }));
  if (trained === null) {
    throw new HostError({
      message: 'Stopped before the last epoch.',
      remedy: `Resume it with: ${resumeCommand(options.out)}`,
      badArgument: false,
    });
  }
  conclude(trained, output);
}

function optionsOf(flags: Flags): RunOptions {
  const { data, validation, test, joinValidation, skipBad, map, backend, out, resume = false } = flags;
  refuseOnResume(flags);
  const source = {
    spec: data ?? 'synthetic',
    ...{
      ...(validation && { validation }),
      ...(test && { test }),
      ...(joinValidation && { joinValidation: true as const }),
      ...(skipBad && { skipBad: true as const }),
      ...(map && { map }),
    },
  };
  const { preset, ...trained } = settingsOf(flags);
  return {
    ...{ ...trained, resume },
    ...(backend !== undefined && { backend }),
    ...(flags.keepEpochs && { keepEpochs: true as const }),
    ...(preset !== undefined && { preset }),
    out: out ?? `runs/${new Date().toISOString().slice(0, 19).replaceAll(':', '-')}-${preset ?? 'course'}`,
    ...((data !== undefined || !resume) && { data: source }),
  };
}

/** @throws UsageError for what a resumed run cannot change */
function refuseOnResume({ resume, out, data, validation, test, joinValidation, map, settings }: Flags): void {
  if (!resume) return;
  if (out === undefined) throw new UsageError('--resume needs the folder of the run.', 'Give it with --out.');
  if (data === undefined && (validation ?? test ?? joinValidation ?? map) !== undefined) {
    throw new UsageError(
      'A resumed run keeps its splits.',
      'Leave out --validation, --test, --join-validation and --map.',
    );
  }
  if (settings === undefined) return;
  throw new UsageError('A resumed run keeps its settings.', 'Leave out --settings, or train into a new folder.');
}

/** Those of a file, overridden by the other options. A preset given by name has its own network. */
function settingsOf(flags: Flags): Pick<RunOptions, 'preset' | 'network' | 'settings' | 'epochs' | 'seed' | 'from'> {
  const file =
    flags.settings === undefined ? null : valid(readSettingsFile(readJsonFile(flags.settings, '--settings')));
  const network = flags.network === undefined ? null : valid(readNetwork(readJsonFile(flags.network, '--network')));
  const kept = flags.preset === undefined ? file?.network : undefined;
  const preset = flags.preset ?? file?.preset;
  const from = flags.from ?? (flags.preset === undefined ? file?.from : undefined);
  const [epochs, seed] = [flags.epochs ?? file?.epochs, flags.seed ?? file?.seed];
  const varied = flags.augmentation === undefined ? [] : assignments(augmentationPreset(flags.augmentation));
  const named = assignments(file?.hyperparameters ?? {});
  return {
    settings: [...named, ...varied, ...flags.set],
    ...(preset !== undefined && { preset }),
    ...(from !== undefined && { from }),
    ...((network ?? kept) && { network: network ?? kept }),
    ...(epochs !== undefined && { epochs }),
    ...(seed !== undefined && { seed }),
  };
}

const assignments = (values: object) => Object.entries(values).map(([key, value]) => `${key}=${value}`);

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
