/** Describes an edit, for the notice that can undo it. */
import type { Edit } from '../../../main/ipc/schemas/dataset.ts';
import { t } from './messages/index.ts';
import { splitName } from './picture-words.ts';

export function editWords(edit: Edit, pictures: number, classes: readonly string[]): string {
  switch (edit.kind) {
    case 'relabel':
      return t.relabelled({ n: pictures, name: classes[edit.label] ?? edit.label });
    case 'split':
      return t.moved({ n: pictures, split: splitName(edit.split) });
    case 'exclude':
      return t.excludedPictures({ n: pictures });
    case 'include':
      return t.included({ n: pictures });
    case 'delete':
      return t.deleted({ n: pictures });
  }
}
