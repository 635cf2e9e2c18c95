#!/usr/bin/env node
/** Composition root of the command line: one file per command. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command } from 'commander';
import { baseCommand } from './base.ts';
import { benchCommand } from './bench.ts';
import { dataCommand } from './data.ts';
import { doctorCommand } from './doctor.ts';
import { evaluateCommand } from './evaluate.ts';
import { reportFailure } from './exit.ts';
import { exportCommand } from './export.ts';
import { finderCommand } from './finder.ts';
import { modelCommand } from './model.ts';
import { openCommand } from './open.ts';
import { createOutput, type Output } from './output.ts';
import { predictCommand } from './predict.ts';
import { recogniseCommand } from './recognise.ts';
import { reproduceCommand } from './reproduce.ts';
import { serveCommand } from './serve.ts';
import { trainCommand } from './train.ts';
import { tuneCommand } from './tune.ts';
import { workerCommand } from './worker.ts';

const { version } = JSON.parse(readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
  version: string;
};

const program = new Command('signs-lab')
  .description('Trains small ConvNets on pictures of hand signs and exports checked ONNX models.')
  .version(version)
  .addHelpText(
    'after',
    `
Every command takes --json (standard output has one JSON object per line and nothing else), --quiet and --debug.
Exit status: 0 done, 1 failed, 2 bad arguments.

DATA is  synthetic                    drawn hands, 180 + 20 per class; more with synthetic:train=500,test=50,seed=7
         drawn-wide                   drawn hands as webcams see them, with the same settings
         a folder of pictures         0/a.jpg ..., or train_signs/ val_signs/ test_signs/ with {label}_name.jpg
         an archive of such a folder  .zip, .tar or .tar.gz; or a folder of archives, one per class
         a folder with the HDF5 pair  train_signs.h5 and test_signs.h5; other files in it are ignored
         an HDF5 file                 arrays of pictures and their labels, recognised by their shapes`,
  );

for (const command of [
  trainCommand,
  tuneCommand,
  evaluateCommand,
  predictCommand,
  recogniseCommand,
  finderCommand,
  modelCommand,
  baseCommand,
  exportCommand,
  dataCommand,
  doctorCommand,
  benchCommand,
  reproduceCommand,
  serveCommand,
  openCommand,
  workerCommand,
]) {
  program.addCommand(
    command(outputOf)
      .option('--json', 'one JSON object per line on standard output')
      .option('--quiet', 'no progress, no notes')
      .option('--debug', 'show stacks and what hosts print')
      .exitOverride(),
  );
}
program.exitOverride();

// Messages are not part of the result: a log that cannot be written must not end a run.
process.stderr.on('error', () => {});
// The reader has gone (`| head`): nothing more can be reported, so end without one of Node's messages.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  const why = error.code === 'EPIPE' ? 'its reader has closed it' : error.message;
  process.stderr.write(`signs-lab: standard output cannot be written (${why}); stopped. What was saved is kept.\n`);
  process.exit(1);
});

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = reportFailure(error, process.argv.includes('--debug'));
}

/** Every command builds its output from its own flags. */
function outputOf(command: Command): Output {
  const { json = false, quiet = false } = command.opts<{ json?: boolean; quiet?: boolean }>();
  return createOutput({ json, quiet });
}
