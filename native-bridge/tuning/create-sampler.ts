/** A sampler that keeps its own history: `ask` for values, then `tell` their score. */
import type { Direction, Observed } from './history.ts';
import { parseSpace } from './parse-space.ts';
import { type SamplerOptions, samplerOf } from './sampler-of.ts';
import type { Values } from './space.ts';
import { TuningError } from './tuning-error.ts';

export interface Asked {
  /** Pass it to `tell`: 0, 1, 2, ... */
  readonly number: number;
  readonly values: Values;
}

export interface AskAndTell {
  /** Null if there is nothing left to propose: a finished grid. */
  ask(): Asked | null;
  /**
   * @param score null, NaN or infinite: the trial failed
   * @throws TuningError for a number that `ask` never gave, or that was told before
   */
  tell(number: number, score: number | null): void;
}

export interface CreateOptions extends Partial<SamplerOptions> {
  readonly direction?: Direction;
}

/**
 * @param kind one of SAMPLER_KINDS
 * @param space a search space, as for parseSpace
 * @throws TuningError for an invalid kind, space, seed or direction
 */
export function createSampler(kind: string, space: unknown, options: CreateOptions = {}): AskAndTell {
  const { direction = 'minimize', seed = 0, ...rest } = options;
  if (direction !== 'minimize' && direction !== 'maximize') {
    throw new TuningError(`There is no direction "${String(direction)}".`, 'There are: minimize, maximize.');
  }
  const sampler = samplerOf(kind, parseSpace(space), { seed, ...rest });
  const trials: Observed[] = [];
  return {
    ask() {
      const number = trials.length;
      const values = sampler.ask({ trials, directions: [direction] }, number);
      if (values === null) return null;
      trials.push({ number, values, state: 'running', scores: null, epochs: 0 });
      return { number, values };
    },
    tell(number, score) {
      trials[number] = finished(trials[number], number, score);
    },
  };
}

function finished(trial: Observed | undefined, number: number, score: number | null): Observed {
  if (trial === undefined) {
    throw new TuningError(`Trial ${number} was never asked for.`, 'Pass a number that ask has returned.');
  }
  if (trial.state !== 'running') {
    throw new TuningError(`Trial ${number} has already been told.`, 'Tell every number once.');
  }
  const failed = score === null || !Number.isFinite(score);
  return failed ? { ...trial, state: 'failed' } : { ...trial, state: 'complete', scores: [score], epochs: 1 };
}
