/**
 * Which trial trains next and for how long. A scheduler decides between pieces: a piece trains one trial from its
 * current epoch to `until`, after which its score is reported. Between pieces a trial waits in memory; no epoch is
 * trained twice.
 */
export const SCHEDULER_KINDS = ['none', 'median', 'asha', 'hyperband'] as const;
export type SchedulerKind = (typeof SCHEDULER_KINDS)[number];

/** What to do next. */
export type Move =
  /** A new trial, trained to `until` epochs first. */
  | { readonly kind: 'start'; readonly until: number }
  /** A waiting trial continues. */
  | { readonly kind: 'continue'; readonly trial: number; readonly until: number }
  /** Nothing until a piece in progress ends. */
  | { readonly kind: 'wait' };

/** What happens to a trial after a piece. */
export type Verdict =
  /** It has all its epochs. */
  | 'complete'
  /** It stops for good. */
  | 'pruned'
  /** It waits: `next` may continue it at once, later or never. */
  | 'waiting';

/** A trial of a sweep that was interrupted. */
export interface Restored {
  readonly trial: number;
  /** `waiting`: it continues from its epochs, which are not yet all. `failed`: as reported to the scheduler. */
  readonly state: 'waiting' | 'complete' | 'pruned' | 'failed';
  /** A score for every epoch that does not have to be trained again. */
  readonly curve: readonly number[];
}

/**
 * All methods are synchronous and deterministic: the same calls give the same answers. Higher scores are better. A score
 * is never NaN: such a trial has diverged and `failed`.
 */
export interface Scheduler {
  /** @param mayStart whether the budget allows another new trial */
  next(mayStart: boolean): Move;
  /**
   * Resumes a sweep after an interruption: called once, before anything else, with every trial that was started, by
   * number. Trials that were in progress are `waiting` with the epochs of their snapshot (0: none); `next` continues
   * them.
   */
  restore(trials: readonly Restored[]): void;
  /** Called right after a `start` move with the number that the trial got. */
  started(trial: number, until: number): void;
  /**
   * A piece has ended: the trial has `epochs` epochs, the `until` of its move; `curve[e]` is its score after epoch e,
   * counted from 0.
   */
  report(trial: number, epochs: number, curve: readonly number[]): Verdict;
  /** The trial diverged, failed or was stopped manually and never continues. No effect on one that has ended. */
  failed(trial: number): void;
  /** The waiting trials; those left at the end of the sweep are pruned. */
  waiting(): readonly number[];
}
