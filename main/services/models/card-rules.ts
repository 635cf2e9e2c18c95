/** What a foreign model cannot be used for. */
import { existsSync } from 'node:fs';
import { HostError } from '../../hosts/host-error.ts';
import type { ModelSummary } from '../../ipc/schemas/model.ts';
import { cardFile } from './answers-key.ts';

/** Whether another program has made the model in that folder. */
export function isForeign(folder: string): boolean {
  return existsSync(cardFile(folder));
}

/** @param what it would be, for people @returns the model @throws HostError where another program has made it */
export function requireOwn(model: ModelSummary, folder: string, what: string): ModelSummary {
  if (!isForeign(folder)) return model;
  throw new HostError({
    message: `${model.name} was made by another program. ${what} is there for models that Signs Lab has trained.`,
    remedy: 'Take the ONNX file itself with its card: its own tools prepare pictures as the card says.',
    badArgument: true,
  });
}
