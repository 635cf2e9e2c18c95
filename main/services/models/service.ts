/** The use cases of models. */

import { writeFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import type { HandlersOf } from '../../ipc/contract.ts';
import type { ModelSummary } from '../../ipc/schemas/model.ts';
import { type Base, ownBase } from '../base.ts';
import type { LabContext } from '../context.ts';
import type { Datasets } from '../datasets/service.ts';
import { onDataset } from '../on-dataset.ts';
import type { Uploads } from '../uploads.ts';
import type { AnsweringModel, Answers } from './answers.ts';
import { answersKey } from './answers-key.ts';
import { cardHandlers, largestOf } from './card-handlers.ts';
import { isForeign, requireOwn } from './card-rules.ts';
import { exportHandlers } from './export-handlers.ts';
import { fileName } from './file-name.ts';
import { requireFit } from './fit.ts';
import { copyForeign } from './foreign-files.ts';
import {
  chosenModel,
  copyFromFile,
  copyFromRun,
  modelFile,
  parityFile,
  readFacts,
  removeFolder,
  underItsName,
} from './model-files.ts';
import { modelRows } from './model-rows.ts';
import { parametersOf } from './parameters.ts';
import { snippetsFor } from './snippets.ts';
import { sweepModels } from './sweep.ts';

export interface Models {
  readonly handlers: HandlersOf<'models'>;
  /** Adds a run's `model.onnx` and `model.parity.json` to the list (or replaces them if the run was extended). */
  addFromRun(run: { id: number; name: string; folder: string }): Promise<number>;
  /** @throws HostError if a run cannot start from that model */
  requireStart(model: number): void;
  close(): void;
}

export function modelService(
  context: LabContext,
  { datasets, uploads, answers }: { datasets: Datasets; uploads: Uploads; answers: Answers },
): Models {
  const { db, paths, emit, tasks } = context;
  const rows = modelRows(db);
  const { recogniser } = answers;
  sweepModels(context);
  /** One after another, so that two pages that ask for the base at once get the same model. */
  let taking: Promise<number> = Promise.resolve(0);
  const changed = (id: number): ModelSummary => {
    const model = rows.get(id);
    emit('model', { model: id });
    return model;
  };
  const answering = ({ id, sha256, labels, card }: ModelSummary, dataset: number): AnsweringModel => {
    const { name, classes } = datasets.summary(dataset);
    return {
      ...{ id, sha256: answersKey(sha256, paths.model(id)), classes: labels.length, path: modelFile(paths.model(id)) },
      ...(card === null && { order: { dataset: name, classes } }),
    };
  };

  return {
    async addFromRun({ id: run, name, folder }) {
      const known = rows.ofRun(run);
      const facts = await readFacts(recogniser, folder);
      // The folder is filled before the row is written, so that no model is listed without its files.
      const id = known ?? rows.reserve();
      await copyFromRun(folder, paths.model(id));
      if (known === null) rows.add(id, name, { run, file: name }, facts);
      else rows.replace(known, facts);
      emit('model', { model: id });
      return id;
    },
    requireStart: (model) => void requireOwn(rows.get(model), paths.model(model), 'Starting a run from it'),
    close: () => answers.close(),
    handlers: {
      ...exportHandlers({ context, recogniser, rows }),
      ...cardHandlers({ context, datasets, recogniser, rows, changed }),
      'models.list': () => rows.list(),
      'models.get': ({ model }) => rows.get(model),
      'models.base': async () => {
        const base = await ownBase();
        taking = taking.then(() => takeBase(base));
        return { model: rows.get(await taking), base: base.card };
      },
      'models.open': async (source) => {
        if (source.kind === 'path') return changed(await openFile(await chosenModel(source.path)));
        try {
          const path = await chosenModel(uploads.folder(source.upload));
          return changed(await underItsName(path, openFile(path)));
        } finally {
          await uploads.drop(source.upload);
        }
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
      'models.parameters': ({ model }) => {
        const { name } = rows.get(model);
        return parametersOf(recogniser, modelFile(paths.model(model)), name);
      },
      'models.snippets': ({ model }) => {
        const { labels, card, name } = requireOwn(rows.get(model), paths.model(model), 'Example code');
        return snippetsFor({ labels, threshold: card?.rejection?.threshold ?? null }, `${fileName(name)}.onnx`);
      },
      'models.see': async ({ model, picture }) => {
        rows.get(model);
        const path = modelFile(paths.model(model));
        if (picture.kind === 'bytes') {
          const { name, bytes } = picture;
          return recogniser.ask<'see'>({ kind: 'see', path, picture: { kind: 'file', name, bytes } });
        }
        const shown = isForeign(paths.model(model))
          ? await largestOf(datasets, picture)
          : { kind: 'pixels' as const, pixels: await datasets.pixels(picture.dataset, [picture.picture]) };
        return recogniser.ask<'see'>({ kind: 'see', path, picture: shown });
      },
      'models.answers': ({ task, model: id, dataset, version, splits }) => {
        const model = rows.get(id);
        const summary = datasets.summary(dataset);
        requireFit(model, summary);
        const list = datasets.list(dataset, splits, version);
        const title = onDataset(model.name, summary.name);
        return tasks.run({ id: task, kind: 'answers', title }, async (work) => {
          const all = await answers.ensure({ model: answering(model, dataset), dataset, ids: list.ids, work });
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
          answers.nearest({ model: answering(model, dataset), dataset, picture, among, count, work }),
        );
      },
    },
  };

  /** The base of an older version of the lab is another file, and stays as it is. */
  async function takeBase({ model, card: { sha256, parity } }: Base): Promise<number> {
    const known = rows.ofFile(sha256);
    if (known) return known.id;
    const id = rows.reserve();
    const folder = paths.model(id);
    await copyFromFile(model, folder);
    await writeFile(parityFile(folder), JSON.stringify(parity));
    rows.add(id, 'Base', { run: null, file: basename(model), base: true }, await readFacts(recogniser, folder));
    emit('model', { model: id });
    return id;
  }

  /** Opening the same file twice gives one model. A refused file leaves nothing behind. */
  async function openFile(path: string): Promise<number> {
    // Checked in its place, before anything is copied.
    const found = await recogniser.ask<'inspect'>({ kind: 'inspect', path });
    const id = rows.reserve();
    const folder = paths.model(id);
    try {
      await copyFromFile(path, folder);
      if (found.foreign) await copyForeign(path, folder, found);
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
}

/** Least significant byte first, the byte order of every processor that Node runs on. */
function bytesOf(values: Uint32Array | Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

/** (ids,classes) of (N,classes). */
function rowsOf(all: Float32Array, ids: Uint32Array, classes: number): Float32Array {
  const picked = new Float32Array(ids.length * classes);
  for (const [place, id] of ids.entries()) picked.set(all.subarray(id * classes, (id + 1) * classes), place * classes);
  return picked;
}
