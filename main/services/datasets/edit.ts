/** Turns a requested edit into changes. */
import { HostError } from '../../hosts/host-error.ts';
import { SPLITS } from '../../ipc/schemas/common.ts';
import type { Edit } from '../../ipc/schemas/dataset.ts';
import { type Columns, DELETED, EXCLUDED, PRESENT } from './columns.ts';
import type { Change } from './history.ts';
import type { Step } from './store.ts';

/**
 * The version that an edit of those pictures makes, with actual changes only. Deleted pictures, which another window may
 * still show, stay as they are.
 * @throws HostError for a picture or a class that the dataset does not have.
 */
export function editStep(columns: Columns, classes: readonly string[], ids: Uint32Array, edit: Edit): Step {
  if (edit.kind === 'relabel' && classes[edit.label] === undefined) {
    throw refused(`There is no class ${edit.label} in this dataset.`, `Its classes are 0 to ${classes.length - 1}.`);
  }
  const changes: Change[] = [];
  for (const picture of new Set(ids)) {
    if (picture >= columns.count) {
      throw refused(`There is no picture ${picture} in this dataset.`, `It has ${columns.count}; reload it.`);
    }
    const change = changeOf(columns, picture, edit);
    if (change) changes.push(change);
  }
  return { kind: 'edit', summary: summaryOf(edit, changes.length, classes), changes };
}

/** Null if the picture is as wanted already. */
function changeOf({ splits, labels, states }: Columns, picture: number, edit: Edit): Change | null {
  const [split, label, state] = [splits[picture]!, labels[picture]!, states[picture]!];
  if (state === DELETED) return null;
  const to = { split, label, state, ...wanted(edit) };
  if (to.split === split && to.label === label && to.state === state) return null;
  return { picture, split: [split, to.split], label: [label, to.label], state: [state, to.state] };
}

function wanted(edit: Edit): { split?: number; label?: number; state?: number } {
  switch (edit.kind) {
    case 'relabel':
      return { label: edit.label };
    case 'split':
      return { split: SPLITS.indexOf(edit.split) };
    case 'exclude':
      return { state: EXCLUDED };
    case 'include':
      return { state: PRESENT };
    case 'delete':
      return { state: DELETED };
  }
}

function summaryOf(edit: Edit, count: number, classes: readonly string[]): string {
  const what = picturesInWords(count);
  switch (edit.kind) {
    case 'relabel':
      return `Relabelled ${what} as ${classes[edit.label]}`;
    case 'split':
      return `Moved ${what} to ${edit.split}`;
    case 'exclude':
      return `Excluded ${what}`;
    case 'include':
      return `Included ${what} again`;
    case 'delete':
      return `Deleted ${what}`;
  }
}

export const picturesInWords = (count: number): string => (count === 1 ? '1 picture' : `${count} pictures`);

function refused(message: string, remedy: string): HostError {
  return new HostError({ message, remedy, badArgument: true });
}
