/** Fills a card from what exporters leave in a model's file and next to it. */
import { CARD_FIELDS, CardDraft } from '../card.ts';
import type { Outline } from '../outline.ts';
import { customVision } from './custom-vision.ts';
import type { Exporter } from './found.ts';
import { huggingFace } from './hugging-face.ts';
import { labelFile } from './label-file.ts';
import { lobe } from './lobe.ts';
import { nearFiles } from './near-files.ts';
import { standard } from './standard.ts';
import { teachableMachine } from './teachable-machine.ts';
import { ultralytics } from './ultralytics.ts';

/**
 * Traces in the file come before files next to it, and traces that name the exporter before those that anyone could
 * write.
 */
const EXPORTERS: readonly Exporter[] = [
  ...[standard, ultralytics, customVision, lobe, teachableMachine, huggingFace, labelFile],
];

export interface Filled {
  readonly card: CardDraft;
  /** For people: where every field comes from, one line per exporter, and what the card cannot express of it. */
  readonly facts: string[];
}

/**
 * @param fits whether the net can use the card: a label file that belongs to another model nearby must not count
 * @throws OnnxError if the file says that it is not a classifier.
 */
export async function filledCard(model: string, outline: Outline, fits: (card: CardDraft) => boolean): Promise<Filled> {
  const traces = { outline, near: nearFiles(model) };
  let card: CardDraft = {};
  const facts: string[] = [];
  for (const exporter of EXPORTERS) {
    const found = await exporter(traces);
    if (!found) continue;
    const taken = CARD_FIELDS.filter((field) => {
      const value = found.card[field];
      const one = CardDraft.safeParse({ [field]: value });
      if (value === undefined || card[field] !== undefined || !one.success || !fits({ ...card, ...one.data })) {
        return false;
      }
      card = { ...card, ...one.data };
      return true;
    });
    if (taken.length > 0) facts.push(`${taken.join(', ')}: from ${found.from}`, ...(found.note ? [found.note] : []));
  }
  return { card, facts };
}
