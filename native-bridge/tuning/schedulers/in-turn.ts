/** Trials one after another, each until it is complete unless a rule stops it: shared by `none` and `median`. */
import type { Move, Restored, Scheduler, Verdict } from '../scheduler.ts';
import { Pieces } from './pieces.ts';

export interface StoppingRule {
  /** Epochs at which the next piece of a trial with `epochs` epochs ends. */
  until(epochs: number): number;
  /** Called after every piece except the last. */
  stops(epochs: number, curve: readonly number[]): boolean;
  /** Called for every trial that is complete. */
  completed(curve: readonly number[]): void;
}

export class InTurn implements Scheduler {
  readonly #pieces = new Pieces();
  readonly #epochs: number;
  readonly #rule: StoppingRule;

  constructor(epochs: number, rule: StoppingRule) {
    this.#epochs = epochs;
    this.#rule = rule;
  }

  /** A waiting trial continues before a new one starts, so that there are never more open trials than workers. */
  next(mayStart: boolean): Move {
    const [trial] = this.#pieces.waiting();
    if (trial !== undefined) {
      this.#pieces.resume(trial);
      return { kind: 'continue', trial, until: this.#until(this.#pieces.epochsOf(trial)) };
    }
    return mayStart ? { kind: 'start', until: this.#until(0) } : { kind: 'wait' };
  }

  restore(trials: readonly Restored[]): void {
    for (const { trial, state, curve } of trials) {
      this.#pieces.restore(trial, curve.length, state === 'waiting');
      if (state === 'complete') this.#rule.completed(curve);
    }
  }

  started(trial: number, _until: number): void {
    this.#pieces.start(trial);
  }

  report(trial: number, epochs: number, curve: readonly number[]): Verdict {
    const verdict = this.#verdict(epochs, curve);
    this.#pieces.end(trial, epochs, verdict === 'waiting');
    if (verdict === 'complete') this.#rule.completed(curve);
    return verdict;
  }

  failed(trial: number): void {
    this.#pieces.drop(trial);
  }

  waiting(): readonly number[] {
    return this.#pieces.waiting();
  }

  #until(epochs: number): number {
    return Math.min(this.#rule.until(epochs), this.#epochs);
  }

  #verdict(epochs: number, curve: readonly number[]): Verdict {
    if (epochs >= this.#epochs) return 'complete';
    return this.#rule.stops(epochs, curve) ? 'pruned' : 'waiting';
  }
}
