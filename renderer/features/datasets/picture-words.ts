/** A picture as text: the label of its cell for screen readers. */
import type { Split } from '../../../main/ipc/schemas/common.ts';
import type { PictureRow } from '../../../main/ipc/schemas/dataset.ts';
import { listOf } from '../../lib/format.ts';
import { t } from './messages/index.ts';

const SPLIT_NAMES = { train: t.train, validation: t.validation, test: t.test };
export const splitName = (split: Split): string => SPLIT_NAMES[split]();

/** `test 6`, or its id where it has no index. */
export const pictureTitle = ({ id, index, split }: PictureRow): string =>
  index === null ? t.pictureId({ id }) : t.splitIndex({ split: splitName(split), index });

export function wordsOf(row: PictureRow, classes: readonly string[]): string {
  const { label, firstLabel, excluded, exactGroup, nearGroup } = row;
  const name = (at: number) => classes[at] ?? t.unnamedClass({ label: at });
  const parts = [
    pictureTitle(row),
    t.labelIs({ name: name(label) }),
    label !== firstLabel && t.was({ name: name(firstLabel) }),
    excluded && t.excluded(),
    exactGroup !== null && t.hasEqualOne(),
    exactGroup === null && nearGroup !== null && t.hasNearOne(),
  ];
  return listOf(parts.filter((part) => part !== false));
}
