/** The use cases of datasets. */

import type { HandlersOf } from '../../ipc/contract.ts';
import type { Split } from '../../ipc/nouns/common.ts';
import type { DatasetSummary } from '../../ipc/nouns/dataset.ts';
import type { LabContext } from '../context.ts';
import type { Answers } from '../models/answers.ts';
import type { Uploads } from '../uploads.ts';

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
  /** @throws HostError where there is no such dataset. */
  summary(dataset: number): DatasetSummary;
  /** Writes `versions/N.signs.json` if it is not there, and returns its path: what a compute host opens. */
  versionFile(dataset: number, version?: number): Promise<string>;
  list(dataset: number, splits: readonly Split[], version?: number): PictureList;
  /** (64,64,3) of each picture, one after the other. */
  pixels(dataset: number, ids: readonly number[]): Promise<Uint8Array>;
  /** Remembers that this model's answers on the test split were looked at. */
  lookAtTest(dataset: number, model: number): void;
}

export function datasetService(_context: LabContext, _rooms: { uploads: Uploads; answers: Answers }): Datasets {
  throw new Error('not built yet');
}
