/** From an error straight into the dataset: relabel or exclude, with undo. */
import type { Edit } from '../../../main/ipc/schemas/dataset.ts';
import type { Lab } from '../../lib/lab.ts';
import { packIds } from '../../lib/packed-ids.ts';
import { t } from './messages/index.ts';

type Doing = Pick<Lab, 'client' | 'notices'>;

/** Says what was done, with its undo; or why it could not be. @returns whether it was done */
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

/** @param version that the edit made: a notice may still stand when something else was done since, and is not to undo that */
async function undo({ client, notices }: Doing, dataset: number, version: number): Promise<void> {
  await notices.attempt(async () => {
    const { version: now } = await client.request('datasets.get', { dataset });
    if (now !== version) throw new Error(t.changedSince());
    await client.request('datasets.undo', { dataset });
  });
}
