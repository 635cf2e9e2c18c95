/**
 * Asynchronous successive halving over one bracket (ASHA) or several (Hyperband). A worker that is free is never made to
 * wait for a rung: it takes a trial that may go on, else a new one. A promotion goes on from the trial's memory.
 */
import type { Move, Restored, Scheduler, Verdict } from '../scheduler.ts';
import type { Bracket, Promotion } from './bracket.ts';
import { Pieces } from './pieces.ts';

export class Halving implements Scheduler {
  readonly #pieces = new Pieces();
  readonly #brackets: readonly Bracket[];
  /** Which bracket the next new trial belongs to; its first rung tells it from the others. */
  readonly #chooseBracket: () => Bracket;
  #complete = 0;
  /** Trials that were restored between two rungs: each owes the epochs up to the next one. */
  readonly #interrupted: Promotion[] = [];

  constructor(brackets: readonly Bracket[], chooseBracket: () => Bracket) {
    this.#brackets = brackets;
    this.#chooseBracket = chooseBracket;
  }

  next(mayStart: boolean): Move {
    const promotion = this.#owed() ?? this.#first((bracket) => bracket.promotable(this.#waits));
    if (promotion) return this.#promote(promotion);
    if (mayStart) return { kind: 'start', until: this.#chooseBracket().epochs[0]! };
    const last = this.#drain();
    return last ? this.#promote(last) : { kind: 'wait' };
  }

  started(trial: number, until: number): void {
    const bracket = this.#brackets.find(({ epochs }) => epochs[0] === until);
    if (!bracket) throw new Error(`No trial starts with ${until} epochs.`);
    this.#pieces.start(trial);
    bracket.add(trial);
  }

  /** Trials of the same numbers are in the same brackets as before: which one follows from those before it. */
  restore(trials: readonly Restored[]): void {
    for (const { trial, state, curve } of trials) {
      const bracket = this.#chooseBracket();
      bracket.add(trial);
      this.#pieces.restore(trial, curve.length, state === 'waiting');
      const rungs = bracket.epochs.filter((rung) => rung <= curve.length);
      for (const rung of rungs) bracket.record(trial, rung, curve[rung - 1]!);
      if (state === 'failed') bracket.remove(trial);
      if (state === 'complete') this.#complete++;
      const between = state === 'waiting' && curve.length !== rungs.at(-1);
      if (between) this.#interrupted.push({ trial, until: bracket.untilOf(trial)! });
    }
  }

  report(trial: number, epochs: number, curve: readonly number[]): Verdict {
    const bracket = this.#bracketOf(trial);
    const complete = epochs === bracket.epochs.at(-1);
    bracket.record(trial, epochs, curve[epochs - 1]!);
    this.#pieces.end(trial, epochs, !complete);
    if (complete) this.#complete++;
    return complete ? 'complete' : 'waiting';
  }

  failed(trial: number): void {
    if (this.#pieces.drop(trial)) this.#bracketOf(trial).remove(trial);
  }

  waiting(): readonly number[] {
    return this.#pieces.waiting();
  }

  /**
   * The end of a sweep with few trials: a rung may hold too few for a promotion (1/eta of three is none), and nobody would
   * ever have all epochs. Once nothing is under way, the best of the highest rung goes on until one trial is complete.
   */
  #drain(): Promotion | null {
    if (this.#complete > 0 || this.#pieces.anyUnderWay()) return null;
    const candidates = this.#brackets.map((bracket) => bracket.best(this.#waits)).filter((one) => one !== null);
    return candidates.reduce<Promotion | null>((a, b) => (a && a.until >= b.until ? a : b), null);
  }

  #owed(): Promotion | undefined {
    for (let one = this.#interrupted.shift(); one !== undefined; one = this.#interrupted.shift()) {
      if (this.#waits(one.trial)) return one;
    }
    return undefined;
  }

  #promote({ trial, until }: Promotion): Move {
    this.#pieces.resume(trial);
    return { kind: 'continue', trial, until };
  }

  #bracketOf(trial: number): Bracket {
    const bracket = this.#brackets.find((one) => one.has(trial));
    if (!bracket) throw new Error(`Trial ${trial} is not under way.`);
    return bracket;
  }

  #first(find: (bracket: Bracket) => Promotion | null): Promotion | null {
    for (const bracket of this.#brackets) {
      const found = find(bracket);
      if (found) return found;
    }
    return null;
  }

  readonly #waits = (trial: number): boolean => this.#pieces.waits(trial);
}
