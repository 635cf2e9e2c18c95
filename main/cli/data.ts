/** `data`: opens a dataset, describes it, and writes it in another format. */
import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import type { ArrayMap, DatasetCard, ExportRequest } from '../../native-bridge/host/compute-messages.ts';
import { EXPORT_FORMS, type ExportForm, formOf } from '../../native-bridge/host/dataset-messages.ts';
import { compute } from '../hosts/compute.ts';
import { arrayMap, MAP_EXPLAINED, MAP_FLAG, MAP_HELP } from './array-map.ts';
import { place, share, UsageError, wholeNumber } from './exit.ts';
import { interruptible } from './interrupt.ts';
import type { Output } from './output.ts';

interface Flags {
  validation?: number;
  test?: number;
  seed?: number;
  skipBad?: boolean;
  map?: ArrayMap;
  export?: string;
  as?: ExportForm;
  overwrite?: boolean;
}

export function dataCommand(outputOf: (command: Command) => Output): Command {
  return new Command('data')
    .description('check and describe a dataset; write it in another format')
    .argument('<data>', 'synthetic, a folder, an archive, or a file of arrays or tables', place)
    .option('--skip-bad', 'skip files that cannot be read instead of failing with a list of them')
    .option(MAP_FLAG, MAP_HELP, arrayMap)
    .option('--validation <share>', 'split this share off the training pictures', share)
    .option('--test <share>', 'the same for a test split', share)
    .option('--seed <s>', "seed of that split (default: 3, the course's, as in training)", wholeNumber(0, 2 ** 31))
    .option('--export <path>', 'write it there, as a file or a folder that does not exist yet', place)
    .addOption(new Option('--as <form>', "the format (default: by the path's extension)").choices([...EXPORT_FORMS]))
    .option('--overwrite', 'replace an existing file; a folder is never replaced')
    .addHelpText('after', `${MAP_EXPLAINED}\n${EXPORT_EXPLAINED}`)
    .action(async (spec: string, _flags: Flags, command: Command) => {
      const output = outputOf(command);
      const flags = command.opts<Flags>();
      if (flags.export === undefined) {
        const unused = flags.as === undefined ? flags.overwrite && '--overwrite' : '--as';
        if (unused) throw new UsageError(`${unused} only applies to --export.`, 'Give a path: --export signs.zip');
        return show(spec, flags, output);
      }
      await exportTo(spec, flags.export, flags, output);
    });
}

const EXPORT_EXPLAINED = `
--export writes the pictures as a network sees them, 64x64 RGB, and keeps each split and its order: read back, the sha256 is
the same. Formats: folder (PNG in train/CLASS/), zip (of that folder), hdf5 (a folder with the course's pair of files), npz
(x_train, y_train, x_val, ...), parquet (a folder of files in Hugging Face's layout). Paths that end in .zip or .npz get that
format, other paths are folders.

  $ signs-lab data ~/signs --export signs.npz
  $ signs-lab data ~/signs --validation 0.15 --export signs-parquet --as parquet`;

async function show(spec: string, flags: Flags, output: Output): Promise<void> {
  const request = { kind: 'dataset', ...opened(spec, flags) } as const;
  const { kind, ...card } = await compute(request, ['dataset'], {
    onEvent: (event) => event.kind === 'progress' && output.progress(event),
  }).finally(output.settle);
  describe(card, output);
  output.record({ kind, ...card });
}

function describe(card: DatasetCard, output: Output): void {
  output.say(`${card.name}: ${card.train} train, ${card.validation} validation, ${card.test} test pictures`);
  for (const note of card.notes) output.say(`note:     ${note}`);
  output.say(`classes: ${card.classes.join(', ')}\nsha256:  ${card.sha256}`);
}

async function exportTo(spec: string, to: string, flags: Flags, output: Output): Promise<void> {
  const form = flags.as ?? formOf(to);
  if (form === null) {
    throw new UsageError(
      `${to} has an extension that belongs to no format.`,
      'HDF5 and Parquet are folders with one file per split: give a folder, with --as hdf5 or --as parquet.',
    );
  }
  const request: ExportRequest = {
    kind: 'export',
    ...opened(spec, flags),
    form,
    to: resolve(to),
    ...(flags.overwrite && { overwrite: true as const }),
  };
  const { dataset, kind, ...exported } = await interruptible(
    output,
    (signal) =>
      compute(request, ['exported'], {
        signal,
        onEvent: (event) => event.kind === 'progress' && output.progress(event),
      }),
    'Stopping; nothing is written.',
  );
  describe(dataset, output);
  output.say(`Exported as ${form}: ${exported.path} (${exported.files} files, ${exported.bytes} bytes)`);
  output.record({ kind, ...exported, form, dataset });
}

function opened(spec: string, { validation, test, seed, skipBad, map }: Flags) {
  const data = {
    spec,
    ...(validation && { validation }),
    ...(test && { test }),
    ...(skipBad && { skipBad: true as const }),
    ...(map && { map }),
  };
  return { data, ...(seed !== undefined && { seed }) };
}
