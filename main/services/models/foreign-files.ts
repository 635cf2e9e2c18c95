/** Copies what a foreign model needs next to its file into the lab. */
import { dirname, join } from 'node:path';
import type { CardDraft } from '../../../native-bridge/host/card-messages.ts';
import type { RecognitionValue } from '../../../native-bridge/host/recognition-messages.ts';
import { HostError } from '../../hosts/host-error.ts';
import { writeWhole } from '../../storage/synced-file.ts';
import { copyWhole } from './model-files.ts';

/** @param path of the original model @param folder of the model in the lab @throws HostError if it cannot be written */
export async function copyForeign(
  path: string,
  folder: string,
  { external, card }: Pick<RecognitionValue<'inspect'>, 'external' | 'card'>,
): Promise<void> {
  for (const name of external) await copyWhole(join(dirname(path), name), join(folder, name));
  await writeCard(folder, card);
}

/** @throws HostError if it cannot be written */
export async function writeCard(folder: string, card: CardDraft): Promise<void> {
  try {
    await writeWhole(folder, 'model.card.json', Buffer.from(JSON.stringify(card)));
  } catch (cause) {
    throw new HostError({
      message: `The card of the model cannot be saved in ${folder}: ${(cause as Error).message}.`,
      remedy: 'Free some space on the disk of the lab folder, or make the folder writable.',
      badArgument: false,
    });
  }
}
