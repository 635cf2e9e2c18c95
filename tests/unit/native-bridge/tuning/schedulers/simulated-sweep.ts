/** A sweep without training: workers, durations and learning curves are simulated; violations by the scheduler are checked. */
import assert from 'node:assert/strict';
import type { Restored, Scheduler, Verdict } from '../../../../../native-bridge/tuning/scheduler.ts';

export interface Simulation {
  readonly trials: number;
  readonly epochs: number;
  readonly workers: number;
  /** A trial's score after each epoch. */
  curve(trial: number): readonly number[];
  /** Whether that piece of the trial fails. */
  fails?(trial: number, until: number): boolean;
  /** The number of pieces before an interruption. */
  readonly pieces?: number;
  /** What remains of an interrupted sweep. */
  readonly restored?: readonly Restored[];
  /** Length of a piece; its epochs by default. */
  duration?(trial: number, from: number, until: number): number;
}

export interface Outcome {
  /** How each trial ended; trials still waiting at the end are pruned. */
  readonly ends: ReadonlyMap<number, Exclude<Verdict, 'waiting'> | 'failed'>;
  /** Epochs that each trial has. */
  readonly epochs: ReadonlyMap<number, number>;
  /** Epochs trained in total, including those of failed pieces. */
  readonly spent: number;
  /** All pieces, ordered by their ends: trial:from-until. */
  readonly pieces: readonly string[];
  /** All trials as an interruption leaves them: running trials keep half of their piece. */
  readonly left: readonly Restored[];
}

interface Piece {
  readonly trial: number;
  readonly from: number;
  readonly until: number;
  readonly ends: number;
}

export function simulate(scheduler: Scheduler, simulation: Simulation): Outcome {
  const sweep = new Sweep(scheduler, simulation);
  for (let calls = 0; sweep.step(); calls++) assert.ok(calls < 100_000, 'the sweep does not end');
  return sweep.outcome();
}

class Sweep {
  readonly #scheduler: Scheduler;
  readonly #simulation: Simulation;
  readonly #ends: Map<number, Exclude<Verdict, 'waiting'> | 'failed'> = new Map();
  readonly #epochs = new Map<number, number>();
  readonly #pieces: string[] = [];
  #underWay: Piece[] = [];
  #now = 0;
  #spent = 0;
  #begun = 0;

  constructor(scheduler: Scheduler, simulation: Simulation) {
    this.#scheduler = scheduler;
    this.#simulation = simulation;
    if (!simulation.restored) return;
    scheduler.restore(simulation.restored);
    for (const { trial, state, curve } of simulation.restored) {
      this.#epochs.set(trial, curve.length);
      if (state !== 'waiting') this.#ends.set(trial, state);
      this.#begun++;
    }
  }

  /** @returns false at the end */
  step(): boolean {
    const { trials, workers, pieces } = this.#simulation;
    if (this.#pieces.length === pieces) return false;
    const move = this.#underWay.length < workers ? this.#scheduler.next(this.#begun < trials) : null;
    if (move?.kind === 'start') {
      assert.ok(this.#begun < trials, 'more trials than the budget allows');
      this.#scheduler.started(this.#begun, move.until);
      this.#begin(this.#begun++, move.until);
      return true;
    }
    if (move?.kind === 'continue') {
      this.#begin(move.trial, move.until);
      return true;
    }
    return this.#endNext();
  }

  outcome(): Outcome {
    const left = [...Array(this.#begun).keys()].map((trial) => this.#left(trial));
    if (this.#simulation.pieces === undefined) this.#finish();
    return { ends: this.#ends, epochs: this.#epochs, spent: this.#spent, pieces: this.#pieces, left };
  }

  #begin(trial: number, until: number): void {
    const from = this.#epochs.get(trial) ?? 0;
    assert.ok(!this.#ends.has(trial), `trial ${trial} goes on after its end`);
    assert.ok(!this.#underWay.some((piece) => piece.trial === trial), `two pieces of trial ${trial} at once`);
    assert.ok(until > from && until <= this.#simulation.epochs, `trial ${trial} trains from ${from} to ${until}`);
    const length = this.#simulation.duration?.(trial, from, until) ?? until - from;
    this.#underWay.push({ trial, from, until, ends: this.#now + length });
    this.#spent += until - from;
  }

  #endNext(): boolean {
    const piece = this.#underWay.reduce<Piece | null>((a, b) => (a && a.ends <= b.ends ? a : b), null);
    if (!piece) return false;
    const { trial, from, until } = piece;
    [this.#underWay, this.#now] = [this.#underWay.filter((one) => one !== piece), piece.ends];
    this.#pieces.push(`${trial}:${from}-${until}`);
    if (this.#simulation.fails?.(trial, until)) {
      this.#scheduler.failed(trial);
      this.#ends.set(trial, 'failed');
      return true;
    }
    this.#epochs.set(trial, until);
    const verdict = this.#scheduler.report(trial, until, this.#simulation.curve(trial).slice(0, until));
    if (verdict !== 'waiting') this.#ends.set(trial, verdict);
    return true;
  }

  #left(trial: number): Restored {
    const piece = this.#underWay.find((one) => one.trial === trial);
    const epochs = piece ? Math.floor((piece.from + piece.until) / 2) : (this.#epochs.get(trial) ?? 0);
    const curve = this.#simulation.curve(trial).slice(0, epochs);
    return { trial, state: this.#ends.get(trial) ?? 'waiting', curve };
  }

  #finish(): void {
    for (const trial of this.#scheduler.waiting()) {
      assert.ok(!this.#ends.has(trial), `trial ${trial} waits after its end`);
      this.#ends.set(trial, 'pruned');
    }
    const ended = [...this.#ends.keys()].sort((a, b) => a - b);
    assert.deepEqual(ended, [...Array(this.#simulation.trials).keys()], 'every trial ends');
  }
}

/** Numbers in [0, 1) from a seed (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
