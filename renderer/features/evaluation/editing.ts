/** Edits the dataset from an error: relabel or exclude, with undo. */
import type { Edit } from '../../../main/ipc/schemas/dataset.ts';
import type { Lab } from '../../lib/lab.ts';
import { packIds } from '../../lib/packed-ids.ts';
import { t } from './messages/index.ts';

type Doing = Pick<Lab, 'client' | 'notices'>;

/** Shows a notice with undo, or the error. @returns whether it succeeded */
export async function editPicture(
  lab: Doing,
  dataset: number,
  id: number,
  edit: Edit,
  words: string,
): Promise<boolean> {
  const { client, notices } = lab;
  const done = await notices.attempt(() => client.request('pictures.edit', { dataset, ids: packIds([id]), edit }));
  if (!done) return false;
  notices.say(words, { label: t.undo(), run: () => undo(lab, dataset, done.version) });
  return true;
}

/** @param version that the edit made: a notice may still be visible after a later edit, which it must not undo */
async function undo({ client, notices }: Doing, dataset: number, version: number): Promise<void> {
  await notices.attempt(async () => {
    const { version: now } = await client.request('datasets.get', { dataset });
    if (now !== version) throw new Error(t.changedSince());
    await client.request('datasets.undo', { dataset });
  });
}
