/** `evaluate`: an ONNX model on one split of a dataset, with ONNX Runtime only. */
import { Command, Option } from 'commander';
import type { ArrayMap } from '../../native-bridge/host/compute-messages.ts';
import { SPLIT_NAMES, type SplitName } from '../../native-bridge/host/recognition-messages.ts';
import { withRecognition } from '../hosts/recognition.ts';
import { arrayMap, MAP_EXPLAINED, MAP_FLAG, MAP_HELP } from './array-map.ts';
import { CARD_HELP, modelAt } from './card-option.ts';
import { place, share, wholeNumber } from './exit.ts';
import type { Output } from './output.ts';

interface Flags {
  model: string;
  card?: string;
  data: string;
  split: SplitName;
  validation?: number;
  test?: number;
  seed?: number;
  skipBad?: boolean;
  map?: ArrayMap;
}

export function evaluateCommand(outputOf: (command: Command) => Output): Command {
  return new Command('evaluate')
    .description('accuracy and confusion matrix of an ONNX model on a dataset')
    .requiredOption('--model <file>', 'an ONNX file', place)
    .option('--card <file>', CARD_HELP, place)
    .requiredOption('--data <data>', 'what to evaluate on', place)
    .addOption(new Option('--split <name>', 'which pictures').choices([...SPLIT_NAMES]).default('test'))
    .option('--validation <share>', 'the share that was split off when training', share)
    .option('--test <share>', 'the same for the test split', share)
    .option('--skip-bad', 'skip files that cannot be read')
    .option(MAP_FLAG, MAP_HELP, arrayMap)
    .option('--seed <s>', "seed of that split (default: the model's own)", wholeNumber(0, 2 ** 31))
    .addHelpText('after', MAP_EXPLAINED)
    .action(async (_flags: Flags, command: Command) => {
      const output = outputOf(command);
      const { model, card, data: spec, split, seed, validation, test, skipBad, map } = command.opts<Flags>();
      const data = {
        spec,
        ...(seed !== undefined && { seed }),
        ...(validation && { validation }),
        ...(test && { test }),
        ...(skipBad && { skipBad: true as const }),
        ...(map && { map }),
      };
      const evaluation = await withRecognition((host) =>
        host.ask({ kind: 'evaluate', ...modelAt(model, card), data, split }),
      );
      const { accuracy, n, confusion, perClass } = evaluation;
      output.say(`Accuracy on ${n} ${split} pictures: ${accuracy.toFixed(6)}\n`);
      output.say(
        `class      pictures  precision  recall      F1   predicted as: ${perClass.map(({ label }) => label).join(' ')}`,
      );
      for (const [row, { label, n: count, precision, recall, f1 }] of perClass.entries()) {
        const figures = [precision, recall, f1].map((value) => (value === null ? '-' : value.toFixed(3)));
        output.say(
          `${label.padEnd(10)} ${String(count).padStart(8)} ${figures[0]!.padStart(10)} ${figures[1]!.padStart(7)} ${figures[2]!.padStart(7)}   ${(confusion[row] ?? []).join(' ')}`,
        );
      }
      output.record({ kind: 'evaluation', ...evaluation });
    });
}
