/** Filling a card from what exporters leave in a model's file and next to it. */
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

/** What is in the file itself before what lies next to it, and what names its exporter before what anyone could have put there. */
const EXPORTERS: readonly Exporter[] = [
  ...[standard, ultralytics, customVision, lobe, teachableMachine, huggingFace, labelFile],
];

export interface Filled {
  readonly card: CardDraft;
  /** Where every field is from, a line an exporter, for people. */
  readonly facts: string[];
}

/**
 * @param fits whether the net can take it: a label file of another model next to this one says nothing of this one
 * @throws OnnxError if the file says that it is no classifier.
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
    if (taken.length > 0) facts.push(`${taken.join(', ')}: from ${found.from}`);
  }
  return { card, facts };
}
