/**
 * Which trial trains next and for how long. A scheduler decides between pieces: a piece takes one trial from the epochs
 * that it has to `until`, after which its score is reported. Between pieces a trial waits in memory and is never
 * retrained.
 */
export const SCHEDULER_KINDS = ['none', 'median', 'asha', 'hyperband'] as const;
export type SchedulerKind = (typeof SCHEDULER_KINDS)[number];

/** What to do next. */
export type Move =
  /** A new trial, trained to `until` epochs first. */
  | { readonly kind: 'start'; readonly until: number }
  /** A trial that waits goes on. */
  | { readonly kind: 'continue'; readonly trial: number; readonly until: number }
  /** Nothing until something under way ends. */
  | { readonly kind: 'wait' };

/** What becomes of a trial after a piece. */
export type Verdict =
  /** It has all its epochs. */
  | 'complete'
  /** It stops for good. */
  | 'pruned'
  /** It waits: `next` may take it up later, at once or never. */
  | 'waiting';

/** A trial of a sweep that was interrupted. */
export interface Restored {
  readonly trial: number;
  /** `waiting`: it goes on from the epochs that it has, which are not all. `failed`: as reported to the scheduler. */
  readonly state: 'waiting' | 'complete' | 'pruned' | 'failed';
  /** A score for every epoch that need not be trained again. */
  readonly curve: readonly number[];
}

/**
 * All methods are synchronous and deterministic: the same calls give the same answers. Scores are better when higher, and
 * never NaN: such a trial has diverged and `failed`.
 */
export interface Scheduler {
  /** @param mayStart whether the budget allows another new trial */
  next(mayStart: boolean): Move;
  /**
   * A sweep goes on after an interruption: called once, before anything else, with every trial that was started, by number. What
   * was under way is `waiting` with the epochs that its snapshot has (0: none); `next` takes it up again.
   */
  restore(trials: readonly Restored[]): void;
  /** Told right after a `start` move which number the trial got. */
  started(trial: number, until: number): void;
  /**
   * A piece has ended: the trial has `epochs` epochs, the `until` of its move; `curve[e]` is its score after epoch e, from
   * epoch 0 on.
   */
  report(trial: number, epochs: number, curve: readonly number[]): Verdict;
  /** The trial diverged, failed or was stopped by hand: it never goes on. Nothing happens to one that has ended. */
  failed(trial: number): void;
  /** Trials that still wait when the sweep has come to its end are pruned. */
  waiting(): readonly number[];
}
