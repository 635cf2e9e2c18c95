/** The use cases of viewing pictures, as they are now or at any version. */
import { HostError } from '../../hosts/host-error.ts';
import type { HandlersOf } from '../../ipc/contract.ts';
import type { Sort } from '../../ipc/schemas/dataset.ts';
import type { LabContext } from '../context.ts';
import type { Answers } from '../models/answers.ts';
import { answerOf, filterPictures, type ModelAnswers, sortPictures } from './find.ts';
import { readOriginal } from './original.ts';
import { packIds } from './packed-ids.ts';
import { pictureAt, readPixels, rowsOf } from './pictures.ts';
import type { DatasetStore } from './store.ts';

type Looking = `pictures.${'find' | 'rows' | 'pixels' | 'original' | 'at'}`;

export function pictureHandlers(
  { db, paths }: LabContext,
  store: DatasetStore,
  answers: Answers,
): Pick<HandlersOf<'pictures'>, Looking> {
  return {
    'pictures.find': async ({ dataset, version, filter, sort }) => {
      const predictions = await answersFor(answers, dataset, sort, db.sql);
      const columns = store.columns(dataset, version);
      const ids = filterPictures(columns, filter);
      if (predictions && ids.length > 0 && ids.every((id) => Number.isNaN(answerOf(predictions, id, 0))))
        throw notAsked(sort);
      sortPictures(columns, ids, sort, predictions);
      return { version: version ?? store.row(dataset).version, ids: packIds(ids) };
    },
    'pictures.rows': ({ dataset, version, ids }) => rowsOf(db.sql, dataset, store.columns(dataset, version), ids),
    'pictures.at': ({ dataset, version, split, index }) => pictureAt(store.columns(dataset, version), split, index),
    'pictures.pixels': async ({ dataset, ids }) => {
      store.row(dataset);
      return { pixels: await readPixels(paths.dataset(dataset), ids) };
    },
    'pictures.original': ({ dataset, picture }) => {
      store.row(dataset);
      return readOriginal(db.sql, dataset, paths.dataset(dataset), picture);
    },
  };
}

/** Null if the order needs no model. */
async function answersFor(
  answers: Answers,
  dataset: number,
  { by, model }: Sort,
  sql: LabContext['db']['sql'],
): Promise<ModelAnswers | null> {
  if (by !== 'loss' && by !== 'confidence') return null;
  const labels = model && sql.prepare('SELECT labels FROM models WHERE id = ?').get(model)?.labels;
  const probabilities = labels && model ? await answers.kept(model, dataset) : null;
  if (!labels || !probabilities) throw notAsked({ by });
  return { probabilities, classes: (JSON.parse(String(labels)) as string[]).length };
}

function notAsked({ by }: Pick<Sort, 'by'>): HostError {
  return new HostError({
    message: `To sort by ${by}, a model must first be evaluated on these pictures.`,
    remedy: 'Evaluate a model on their split first, then choose it here.',
    badArgument: true,
  });
}
