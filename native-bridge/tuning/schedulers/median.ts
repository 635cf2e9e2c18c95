/**
 * The median stopping rule of Vizier (Golovin et al. 2017, section 3.2.2), which Optuna's MedianPruner follows: a trial
 * is stopped at an epoch if its best score so far is below the median of the complete trials' running averages up to
 * that epoch.
 */
import type { Scheduler } from '../scheduler.ts';
import { InTurn, type StoppingRule } from './in-turn.ts';
import type { SchedulerSettings } from './settings.ts';

type MedianSettings = Extract<SchedulerSettings, { kind: 'median' }>;

export function median(settings: MedianSettings, epochs: number): Scheduler {
  return new InTurn(epochs, new MedianRule(settings, epochs));
}

class MedianRule implements StoppingRule {
  readonly #every: number;
  readonly #warmupEpochs: number;
  readonly #warmupTrials: number;
  /** Running averages of every complete trial: element e is the mean of its scores up to epoch e. */
  readonly #complete: number[][] = [];

  constructor({ every, warmupEpochs, warmupTrials }: MedianSettings, epochs: number) {
    this.#every = every ?? Math.max(1, Math.floor(epochs / 20));
    this.#warmupEpochs = warmupEpochs;
    this.#warmupTrials = warmupTrials;
  }

  until(epochs: number): number {
    return Math.max(epochs + this.#every, this.#warmupEpochs);
  }

  stops(epochs: number, curve: readonly number[]): boolean {
    // Trials from an earlier sweep may be complete with fewer epochs.
    const others = this.#complete.flatMap((averages) => averages[epochs - 1] ?? []);
    if (others.length < this.#warmupTrials || epochs < this.#warmupEpochs) return false;
    return Math.max(...curve.slice(0, epochs)) < medianOf(others);
  }

  completed(curve: readonly number[]): void {
    this.#complete.push(runningAverages(curve));
  }
}

function runningAverages(curve: readonly number[]): number[] {
  let sum = 0;
  return curve.map((score, epoch) => {
    sum += score;
    return sum / (epoch + 1);
  });
}

/** For an even count the mean of the middle two, as in numpy. */
function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.ceil(middle) - 1]! + sorted[Math.floor(middle)]!) / 2;
}
