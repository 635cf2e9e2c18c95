/** A run's use of its dataset's test split, and the record of it. */
import { HostError } from '../../hosts/host-error.ts';
import type { RunSummary } from '../../ipc/schemas/run.ts';
import type { Datasets } from '../datasets/service.ts';

/** Records the look, unless the dataset has been removed meanwhile. */
export function lookedAtTest(datasets: Datasets, { settings }: RunSummary, model: number): void {
  try {
    datasets.lookAtTest(settings.dataset, model);
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
  }
}

/** False for a removed dataset: it has no test split to protect, and opening its version reports what is missing. */
export function testFrozen(datasets: Datasets, dataset: number): boolean {
  try {
    return datasets.summary(dataset).testFrozen;
  } catch {
    return false;
  }
}
