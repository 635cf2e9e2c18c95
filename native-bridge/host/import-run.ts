/** Reads a dataset and lays it down for the lab. */
import type { OnProgress } from '../../datasets/dataset.ts';
import type { Imported, ImportRequest } from './compute-messages.ts';

export async function importDataset(_request: ImportRequest, _onProgress: OnProgress): Promise<Imported> {
  throw new Error('not built yet');
}
