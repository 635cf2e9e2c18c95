/** `--card`: how pictures enter a model that another program made. */
import { resolve } from 'node:path';

export const CARD_HELP = 'how pictures enter a foreign model (default: MODEL.card.json next to it, if it is there)';

/** A model and its card as the host is asked for them. */
export function modelAt(model: string, card: string | undefined): { path: string; card?: string } {
  return { path: resolve(model), ...(card !== undefined && { card: resolve(card) }) };
}
