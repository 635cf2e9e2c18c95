import type { DatasetSummary } from '../../../../main/ipc/schemas/dataset.ts';

const SPLITS = ['train', 'validation', 'test'] as const;

export interface FirstPlace {
  readonly dataset: number;
  readonly split: (typeof SPLITS)[number];
}

/**
 * The default picture: from the preferred dataset, else from the newest that has pictures.
 * @param datasets newest first
 * @returns null where there is no picture at all
 */
export function firstPlace(
  datasets: readonly Pick<DatasetSummary, 'id' | 'counts'>[],
  preferred: number | null,
): FirstPlace | null {
  const ordered = [...datasets.filter(({ id }) => id === preferred), ...datasets];
  for (const { id, counts } of ordered) {
    const split = SPLITS.find((one) => counts[one].total > 0);
    if (split) return { dataset: id, split };
  }
  return null;
}
