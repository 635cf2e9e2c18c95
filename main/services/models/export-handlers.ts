/** The use cases of exporting a model: the file with what belongs to it, and a standalone page. */
import type { Recogniser } from '../../hosts/recognition.ts';
import type { HandlersOf } from '../../ipc/contract.ts';
import type { LabContext } from '../context.ts';
import { isForeign } from './card-rules.ts';
import { fileName } from './file-name.ts';
import { labelsText } from './labels-file.ts';
import { exportModel, type Foreign } from './model-export.ts';
import { modelFile, parityFile, readModel, refused, underAnotherName } from './model-files.ts';
import type { ModelRows } from './model-rows.ts';
import { exportPage, zipped } from './page-export.ts';
import { type PageFile, type PageModel, pageFiles } from './page-files.ts';

interface Rooms {
  readonly context: LabContext;
  readonly recogniser: Recogniser;
  readonly rows: ModelRows;
}

type ExportHandlers = Pick<
  HandlersOf<'models'>,
  'models.export' | 'models.exportPage' | 'models.page' | 'models.file' | 'models.labels'
>;

export function exportHandlers({ context: { paths, tasks }, recogniser, rows }: Rooms): ExportHandlers {
  /** Null for the lab's own models. */
  const foreignPart = async (id: number): Promise<Foreign | null> => {
    const path = modelFile(paths.model(id));
    if (!isForeign(paths.model(id))) return null;
    return underAnotherName(path, rows.get(id).name, recogniser.ask<'inspect'>({ kind: 'inspect', path }));
  };
  const pageModel = async (id: number): Promise<PageModel> => {
    const { name, labels, card } = rows.get(id);
    const path = modelFile(paths.model(id));
    const model = { name, labels, threshold: card?.rejection?.threshold ?? null, onnx: path };
    if (!isForeign(paths.model(id))) return model;
    const foreign = await underAnotherName(path, name, recogniser.ask<'pageNet'>({ kind: 'pageNet', path }));
    return { ...model, foreign };
  };
  const withPage = <T>(task: string, id: number, work: (files: PageFile[], name: string) => Promise<T>): Promise<T> => {
    const { name } = rows.get(id);
    return tasks.run({ id: task, kind: 'export', title: `Export ${name} as a page`, cancellable: false }, async () =>
      work(await pageFiles(await pageModel(id)), name),
    );
  };
  return {
    'models.export': async ({ model, path, overwrite }) => {
      const { labels } = rows.get(model);
      const folder = paths.model(model);
      const foreign = await foreignPart(model);
      const leaving = { onnx: modelFile(folder), report: parityFile(folder), labels, ...(foreign && { foreign }) };
      return exportModel(leaving, path, overwrite);
    },
    'models.exportPage': ({ task, model, path, overwrite }) =>
      withPage(task, model, (files) => exportPage(files, path, overwrite)),
    'models.page': ({ task, model }) =>
      withPage(task, model, async (files, name) => ({
        ...{ name: `${fileName(name)}-page.zip`, bytes: await zipped(files) },
      })),
    'models.file': async ({ model }) => {
      const { name } = rows.get(model);
      const foreign = await foreignPart(model);
      if (foreign && foreign.external.length > 0) {
        throw refused(
          `The weights of ${name} are in separate files (${foreign.external.join(', ')}): a single file would be incomplete.`,
          'Save it to a path: the weights are saved next to it.',
        );
      }
      return { name: `${fileName(name)}.onnx`, bytes: await readModel(paths.model(model)) };
    },
    'models.labels': ({ model }) => ({
      ...{ name: 'labels.txt', bytes: Buffer.from(labelsText(rows.get(model).labels)) },
    }),
  };
}
