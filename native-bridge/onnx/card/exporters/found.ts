/** What the traces of one exporter say about a model's card. */
import type { CardDraft } from '../card.ts';
import type { Outline } from '../outline.ts';
import type { NearFiles } from './near-files.ts';

export interface Found {
  /** The source, for people: `Ultralytics (names, imgsz in the file)`. */
  readonly from: string;
  readonly card: CardDraft;
  /** What a card cannot express of it, for people: a sentence. */
  readonly note?: string;
}

export interface Traces {
  readonly outline: Outline;
  readonly near: NearFiles;
}

/** @returns null if the exporter left nothing. @throws OnnxError if its traces say that this is not a classifier. */
export type Exporter = (traces: Traces) => Found | null | Promise<Found | null>;
