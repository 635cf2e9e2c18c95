/** Groups of equal and of nearly equal pictures, as far as their pictures are still there. */
import type { DuplicateGroup } from '../../ipc/schemas/dataset.ts';
import { ALONE, type Columns, PRESENT } from './columns.ts';

export type Likeness = 'exact' | 'near';

/** A group with two pictures or more. */
export interface LiveGroup {
  readonly pictures: number[];
  /** Its pictures are in two splits or three. */
  readonly across: boolean;
}

export const groupNumbers = (columns: Columns, which: Likeness): Int32Array =>
  which === 'exact' ? columns.exactGroups : columns.nearGroups;

/**
 * Groups by number, ascending, each with its pictures, ascending. One that has lost all but one picture is none.
 * @param counts which pictures are there
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
 * Of every group that reaches over splits, the pictures outside the test split or, where none is in it, outside the
 * validation split: without them nothing that a net is measured on was trained on.
 */
export function picturesInTheWay(columns: Columns, which: Likeness): { groups: number; pictures: number[] } {
  const groups = [...liveGroups(columns, which).values()].filter(({ across }) => across);
  const pictures = groups.flatMap(({ pictures }) => {
    const kept = pictures.some((id) => columns.splits[id] === TEST) ? TEST : VALIDATION;
    return pictures.filter((id) => columns.splits[id] !== kept);
  });
  return { groups: groups.length, pictures: pictures.sort((a, b) => a - b) };
}
