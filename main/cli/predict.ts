/** `predict`: an ONNX model's answers on picture files, with ONNX Runtime only. */
import { resolve } from 'node:path';
import { Command } from 'commander';
import { withRecognition } from '../hosts/recognition.ts';
import { CARD_HELP, modelAt } from './card-option.ts';
import { place } from './exit.ts';
import type { Output } from './output.ts';

export function predictCommand(outputOf: (command: Command) => Output): Command {
  return new Command('predict')
    .description('recognise the sign in picture files (JPEG, PNG, WebP)')
    .requiredOption('--model <file>', 'an ONNX file', place)
    .option('--card <file>', CARD_HELP, place)
    .option('--find', 'show the model the square around the hand, if one is found')
    .argument('<file...>', 'pictures')
    .action(async (files: string[], _flags: unknown, command: Command) => {
      const output = outputOf(command);
      const { model, card, find = false } = command.opts<{ model: string; card?: string; find?: boolean }>();
      const at = modelAt(model, card);
      await withRecognition(async (host) => {
        for (const file of files) {
          const reply = await host.ask({ kind: 'predictFiles', ...at, files: [resolve(file)], find });
          for (const { label, probabilities, square } of reply.predictions) {
            output.say(`${file}: ${label} (${(100 * Math.max(...probabilities)).toFixed(1)} %)`);
            output.record({ kind: 'prediction', file, label, probabilities, ...(find && { square }) });
          }
        }
      });
    });
}
