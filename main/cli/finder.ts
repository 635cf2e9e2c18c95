/** `finder`: describes the net that finds the hand in a whole frame, or trains it again on drawn scenes. */
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import { compute } from '../hosts/compute.ts';
import { withRecognition } from '../hosts/recognition.ts';
import { place, UsageError, wholeNumber } from './exit.ts';
import type { Output } from './output.ts';

interface Flags {
  make?: boolean;
  out?: string;
  seed: number;
  epochs: number;
  scenes: number;
}

export function finderCommand(outputOf: (command: Command) => Output): Command {
  return new Command('finder')
    .description('the net that finds the hand in a frame: where it is and how it was trained; --make trains it again')
    .option('--make', 'train it again, only on drawn scenes: takes some minutes')
    .option('--out <dir>', 'folder for the new finder.onnx', place)
    .option('--seed <n>', 'seed of the scenes, the initial weights and the mini-batches', wholeNumber(0, 2 ** 31), 1)
    .option('--epochs <n>', 'epochs; each draws new scenes', wholeNumber(1, 1000), 8)
    .option(
      '--scenes <n>',
      'new scenes per epoch, each trained on twice: as it is, and mirrored',
      wholeNumber(64, 100_000),
      4096,
    )
    .action(async (_flags: Flags, command: Command) => finder(command.opts<Flags>(), outputOf(command)));
}

async function finder({ make = false, out, seed, epochs, scenes }: Flags, output: Output): Promise<void> {
  if (make !== (out !== undefined)) {
    throw new UsageError('--make and --out belong together.', 'Give both: finder --make --out folder');
  }
  const file = out === undefined ? undefined : join(resolve(out), 'finder.onnx');
  if (file !== undefined) await makeAt(file, { seed, epochs, scenes }, output);
  const ask = { kind: 'finder', ...(file !== undefined && { path: file }) } as const;
  const { path, sha256, card } = await withRecognition((host) => host.ask<'finder'>(ask));
  output.say(
    `${path}\n${card.parameters} parameters, trained on ${card.madeOf}: ${card.epochs} x ${card.scenes} of seed ${card.seed}.\nSHA-256 ${sha256}`,
  );
  output.record({ kind: 'finder', model: path, sha256, card });
}

async function makeAt(out: string, plan: Pick<Flags, 'seed' | 'epochs' | 'scenes'>, output: Output): Promise<void> {
  await mkdir(resolve(out, '..'), { recursive: true });
  const onEvent: Parameters<typeof compute>[2] = {
    onEvent(event) {
      if (event.kind === 'progress') output.progress(event);
    },
  };
  await compute({ kind: 'makeFinder', out, ...plan }, ['finderMade'], onEvent).finally(output.settle);
}
