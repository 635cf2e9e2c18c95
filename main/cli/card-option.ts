/** `--card`: the preprocessing of a model that another program made. */
import { resolve } from 'node:path';

export const CARD_HELP = 'preprocessing of a foreign model (default: MODEL.card.json next to it, if it exists)';

/** A model and its card as a request to the host. */
export function modelAt(model: string, card: string | undefined): { path: string; card?: string } {
  return { path: resolve(model), ...(card !== undefined && { card: resolve(card) }) };
}
