/** A sweep as files of other programs need it. */
import type { Direction } from '../history.ts';
import type { Space, Values } from '../space.ts';

export interface ExportedTrial {
  readonly number: number;
  readonly values: Values;
  readonly state: 'complete' | 'pruned' | 'diverged' | 'impossible' | 'failed' | 'running' | 'waiting';
  /** One an objective; null if it has none (yet). */
  readonly scores: readonly (number | null)[];
  readonly epochs: number;
  /** Of training. */
  readonly seconds: number;
  readonly origin: string;
  /** ms since 1970. */
  readonly beganAt: number | null;
  readonly endedAt: number | null;
  /** The first objective after each epoch; epochs count from 0. */
  readonly curve: readonly { readonly epoch: number; readonly score: number }[];
  /** The first objective of each seed or fold. */
  readonly replicates?: readonly number[];
  /** Why it failed, diverged or cannot be. */
  readonly reason?: string;
}

export interface ExportedSweep {
  readonly name: string;
  readonly objectives: readonly { readonly name: string; readonly direction: Direction }[];
  readonly space: Space;
  readonly trials: readonly ExportedTrial[];
}

export interface ExportOptions {
  /** Whether pruned trials are in it: as the page shows them. */
  readonly pruned: boolean;
}

/** The trials that every format has, by number. */
export function exportedTrials({ trials }: ExportedSweep, { pruned }: ExportOptions): ExportedTrial[] {
  return trials.filter(({ state }) => pruned || state !== 'pruned').sort((a, b) => a.number - b.number);
}
