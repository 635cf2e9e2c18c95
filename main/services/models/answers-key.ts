/** The name under which a model's answers are stored: it changes with the model's file and with its card. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The card of a foreign model, in the model's folder; next to `model.onnx`, where the host looks for it. */
export const cardFile = (folder: string) => join(folder, 'model.card.json');

/** @param sha256 of the model's file @param folder of the model in the lab @returns lower-case hexadecimal, 64 digits */
export function answersKey(sha256: string, folder: string): string {
  const card = cardFile(folder);
  if (!existsSync(card)) return sha256;
  return createHash('sha256').update(sha256).update(readFileSync(card)).digest('hex');
}
