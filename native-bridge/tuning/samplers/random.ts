/** Random search (Bergstra & Bengio 2012): every trial independent, uniform or log-uniform. */
import { chooseActive } from '../conditions.ts';
import { fromUnit } from '../encoding.ts';
import type { Sampler } from '../sampler.ts';
import type { Space, Values } from '../space.ts';
import { streamOf } from './stream.ts';

export function randomSampler(space: Space, seed: number): Sampler {
  return { ask: (_history, number) => randomValues(space, streamOf(seed, number, 'random')) };
}

/** A coordinate is drawn for inactive dimensions too, so that a condition does not shift the other values. */
export function randomValues(space: Space, random: { uniform(): number }): Values {
  const coordinates = new Map(Object.keys(space).map((name) => [name, random.uniform()]));
  return chooseActive(space, (name, dimension) => fromUnit(dimension, coordinates.get(name)!));
}
