/** What one exporter's traces say of a model's card. */
import type { CardDraft } from '../card.ts';
import type { Outline } from '../outline.ts';
import type { NearFiles } from './near-files.ts';

export interface Found {
  /** Where from, for people: `Ultralytics (names, imgsz in the file)`. */
  readonly from: string;
  readonly card: CardDraft;
}

export interface Traces {
  readonly outline: Outline;
  readonly near: NearFiles;
}

/** @returns null if the exporter left nothing. @throws OnnxError if what it left says that this is no classifier. */
export type Exporter = (traces: Traces) => Found | null | Promise<Found | null>;
