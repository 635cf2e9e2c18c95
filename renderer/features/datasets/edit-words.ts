/** What was done, for the notice that takes it back. */
import type { Edit } from '../../../main/ipc/nouns/dataset.ts';
import { plural } from '../../lib/format.ts';

export function editWords(edit: Edit, pictures: number, classes: readonly string[]): string {
  const what = plural(pictures, 'picture');
  switch (edit.kind) {
    case 'relabel':
      return `Relabelled ${what} as ${classes[edit.label] ?? edit.label}.`;
    case 'split':
      return `Moved ${what} to ${edit.split}.`;
    case 'exclude':
      return `Excluded ${what}.`;
    case 'include':
      return `Included ${what} again.`;
    case 'delete':
      return `Deleted ${what}.`;
  }
}
