/** The use cases of datasets. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { HandlersOf } from '../../ipc/contract.ts';
import type { Split } from '../../ipc/schemas/common.ts';
import type { DatasetSummary } from '../../ipc/schemas/dataset.ts';
import type { LabContext } from '../context.ts';
import type { Answers } from '../models/answers.ts';
import type { Uploads } from '../uploads.ts';
import { groupsAmong, takesOf } from './capture-groups.ts';
import { isPresent } from './dataset-rows.ts';
import { pageOfGroups } from './duplicates.ts';
import { editingHandlers } from './editing.ts';
import { exportHandlers } from './export.ts';
import { galleryHandlers } from './gallery.ts';
import { importDataset } from './import.ts';
import { pictureHandlers } from './picture-handlers.ts';
import { readPixels } from './pictures.ts';
import { type DatasetStore, datasetStore } from './store.ts';
import { sweepDatasets } from './sweep.ts';
import { listPictures, writeVersionFile } from './version-files.ts';

/** The present pictures of some splits at a version, in the order in which a run sees them. */
export interface PictureList {
  readonly version: number;
  readonly ids: Uint32Array;
  /** Index into SPLITS. */
  readonly splits: Uint8Array;
  readonly labels: Uint8Array;
}

export interface Datasets {
  readonly handlers: HandlersOf<'datasets' | 'pictures'>;
  /** @throws HostError if there is no such dataset. */
  summary(dataset: number): DatasetSummary;
  /** Whether it is in the gallery and its pictures are in the lab folder. */
  has(dataset: number): boolean;
  /** Writes `versions/N.signs.json` if it does not exist, and returns its path: the file that a compute host opens. */
  versionFile(dataset: number, version?: number): Promise<string>;
  list(dataset: number, splits: readonly Split[], version?: number): PictureList;
  /** (pictures) of `list`: groups that no split may separate, see capture-groups.ts. */
  groups(dataset: number, list: PictureList): Int32Array;
  /** (64,64,3) of each picture, one after another. */
  pixels(dataset: number, ids: readonly number[]): Promise<Uint8Array>;
  readonly store: DatasetStore;
  /** Records that this model's answers on the test split were looked at. */
  lookAtTest(dataset: number, model: number): void;
}

export function datasetService(context: LabContext, rooms: { uploads: Uploads; answers: Answers }): Datasets {
  const { db, paths } = context;
  void sweepDatasets(context);
  const store = datasetStore(context);
  const versionFile: Datasets['versionFile'] = (dataset, version) => {
    const row = store.row(dataset);
    const columns = store.columns(dataset, version);
    const takes = takesOf(db.sql, dataset, columns.count);
    return writeVersionFile(paths.dataset(dataset), version ?? row.version, columns, takes, row);
  };
  return {
    handlers: {
      ...galleryHandlers(context, store),
      ...editingHandlers(context, store),
      ...pictureHandlers(context, store, rooms.answers),
      ...exportHandlers(context, { name: (dataset) => store.row(dataset).name, versionFile }),
      'datasets.import': async (asked) => {
        const dataset = await importDataset(context, rooms.uploads, asked);
        store.changed(dataset);
        return store.summary(dataset);
      },
      'datasets.duplicates': ({ dataset, ...page }) => pageOfGroups(store.columns(dataset), page),
    },
    store,
    summary: (dataset) => store.summary(dataset),
    has: (dataset) => isPresent(db.sql, dataset) && existsSync(join(paths.dataset(dataset), 'pictures.u8')),
    versionFile,
    list: (dataset, splits, version) => ({
      version: version ?? store.row(dataset).version,
      ...listPictures(store.columns(dataset, version), splits),
    }),
    groups: (dataset, { ids, labels, version }) =>
      groupsAmong(takesOf(db.sql, dataset, store.columns(dataset, version).count), ids, labels),
    pixels: (dataset, ids) => {
      store.row(dataset);
      return readPixels(paths.dataset(dataset), ids);
    },
    lookAtTest(dataset, model) {
      store.row(dataset);
      const look = db.sql.prepare('INSERT OR IGNORE INTO test_looks (dataset, model, at) VALUES (?, ?, ?)');
      if (look.run(dataset, model, Date.now()).changes > 0) store.changed(dataset);
    },
  };
}
