/** Checks before a run is started whether it can have a validation split. */
import { splitOffPictures } from '../../../native-bridge/host/dataset-messages.ts';
import type { Asked, Output } from '../../ipc/contract.ts';
import type { Datasets } from '../datasets/service.ts';

/** How many pictures a run with this share and seed would split off, or why it cannot. @throws HostError if there is no such dataset */
export function splitOffForRun(
  { dataset, share, seed }: Asked<'runs.carved'>,
  datasets: Datasets,
): Output<'runs.carved'> {
  const { classes } = datasets.summary(dataset);
  const list = datasets.list(dataset, ['train']);
  if (list.ids.length === 0) return { pictures: 0, problem: 'There are no training pictures to split.' };
  const groups = datasets.groups(dataset, list);
  const splitOff = splitOffPictures(Int32Array.from(list.labels), groups, share, seed, classes);
  if (splitOff.ok) return { pictures: splitOff.taken.length, problem: null };
  const { message, remedy } = splitOff.failure;
  return { pictures: 0, problem: [`${message}.`, remedy].filter(Boolean).join(' ') };
}
