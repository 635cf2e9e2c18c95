/** The use cases of models. */

import { globSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { HandlersOf } from '../../ipc/contract.ts';
import type { ModelSummary } from '../../ipc/nouns/model.ts';
import type { LabContext } from '../context.ts';
import type { Datasets } from '../datasets/service.ts';
import type { Uploads } from '../uploads.ts';
import type { AnsweringModel, Answers } from './answers.ts';
import { requireFit } from './fit.ts';
import {
  chosenModel,
  copyFromFile,
  copyFromRun,
  exportModel,
  modelFile,
  readFacts,
  removeFolder,
} from './model-files.ts';
import { modelRows } from './model-rows.ts';
import { snippetsFor } from './snippets.ts';

export interface Models {
  readonly handlers: HandlersOf<'models'>;
  /** Takes a run's `model.onnx` and `model.parity.json` into the list (again, where the run was extended). */
  addFromRun(run: { id: number; name: string; folder: string }): Promise<number>;
  close(): void;
}

export function modelService(
  context: LabContext,
  { datasets, uploads, answers }: { datasets: Datasets; uploads: Uploads; answers: Answers },
): Models {
  const { db, paths, emit, tasks } = context;
  const rows = modelRows(db);
  const { recogniser } = answers;
  void sweep();
  const changed = (id: number): ModelSummary => {
    emit('model', { model: id });
    return rows.get(id);
  };
  const answering = ({ id, sha256, labels }: ModelSummary): AnsweringModel => ({
    ...{ id, sha256, classes: labels.length, path: modelFile(paths.model(id)) },
  });

  return {
    async addFromRun({ id: run, name, folder }) {
      const known = rows.ofRun(run);
      // The folder is filled first: nobody sees a model whose files are not there.
      const id = known ?? rows.reserve();
      await copyFromRun(folder, paths.model(id));
      const facts = await readFacts(recogniser, paths.model(id));
      if (known === null) rows.add(id, name, { run, file: name }, facts);
      else rows.replace(known, facts);
      emit('model', { model: id });
      return id;
    },
    close: () => answers.close(),
    handlers: {
      'models.list': () => rows.list(),
      'models.get': ({ model }) => rows.get(model),
      'models.open': async (source) => {
        const path = source.kind === 'path' ? source.path : uploads.folder(source.upload);
        const opened = await openFile(await chosenModel(path));
        if (source.kind === 'upload') await uploads.drop(source.upload);
        return changed(opened);
      },
      'models.rename': ({ model, name }) => {
        rows.get(model);
        rows.rename(model, name);
        return changed(model);
      },
      'models.remove': ({ model }) => {
        rows.get(model);
        rows.setRemoved(model, true);
        emit('model', { model });
        return null;
      },
      'models.restore': ({ model }) => {
        rows.setRemoved(model, false);
        return changed(model);
      },
      'models.export': ({ model, path, overwrite }) => {
        rows.get(model);
        return exportModel(paths.model(model), path, overwrite);
      },
      'models.file': async ({ model }) => {
        const { name } = rows.get(model);
        return { name: `${fileName(name)}.onnx`, bytes: await readFile(modelFile(paths.model(model))) };
      },
      'models.snippets': ({ model }) => snippetsFor(rows.get(model), `${fileName(rows.get(model).name)}.onnx`),
      'models.see': async ({ model, picture }) => {
        rows.get(model);
        const path = modelFile(paths.model(model));
        if (picture.kind === 'bytes') {
          const { name, bytes } = picture;
          return recogniser.ask<'see'>({ kind: 'see', path, picture: { kind: 'file', name, bytes } });
        }
        const pixels = await datasets.pixels(picture.dataset, [picture.picture]);
        return recogniser.ask<'see'>({ kind: 'see', path, picture: { kind: 'pixels', pixels } });
      },
      'models.answers': ({ task, model: id, dataset, version, splits }) => {
        const model = rows.get(id);
        const summary = datasets.summary(dataset);
        requireFit(model, summary);
        const list = datasets.list(dataset, splits, version);
        const title = `${model.name} on ${summary.name}`;
        return tasks.run({ id: task, kind: 'answers', title }, async (work) => {
          const all = await answers.ensure({ model: answering(model), dataset, ids: list.ids, work });
          if (splits.includes('test') && summary.counts.test.total > 0) datasets.lookAtTest(dataset, id);
          const { ids, labels, splits: places } = list;
          return {
            ...{ model: id, dataset, version: list.version, classes: summary.classes },
            ...{ ids: bytesOf(ids), splits: places, labels },
            probabilities: bytesOf(rowsOf(all, ids, model.labels.length)),
          };
        });
      },
      'models.nearest': ({ task, model: id, dataset, picture, count }) => {
        const model = rows.get(id);
        const among = datasets.list(dataset, ['train']).ids;
        return tasks.run({ id: task, kind: 'answers', title: `Nearest pictures of ${model.name}` }, (work) =>
          answers.nearest({ model: answering(model), dataset, picture, among, count, work }),
        );
      },
    },
  };

  /** The same file twice is one model. What is refused leaves nothing behind. */
  async function openFile(path: string): Promise<number> {
    const id = rows.reserve();
    const folder = paths.model(id);
    try {
      await copyFromFile(path, folder);
      const facts = await readFacts(recogniser, folder);
      const known = rows.ofFile(facts.sha256);
      if (known) {
        await removeFolder(folder);
        return known.id;
      }
      rows.add(id, basename(path, extname(path)), { run: null, file: basename(path) }, facts);
      return id;
    } catch (error) {
      await removeFolder(folder);
      throw error;
    }
  }

  /** Files of models that were removed before the lab was closed, and what they had answered. */
  async function sweep(): Promise<void> {
    for (const { id, sha256, shared } of rows.sweep()) {
      await removeFolder(paths.model(id));
      if (shared) continue;
      for (const file of globSync(`${sha256}-*.f32`, { cwd: paths.answers }))
        await rm(join(paths.answers, file), { force: true });
    }
  }
}

/** A name as every file system takes it. */
function fileName(name: string): string {
  return (
    name
      .replace(/[^\p{L}\p{N}._-]+/gu, '-')
      .replace(/^[-.]+|[-.]+$/g, '')
      .slice(0, 80) || 'model'
  );
}

/** Least significant byte first, as every processor that Node runs on has it. */
function bytesOf(values: Uint32Array | Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** (ids,classes) of (N,classes). */
function rowsOf(all: Float32Array, ids: Uint32Array, classes: number): Float32Array {
  const picked = new Float32Array(ids.length * classes);
  for (const [place, id] of ids.entries()) picked.set(all.subarray(id * classes, (id + 1) * classes), place * classes);
  return picked;
}
