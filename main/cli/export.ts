/** `export`: a model as a standalone web page, or as an ONNX file with its class names. */
import { basename, dirname, extname, relative, resolve } from 'node:path';
import { Command, Option } from 'commander';
import { withRecognition } from '../hosts/recognition.ts';
import { exportModel, reportNextTo } from '../services/models/model-export.ts';
import { exportPage } from '../services/models/page-export.ts';
import { pageFiles } from '../services/models/page-files.ts';
import { CARD_HELP, modelAt } from './card-option.ts';
import { place } from './exit.ts';
import type { Output } from './output.ts';

interface Flags {
  model: string;
  card?: string;
  as: 'page' | 'onnx';
  out: string;
  name?: string;
  overwrite?: boolean;
}

export function exportCommand(outputOf: (command: Command) => Output): Command {
  return new Command('export')
    .description('export a model: as a web page that runs offline, or as ONNX with labels.txt')
    .requiredOption('--model <file>', 'an ONNX file', place)
    .option('--card <file>', CARD_HELP, place)
    .addOption(
      new Option('--as <what>', 'a standalone page, or the ONNX file').choices(['page', 'onnx']).default('page'),
    )
    .requiredOption('--out <path>', 'for a page: a new folder, or a file that ends in .zip; for ONNX: the file', place)
    .option('--name <text>', "the page's title (default: the file's name)", place)
    .option('--overwrite', 'replace existing files; a folder that is not empty is never replaced')
    .action(async (_flags: Flags, command: Command) => {
      const output = outputOf(command);
      const { model, card, as, out, name, overwrite = false } = command.opts<Flags>();
      const onnx = resolve(model);
      const asked = modelAt(model, card);
      const { labels, metadata, inspected, forPage } = await withRecognition(async (host) => {
        const inspected = await host.ask<'inspect'>({ kind: 'inspect', ...asked });
        const forPage =
          inspected.foreign && as === 'page' && (await host.ask<'pageNet'>({ kind: 'pageNet', ...asked }));
        return { ...(await host.ask<'open'>({ kind: 'open', ...asked })), inspected, forPage };
      });
      if (as === 'onnx') {
        const foreign = inspected.foreign && { foreign: inspected };
        const exported = await exportModel({ onnx, report: reportNextTo(onnx), labels, ...foreign }, out, overwrite);
        const { path, report, others } = exported;
        const files = [path, exported.labels, ...(report === null ? [] : [report]), ...others];
        output.say(files.join('\n'));
        output.record({ kind: 'exported', path, files: files.map((file) => relative(dirname(path), file)) });
        return;
      }
      const title = name ?? basename(onnx, extname(onnx));
      const threshold = metadata?.rejection?.threshold ?? null;
      const pages = await pageFiles({ name: title, onnx, labels, threshold, ...(forPage && { foreign: forPage }) });
      const { path, files } = await exportPage(pages, out, overwrite);
      output.say(path);
      output.note('Its README.txt says how to serve it.');
      output.record({ kind: 'exported', path, files });
    });
}
