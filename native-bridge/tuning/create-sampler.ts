/** A sampler that keeps its own history: ask for values, tell what they were worth. */
import type { Direction, Observed } from './history.ts';
import { parseSpace } from './parse-space.ts';
import { type SamplerOptions, samplerOf } from './sampler-of.ts';
import type { Values } from './space.ts';
import { TuningError } from './tuning-error.ts';

export interface Asked {
  /** By which `tell` names it: 0, 1, 2, ... */
  readonly number: number;
  readonly values: Values;
}

export interface AskAndTell {
  /** Null if there is nothing more to propose: a grid that is done. */
  ask(): Asked | null;
  /**
   * @param score null, NaN or infinite: the trial failed
   * @throws TuningError for a number that was never asked for, or told before
   */
  tell(number: number, score: number | null): void;
}

export interface CreateOptions extends Partial<SamplerOptions> {
  readonly direction?: Direction;
}

/**
 * @param kind one of SAMPLER_KINDS
 * @param space a search space as parseSpace takes it
 * @throws TuningError for a kind, space, seed or direction that cannot be
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
    throw new TuningError(`Trial ${number} was never asked for.`, 'Tell the numbers that ask has given.');
  }
  if (trial.state !== 'running') {
    throw new TuningError(`Trial ${number} has been told before.`, 'Tell every number once.');
  }
  const failed = score === null || !Number.isFinite(score);
  return failed ? { ...trial, state: 'failed' } : { ...trial, state: 'complete', scores: [score], epochs: 1 };
}
