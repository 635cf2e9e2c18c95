import type { DatasetSummary } from '../../../main/ipc/schemas/dataset.ts';
import type { Client } from '../../lib/client.svelte.ts';
import { translated } from '../../lib/host-sentences/translated.ts';
import { t } from './messages/index.ts';
import type { UnsplittableDatasets } from './new-run.svelte.ts';

/** The initial share and seed of a new run: whether a split is possible depends only on the pictures. */
const ASKED = { share: 0.15, seed: 3 };

/**
 * Datasets from which no validation split can be split off, with the reason: a class with one picture, or captured
 * pictures with a class that has only one burst. Main is only asked about captured datasets, since only there pictures
 * are grouped.
 */
export async function unsplittableDatasets(
  client: Client,
  datasets: readonly DatasetSummary[],
): Promise<UnsplittableDatasets> {
  const without = datasets.filter(({ counts }) => counts.validation.total === 0 && counts.train.total > 0);
  const found = await Promise.all(
    without.map(async ({ id, origin, classes, counts }): Promise<[number, () => string] | null> => {
      const single = counts.train.perClass.indexOf(1);
      if (origin.kind !== 'captured')
        return single < 0 ? null : [id, () => t.singlePicture({ name: classes[single] ?? single })];
      const { problem } = await client.request('runs.carved', { dataset: id, ...ASKED });
      return problem === null ? null : [id, () => translated(problem)];
    }),
  );
  return new Map(found.filter((one) => one !== null));
}
