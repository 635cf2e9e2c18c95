/** `model`: inputs, outputs and preprocessing card of any ONNX classifier; with a dataset, unknown fields of the card are measured. */
import { Command } from 'commander';
import type { RecognitionValue } from '../../native-bridge/host/recognition-messages.ts';
import { withRecognition } from '../hosts/recognition.ts';
import { CARD_HELP, modelAt } from './card-option.ts';
import { place, share, wholeNumber } from './exit.ts';
import type { Output } from './output.ts';

type Inspection = RecognitionValue<'inspect'>;
type Measured = RecognitionValue<'measure'>;

interface Flags {
  card?: string;
  data?: string;
  validation?: number;
  seed?: number;
}

export function modelCommand(outputOf: (command: Command) => Output): Command {
  return new Command('model')
    .description('inputs, outputs and preprocessing card of any ONNX image classifier')
    .argument('<file>', 'an ONNX file', place)
    .option('--card <file>', CARD_HELP, place)
    .option('--data <data>', 'measure the unknown fields of the card on its training or validation pictures', place)
    .option('--validation <share>', 'split off that share of the training pictures, and measure on it', share)
    .option('--seed <s>', 'seed of that split', wholeNumber(0, 2 ** 31))
    .action(async (file: string, _flags: Flags, command: Command) => {
      const output = outputOf(command);
      const { card, data: spec, validation, seed } = command.opts<Flags>();
      const at = modelAt(file, card);
      const line = await withRecognition(async (host) => {
        const found = await host.ask<'inspect'>({ kind: 'inspect', ...at });
        describe(found, output);
        if (spec === undefined) return found;
        const data = { spec, ...(validation && { validation }), ...(seed !== undefined && { seed }) };
        const measured = await host.ask<'measure'>({ kind: 'measure', ...at, data }, (done, total) =>
          output.progress({ step: 'Trying every card on pictures', done, total }),
        );
        output.settle();
        describeMeasured(measured, output);
        return { ...found, card: measured.card, measured };
      });
      output.record({ kind: 'model', ...line });
    });
}

function describe({ inputs, outputs, card, unknown, facts }: Inspection, output: Output): void {
  const ends = [...inputs.map((end) => ['input: ', end] as const), ...outputs.map((end) => ['output:', end] as const)];
  for (const [what, { name, type, shape }] of ends) output.say(`${what}  ${name}: ${type} (${shape.join(',')})`);
  for (const fact of facts) output.say(`         ${fact}`);
  output.say(`card:    ${JSON.stringify(card)}`);
  if (unknown.length > 0) output.say(`unknown: ${unknown.join(', ')}`);
}

function describeMeasured({ card, next, undecided, ...found }: Measured, output: Output): void {
  const { accuracy, low, high, pictures, split, originals, tried, aboveChance } = found;
  const size = originals === pictures ? 'as files' : originals === 0 ? '64x64' : `${originals} of them as files`;
  output.say(
    `\nMeasured on ${pictures} ${split} pictures (${size}), ${tried} cards tried: the best gets ${percent(accuracy)} ` +
      `(95 % interval ${percent(low)} to ${percent(high)}).`,
  );
  if (!aboveChance) output.say('That is no better than guessing: the model may be meant for other pictures.');
  if (next) {
    const points = (100 * next.lead).toFixed(1);
    output.say(`It leads the next distinguishable card by ${points} points (McNemar p = ${next.p.toPrecision(2)}).`);
  }
  if (undecided.length > 0) output.say(`These pictures cannot distinguish: ${undecided.join(', ')}.`);
  output.say(`card:    ${JSON.stringify(card)}`);
}

function percent(value: number): string {
  return `${(100 * value).toFixed(1)} %`;
}
