/** A picture in words: what its cell says to those who do not see it. */
import type { PictureRow } from '../../../main/ipc/nouns/dataset.ts';

export function wordsOf(row: PictureRow, classes: readonly string[]): string {
  const { id, index, split, label, firstLabel, excluded, exactGroup, nearGroup } = row;
  const name = (at: number) => classes[at] ?? `class ${at}`;
  return [
    index === null ? `Picture ${id}` : `${split} ${index}`,
    `label ${name(label)}`,
    label !== firstLabel && `was ${name(firstLabel)}`,
    excluded && 'excluded',
    exactGroup !== null && 'has an equal one',
    exactGroup === null && nearGroup !== null && 'has a nearly equal one',
  ]
    .filter((part) => part !== false)
    .join(', ');
}
