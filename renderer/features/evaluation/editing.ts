/** From an error straight into the dataset: relabel or exclude, with a way back. */
import type { Edit } from '../../../main/ipc/nouns/dataset.ts';
import type { Lab } from '../../lib/lab.ts';
import { packIds } from '../../lib/packed-ids.ts';

type Doing = Pick<Lab, 'client' | 'notices'>;

/** Says what was done, with its undo; or why it could not be. @returns whether it was done */
export async function editPicture({ client, notices }: Doing, dataset: number, id: number, edit: Edit, words: string) {
  const done = await notices.attempt(() => client.request('pictures.edit', { dataset, ids: packIds([id]), edit }));
  if (!done) return false;
  notices.say(words, {
    label: 'Undo',
    run: () => notices.attempt(() => client.request('datasets.undo', { dataset })),
  });
  return true;
}
