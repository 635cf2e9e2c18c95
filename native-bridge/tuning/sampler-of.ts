/** A sampler by its name. */
import { SAMPLER_KINDS, type Sampler, type SamplerKind } from './sampler.ts';
import { gpSampler } from './samplers/gp/gp.ts';
import { gridSampler } from './samplers/grid.ts';
import { randomSampler } from './samplers/random.ts';
import { sobolSampler } from './samplers/sobol.ts';
import { tpeSampler } from './samplers/tpe/tpe.ts';
import type { Space } from './space.ts';
import { TuningError } from './tuning-error.ts';

export interface SamplerOptions {
  /** A whole number from 0. */
  readonly seed: number;
  /** Values of a float in a grid; 5 unless given. */
  readonly gridPoints?: number;
  /** Evenly spread trials before tpe and gp start to learn; 10 unless given. */
  readonly startupTrials?: number;
}

const SAMPLERS: Readonly<Record<SamplerKind, (space: Space, options: SamplerOptions) => Sampler>> = {
  grid: (space, { seed, gridPoints }) => gridSampler(space, seed, gridPoints),
  random: (space, { seed }) => randomSampler(space, seed),
  sobol: (space, { seed }) => sobolSampler(space, seed),
  tpe: (space, { seed, startupTrials }) => tpeSampler(space, seed, startupTrials),
  gp: (space, { seed, startupTrials }) => gpSampler(space, seed, startupTrials),
};

/**
 * @param space a space from parseSpace
 * @throws TuningError for an unknown kind, an invalid option, or a grid that is too large
 */
export function samplerOf(kind: string, space: Space, options: SamplerOptions): Sampler {
  const known = SAMPLER_KINDS.find((name) => name === kind);
  if (known === undefined) {
    throw new TuningError(`There is no sampler "${kind}".`, `There are: ${SAMPLER_KINDS.join(', ')}.`);
  }
  requireWhole('seed', options.seed, 0);
  requireWhole('gridPoints', options.gridPoints ?? 1, 1);
  requireWhole('startupTrials', options.startupTrials ?? 1, 1);
  return SAMPLERS[known](space, options);
}

function requireWhole(option: string, value: number, least: number): void {
  if (Number.isSafeInteger(value) && value >= least) return;
  throw new TuningError(`${option} is ${String(value)}.`, `Give a whole number from ${least}.`);
}
