/** What the gallery shows of a dataset, counted in passes over its columns. */
import type { DatasetSummary } from '../../ipc/schemas/dataset.ts';
import { type Columns, EXCLUDED, PRESENT } from './columns.ts';
import type { DatasetRow } from './dataset-rows.ts';
import { type Likeness, liveGroups } from './duplicates.ts';
import type { Standing } from './history.ts';

/** Number of pictures that represent a dataset. */
const COVER = 12;

export function summarise(
  row: DatasetRow,
  columns: Columns,
  { standing, testLooks }: { standing: Standing; testLooks: number },
): DatasetSummary {
  const exact = duplicateCounts(columns, 'exact');
  const near = duplicateCounts(columns, 'near');
  return {
    ...row,
    classes: [...row.classes],
    ...pictureCounts(columns, row.classes.length),
    duplicates: { exact: exact.pictures, near: near.pictures, exactAcross: exact.across, nearAcross: near.across },
    testLooks,
    cover: coverOf(columns, row.classes.length),
    canUndo: standing.undo.length > 0,
    canRedo: standing.redo.length > 0,
  };
}

function pictureCounts({ count, splits, labels, firstLabels, states }: Columns, classes: number) {
  const perClass = [0, 1, 2].map(() => new Array<number>(classes).fill(0));
  let [excluded, relabelled] = [0, 0];
  for (let id = 0; id < count; id++) {
    if (states[id] === EXCLUDED) excluded++;
    if (states[id] !== PRESENT) continue;
    perClass[splits[id]!]![labels[id]!]!++;
    if (labels[id] !== firstLabels[id]) relabelled++;
  }
  const [train, validation, test] = perClass.map((counts) => ({
    total: counts.reduce((sum, n) => sum + n, 0),
    perClass: counts,
  }));
  return { counts: { train: train!, validation: validation!, test: test! }, excluded, relabelled };
}

function duplicateCounts(columns: Columns, which: Likeness): { pictures: number; across: number } {
  const groups = [...liveGroups(columns, which).values()];
  return {
    pictures: groups.reduce((sum, { pictures }) => sum + pictures.length, 0),
    across: groups.filter(({ across }) => across).length,
  };
}

/** The first of every class, then the second, and so on. */
function coverOf({ count, labels, states }: Columns, classes: number): number[] {
  const byClass = Array.from({ length: classes }, () => [] as number[]);
  for (let id = 0; id < count; id++) {
    const members = byClass[labels[id]!]!;
    if (states[id] === PRESENT && members.length < COVER) members.push(id);
  }
  const turns = Array.from({ length: COVER }, (_, turn) => byClass.map((members) => members[turn]));
  return turns
    .flat()
    .filter((id) => id !== undefined)
    .slice(0, COVER);
}
