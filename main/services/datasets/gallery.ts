/** Whole datasets: the gallery's list, names, removal, the frozen test split. */
import { HostError } from '../../hosts/host-error.ts';
import type { HandlersOf } from '../../ipc/contract.ts';
import type { LabContext } from '../context.ts';
import { presentIds, readRow } from './dataset-rows.ts';
import type { DatasetStore } from './store.ts';
import { requireUnused } from './unfinished.ts';

type Gallery = 'list' | 'get' | 'rename' | 'remove' | 'restore' | 'freeze';
type GalleryHandlers = Pick<HandlersOf<'datasets'>, `datasets.${Gallery}`>;

export function galleryHandlers({ db }: LabContext, store: DatasetStore): GalleryHandlers {
  const set = (column: 'name' | 'state' | 'test_frozen', dataset: number, value: string | number) => {
    db.sql.prepare(`UPDATE datasets SET ${column} = ? WHERE id = ?`).run(value, dataset);
    store.changed(dataset);
  };
  return {
    'datasets.list': () => presentIds(db.sql).map((id) => store.summary(id)),
    'datasets.get': ({ dataset }) => store.summary(dataset),
    'datasets.rename': ({ dataset, name }) => {
      store.row(dataset);
      set('name', dataset, name);
      return store.summary(dataset);
    },
    'datasets.remove': ({ dataset }) => {
      requireUnused(db.sql, store.row(dataset));
      set('state', dataset, 'removed');
      return null;
    },
    'datasets.restore': ({ dataset }) => {
      readRow(db.sql, dataset, 'removed');
      set('state', dataset, 'present');
      return store.summary(dataset);
    },
    'datasets.freeze': ({ dataset, frozen }) => {
      if (frozen && store.summary(dataset).counts.test.total === 0) throw noTestSplit();
      store.row(dataset);
      set('test_frozen', dataset, Number(frozen));
      return store.summary(dataset);
    },
  };
}

function noTestSplit(): HostError {
  return new HostError({
    message: 'There is no test split to freeze.',
    remedy: 'Split one off the training pictures first.',
    badArgument: true,
  });
}
