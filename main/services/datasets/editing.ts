/** All requests that make a version of a dataset. */
import { HostError } from '../../hosts/host-error.ts';
import type { HandlersOf } from '../../ipc/contract.ts';
import type { LabContext } from '../context.ts';
import { takesOf, wholeBursts } from './capture-groups.ts';
import { leakingPictures } from './duplicates.ts';
import { editStep, picturesInWords } from './edit.ts';
import { changesIn, reversed, standingOf, summaryOf, versionsOf } from './history.ts';
import { unpackIds } from './packed-ids.ts';
import { splitOffStep } from './split-off.ts';
import type { DatasetStore, Step } from './store.ts';

type Editing = 'datasets.undo' | 'datasets.redo' | 'datasets.versions' | 'datasets.carve' | 'datasets.apart';
type EditingHandlers = Pick<HandlersOf<'datasets' | 'pictures'>, Editing | 'pictures.edit'>;

export function editingHandlers({ db: { sql } }: LabContext, store: DatasetStore): EditingHandlers {
  const commit = (dataset: number, step: Step) => {
    store.commit(dataset, step);
    return store.summary(dataset);
  };
  return {
    'pictures.edit': ({ dataset, ids: packed, edit }) => {
      const { classes } = store.row(dataset);
      const columns = store.columns(dataset);
      const ids = unpackIds(packed);
      // Frames of one burst are never in two splits.
      const all = edit.kind === 'split' ? wholeBursts(takesOf(sql, dataset, columns.count), ids) : ids;
      const step = editStep(columns, classes, all, edit);
      const asked = new Set(ids);
      const more = step.changes.some(({ picture }) => !asked.has(picture)) ? ', with the rest of their bursts' : '';
      return commit(dataset, { ...step, summary: step.summary + more });
    },
    'datasets.carve': ({ dataset, ...wanted }) => {
      const { classes } = store.row(dataset);
      const columns = store.columns(dataset);
      return commit(dataset, splitOffStep(columns, classes, takesOf(sql, dataset, columns.count), wanted));
    },
    'datasets.apart': ({ dataset, which }) => {
      const columns = store.columns(dataset);
      const { groups, pictures } = leakingPictures(columns, which);
      const { classes } = store.row(dataset);
      const step = editStep(columns, classes, Uint32Array.from(pictures), { kind: 'exclude' });
      const summary = `Excluded ${picturesInWords(pictures.length)}: ${groups} groups of ${which} duplicates kept apart`;
      return commit(dataset, { ...step, summary });
    },
    'datasets.undo': ({ dataset }) => {
      store.row(dataset);
      const target = standingOf(sql, dataset).undo.at(-1);
      if (target === undefined) throw nothing('undo');
      const changes = reversed(changesIn(sql, dataset, target));
      return commit(dataset, { kind: 'undo', target, changes, summary: `Undo: ${summaryOf(sql, dataset, target)}` });
    },
    'datasets.redo': ({ dataset }) => {
      store.row(dataset);
      const target = standingOf(sql, dataset).redo.at(-1);
      if (target === undefined) throw nothing('redo');
      const changes = changesIn(sql, dataset, target);
      return commit(dataset, { kind: 'redo', target, changes, summary: `Redo: ${summaryOf(sql, dataset, target)}` });
    },
    'datasets.versions': ({ dataset }) => {
      store.row(dataset);
      return versionsOf(sql, dataset);
    },
  };
}

function nothing(what: string): HostError {
  return new HostError({ message: `There is nothing to ${what}.`, remedy: 'Edit pictures first.', badArgument: true });
}
