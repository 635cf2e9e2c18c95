/** `base`: the model that comes with the lab; `--make` makes it again. */
import { Command } from 'commander';
import { HostError } from '../hosts/host-error.ts';
import { type Base, makeBase, ownBase } from '../services/base.ts';
import { place, UsageError } from './exit.ts';
import { interruptible } from './interrupt.ts';
import type { Output } from './output.ts';
import { reportTraining } from './training-lines.ts';

interface Flags {
  make?: boolean;
  out?: string;
  measure: string[];
}

export function baseCommand(outputOf: (command: Command) => Output): Command {
  return new Command('base')
    .description('the model that comes with the lab, trained only on drawn hands: where it is, how accurate it is')
    .option('--make', 'make it again, into --out: the same bytes on the same machine')
    .option('--out <folder>', 'folder for base.onnx, base.json and the training run; called again, it resumes', place)
    .option(
      '--measure <data>',
      "also measure it on these pictures of people's hands; repeat for more",
      (one, all: string[]) => [...all, place(one)],
      [],
    )
    .action(async (_flags: Flags, command: Command) => {
      const output = outputOf(command);
      const base = await wanted(command.opts<Flags>(), output);
      describe(base, output);
      const { model, card } = base;
      output.record({ kind: 'base', model, classes: card.classes, sha256: card.sha256 });
    });
}

async function wanted({ make, out, measure }: Flags, output: Output): Promise<Base> {
  if (!make) {
    if (out === undefined && measure.length === 0) return ownBase();
    throw new UsageError('--out and --measure only apply to --make.', 'Add --make, or leave them out.');
  }
  if (out === undefined) throw new UsageError('--make needs a folder for the base.', 'Give one with --out.');
  const following = { onEvent: (event: Parameters<typeof reportTraining>[0]) => reportTraining(event, output) };
  const made = await interruptible(output, (signal) => makeBase({ out, measure }, { ...following, signal }));
  if (made !== null) return made;
  throw new HostError({
    message: 'Stopped before the last epoch.',
    remedy: `Run the same command again to resume: base --make --out '${out}'`,
    badArgument: false,
  });
}

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

function describe({ model, card }: Base, output: Output): void {
  const { bytes, parameters, classes, sha256, madeOf, versions, seconds, drawn, measured } = card;
  output.say(`Base:     ${model}`);
  output.say(`          ${parameters} parameters, ${bytes} bytes, sha256 ${sha256}`);
  output.say(`Signs:    ${classes.join(', ')}`);
  output.say(`Data:     ${madeOf}`);
  output.say(`          in ${seconds.toFixed(0)} s on ${versions.device} (${versions.backend})`);
  output.say(`Drawn:    ${percent(drawn.accuracy)} of ${drawn.n} drawn hands that it was not trained on`);
  for (const { name, n, accuracy } of drawn.groups) output.say(`          ${percent(accuracy)} of ${n}: ${name}`);
  if (drawn.noSign) {
    const { threshold, hands, rooms, called } = drawn.noSign;
    const kept = `${percent(hands)} of those hands are answered, and ${percent(called)} of ${rooms} rooms without a hand`;
    output.say(`No sign:  below ${percent(threshold)}; ${kept}`);
  }
  for (const { data, split, n, accuracy } of measured) {
    output.say(`People:   ${percent(accuracy)} of ${n} pictures of ${data} (${split})`);
  }
}
