/**
 * Asynchronous successive halving over one bracket (ASHA) or several (Hyperband). A free worker never waits for a rung
 * to fill: it takes a trial that can be promoted, else a new one. A promoted trial continues from its state in memory.
 */
import type { Move, Restored, Scheduler, Verdict } from '../scheduler.ts';
import type { Bracket, Promotion } from './bracket.ts';
import { Pieces } from './pieces.ts';

export class Halving implements Scheduler {
  readonly #pieces = new Pieces();
  readonly #brackets: readonly Bracket[];
  /** The bracket of the next new trial; its first rung distinguishes it from the others. */
  readonly #chooseBracket: () => Bracket;
  #complete = 0;
  /** Trials that were restored between two rungs: each still has to reach the next one. */
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

  /** Trials get the same brackets as before: a trial's bracket follows from the trials before it. */
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
   * The end of a sweep with few trials: a rung may hold too few for a promotion (1/eta of three is none), so that no
   * trial would ever be complete. Once nothing is in progress, the best of the highest rung continues until one is
   * complete.
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
    if (!bracket) throw new Error(`Trial ${trial} is not in progress.`);
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
