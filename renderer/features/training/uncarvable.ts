import type { DatasetSummary } from '../../../main/ipc/schemas/dataset.ts';
import type { Client } from '../../lib/client.svelte.ts';
import { t } from './messages/index.ts';
import type { UncarvableDatasets } from './new-run.svelte.ts';

/** The share and the seed that a new run begins with: whether it can be divided at all hangs on the pictures. */
const ASKED = { share: 0.15, seed: 3 };

/**
 * Those of which no validation split can be carved off, and why: a class with one picture, or captured pictures of which a
 * class has one burst alone. Only what was captured is asked of main, for only there pictures stay together.
 */
export async function uncarvableDatasets(
  client: Client,
  datasets: readonly DatasetSummary[],
): Promise<UncarvableDatasets> {
  const without = datasets.filter(({ counts }) => counts.validation.total === 0 && counts.train.total > 0);
  const found = await Promise.all(
    without.map(async ({ id, origin, classes, counts }): Promise<[number, () => string] | null> => {
      const single = counts.train.perClass.indexOf(1);
      if (origin.kind !== 'captured')
        return single < 0 ? null : [id, () => t.singlePicture({ name: classes[single] ?? single })];
      const { problem } = await client.request('runs.carved', { dataset: id, ...ASKED });
      return problem === null ? null : [id, () => problem];
    }),
  );
  return new Map(found.filter((one) => one !== null));
}
