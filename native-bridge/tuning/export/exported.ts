/** A sweep in the form that exports to other programs need. */
import type { Direction } from '../history.ts';
import type { Space, Values } from '../space.ts';

export interface ExportedTrial {
  readonly number: number;
  readonly values: Values;
  readonly state: 'complete' | 'pruned' | 'diverged' | 'impossible' | 'failed' | 'running' | 'waiting';
  /** One per objective; null if it has none (yet). */
  readonly scores: readonly (number | null)[];
  readonly epochs: number;
  /** Training time. */
  readonly seconds: number;
  readonly origin: string;
  /** ms since 1970. */
  readonly beganAt: number | null;
  readonly endedAt: number | null;
  /** The first objective after each epoch; epochs count from 0. */
  readonly curve: readonly { readonly epoch: number; readonly score: number }[];
  /** The first objective of each seed or fold. */
  readonly replicates?: readonly number[];
  /** Why it failed, diverged or is impossible. */
  readonly reason?: string;
}

export interface ExportedSweep {
  readonly name: string;
  readonly objectives: readonly { readonly name: string; readonly direction: Direction }[];
  readonly space: Space;
  readonly trials: readonly ExportedTrial[];
}

export interface ExportOptions {
  /** Whether to include pruned trials: the page's setting. */
  readonly pruned: boolean;
}

/** The trials to export in every format, by number. */
export function exportedTrials({ trials }: ExportedSweep, { pruned }: ExportOptions): ExportedTrial[] {
  return trials.filter(({ state }) => pruned || state !== 'pruned').sort((a, b) => a.number - b.number);
}
