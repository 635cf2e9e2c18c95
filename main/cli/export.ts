/** `export`: a model taken away, as a page of its own or as an ONNX file with its class names. */
import { basename, dirname, extname, relative, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { withRecognition } from '../hosts/recognition.ts';
import { exportModel, reportBeside } from '../services/models/model-export.ts';
import { exportPage } from '../services/models/page-export.ts';
import { pageFiles } from '../services/models/page-files.ts';
import { place, UsageError } from './exit.ts';
import type { Output } from './output.ts';

interface Flags {
  model: string;
  as: 'page' | 'onnx';
  out: string;
  name?: string;
  overwrite?: boolean;
}

export function exportCommand(outputOf: (command: Command) => Output): Command {
  return new Command('export')
    .description('take a model away: as a web page that runs offline, or as ONNX with labels.txt')
    .requiredOption('--model <file>', 'an ONNX file with the input contract of Signs Lab', place)
    .addOption(new Option('--as <what>', 'a page of its own, or the file').choices(['page', 'onnx']).default('page'))
    .requiredOption('--out <path>', 'of a page: a new folder, or a file that ends in .zip; of ONNX: the file', place)
    .option('--name <text>', "the page's title (default: the file's name)", place)
    .option('--overwrite', 'replace files that are there; a folder with something in it never is')
    .action(async (_flags: Flags, command: Command) => {
      const output = outputOf(command);
      const { model, as, out, name, overwrite = false } = command.opts<Flags>();
      const onnx = resolve(model);
      const { labels, metadata, inspected } = await withRecognition(async (host) => ({
        ...(await host.ask<'open'>({ kind: 'open', path: onnx })),
        inspected: await host.ask<'inspect'>({ kind: 'inspect', path: onnx }),
      }));
      if (as === 'onnx') {
        const foreign = inspected.foreign && { foreign: inspected };
        const exported = await exportModel({ onnx, report: reportBeside(onnx), labels, ...foreign }, out, overwrite);
        const { path, report, others } = exported;
        const files = [path, exported.labels, ...(report === null ? [] : [report]), ...others];
        output.say(files.join('\n'));
        output.record({ kind: 'exported', path, files: files.map((file) => relative(dirname(path), file)) });
        return;
      }
      if (inspected.foreign) {
        throw new UsageError(
          `${model} was made by another program. A page of its own is there for models that Signs Lab has trained.`,
          'Use --as onnx: the file comes with its card and its labels.',
        );
      }
      const title = name ?? basename(onnx, extname(onnx));
      const threshold = metadata?.rejection?.threshold ?? null;
      const { path, files } = await exportPage(
        await pageFiles({ name: title, onnx, labels, threshold }),
        out,
        overwrite,
      );
      output.say(path);
      output.note('How to serve it: README.txt in it.');
      output.record({ kind: 'exported', path, files });
    });
}
