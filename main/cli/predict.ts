/** `predict`: what an ONNX model says of picture files, by ONNX Runtime alone. */
import { resolve } from 'node:path';
import { Command } from 'commander';
import { withRecognition } from '../hosts/recognition.ts';
import { place } from './exit.ts';
import type { Output } from './output.ts';

export function predictCommand(outputOf: (command: Command) => Output): Command {
  return new Command('predict')
    .description('recognise the sign in picture files (JPEG, PNG, WebP)')
    .requiredOption('--model <file>', 'an ONNX file with the input contract of Signs Lab', place)
    .argument('<file...>', 'pictures')
    .action(async (files: string[], _flags: unknown, command: Command) => {
      const output = outputOf(command);
      const { model } = command.opts<{ model: string }>();
      await withRecognition(async (host) => {
        for (const file of files) {
          const reply = await host.ask({ kind: 'predictFiles', path: resolve(model), files: [resolve(file)] });
          for (const { label, probabilities } of reply.predictions) {
            output.say(`${file}: ${label} (${(100 * Math.max(...probabilities)).toFixed(1)} %)`);
            output.record({ kind: 'prediction', file, label, probabilities });
          }
        }
      });
    });
}
