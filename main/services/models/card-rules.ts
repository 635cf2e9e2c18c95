/** Restrictions on foreign models. */
import { existsSync } from 'node:fs';
import { HostError } from '../../hosts/host-error.ts';
import type { ModelSummary } from '../../ipc/schemas/model.ts';
import { cardFile } from './answers-key.ts';

/** Whether another program has made the model in that folder. */
export function isForeign(folder: string): boolean {
  return existsSync(cardFile(folder));
}

/** @param what the use, for people @returns the model @throws HostError if another program has made it */
export function requireOwn(model: ModelSummary, folder: string, what: string): ModelSummary {
  if (!isForeign(folder)) return model;
  throw new HostError({
    message: `${model.name} was made by another program. ${what} is only possible with models that Signs Lab has trained.`,
    remedy: 'Use the ONNX file itself with its card: the card says how to prepare pictures.',
    badArgument: true,
  });
}
