/** What a run asks of its dataset's test split, and leaves in its record. */
import { HostError } from '../../hosts/host-error.ts';
import type { RunSummary } from '../../ipc/schemas/run.ts';
import type { Datasets } from '../datasets/service.ts';

/** A dataset that is gone by now keeps no record. */
export function lookedAtTest(datasets: Datasets, { settings }: RunSummary, model: number): void {
  try {
    datasets.lookAtTest(settings.dataset, model);
  } catch (error) {
    if (!(error instanceof HostError)) throw error;
  }
}

/** A dataset that is gone has no test split to protect; the version's file then says what is missing. */
export function testFrozen(datasets: Datasets, dataset: number): boolean {
  try {
    return datasets.summary(dataset).testFrozen;
  } catch {
    return false;
  }
}
