/** Groups of equal and of nearly equal pictures, of those that are still present. */
import type { DuplicateGroup } from '../../ipc/schemas/dataset.ts';
import { ALONE, type Columns, PRESENT } from './columns.ts';

export type Likeness = 'exact' | 'near';

/** A group of at least two pictures. */
export interface LiveGroup {
  readonly pictures: number[];
  /** Its pictures are in two or three splits. */
  readonly across: boolean;
}

export const groupNumbers = (columns: Columns, which: Likeness): Int32Array =>
  which === 'exact' ? columns.exactGroups : columns.nearGroups;

/**
 * Groups by number, ascending, each with its pictures, ascending. A group with only one picture left does not count.
 * @param counts which pictures count as present
 */
export function liveGroups(
  columns: Columns,
  which: Likeness,
  counts = (id: number) => columns.states[id] === PRESENT,
): Map<number, LiveGroup> {
  const numbers = groupNumbers(columns, which);
  const members = new Map<number, number[]>();
  for (let id = 0; id < columns.count; id++) {
    const number = numbers[id]!;
    if (number === ALONE || !counts(id)) continue;
    const known = members.get(number);
    if (known) known.push(id);
    else members.set(number, [id]);
  }
  const { splits } = columns;
  const groups = [...members]
    .filter(([, pictures]) => pictures.length > 1)
    .sort(([a], [b]) => a - b)
    .map(([number, pictures]): [number, LiveGroup] => {
      const across = pictures.some((id) => splits[id] !== splits[pictures[0]!]);
      return [number, { pictures, across }];
    });
  return new Map(groups);
}

/** One page of the groups. */
export function pageOfGroups(
  columns: Columns,
  { which, across, offset, limit }: { which: Likeness; across: boolean; offset: number; limit: number },
): { total: number; groups: DuplicateGroup[] } {
  const groups = [...liveGroups(columns, which)].filter(([, group]) => group.across || !across);
  const page = groups.slice(offset, offset + limit);
  return { total: groups.length, groups: page.map(([group, { pictures }]) => ({ group, pictures })) };
}

const VALIDATION = 1;
const TEST = 2;

/**
 * Of every group that spans splits, the pictures outside the test split or, if none is in it, outside the validation split:
 * without them a net is not evaluated on a duplicate of a training picture.
 */
export function leakingPictures(columns: Columns, which: Likeness): { groups: number; pictures: number[] } {
  const groups = [...liveGroups(columns, which).values()].filter(({ across }) => across);
  const pictures = groups.flatMap(({ pictures }) => {
    const kept = pictures.some((id) => columns.splits[id] === TEST) ? TEST : VALIDATION;
    return pictures.filter((id) => columns.splits[id] !== kept);
  });
  return { groups: groups.length, pictures: pictures.sort((a, b) => a - b) };
}
