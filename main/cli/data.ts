/** `data`: opens a dataset and says what is in it. */
import { Command } from 'commander';
import type { ArrayMap } from '../../native-bridge/host/compute-messages.ts';
import { compute } from '../hosts/compute.ts';
import { arrayMap, MAP_EXPLAINED, MAP_FLAG, MAP_HELP } from './array-map.ts';
import { place, share, wholeNumber } from './exit.ts';
import type { Output } from './output.ts';

interface Flags {
  validation?: number;
  test?: number;
  seed?: number;
  skipBad?: boolean;
  map?: ArrayMap;
}

export function dataCommand(outputOf: (command: Command) => Output): Command {
  return new Command('data')
    .description('check a dataset and say what is in it')
    .argument('<data>', 'synthetic, a folder, an archive, or a file of arrays or tables', place)
    .option('--skip-bad', 'leave out files that are no good instead of failing with a list of them')
    .option(MAP_FLAG, MAP_HELP, arrayMap)
    .option('--validation <share>', 'carve this share off the training pictures', share)
    .option('--test <share>', 'the same for a test split', share)
    .option(
      '--seed <s>',
      "the seed of that carving (default: 3, the course's, as in training)",
      wholeNumber(0, 2 ** 31),
    )
    .addHelpText('after', MAP_EXPLAINED)
    .action(async (spec: string, _flags: Flags, command: Command) => {
      const output = outputOf(command);
      const { validation, test, seed, skipBad, map } = command.opts<Flags>();
      const data = {
        spec,
        ...(validation && { validation }),
        ...(test && { test }),
        ...(skipBad && { skipBad: true as const }),
        ...(map && { map }),
      };
      const request = { kind: 'dataset', data, ...(seed !== undefined && { seed }) } as const;
      const { kind, ...card } = await compute(request, ['dataset'], {
        onEvent: (event) => event.kind === 'progress' && output.progress(event),
      }).finally(output.settle);
      output.say(`${card.name}: ${card.train} train, ${card.validation} validation, ${card.test} test pictures`);
      for (const note of card.notes) output.say(`read as:  ${note}`);
      output.say(`classes: ${card.classes.join(', ')}\nsha256:  ${card.sha256}`);
      output.record({ kind, ...card });
    });
}
