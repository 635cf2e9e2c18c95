/** Random numbers of a trial, addressed by seed, number and purpose: no state is kept between two calls of `ask`. */
import { Random } from '../../../datasets/synthetic/random.ts';

/** One stream per purpose, so that no two parts of a sampler use the same numbers. */
const PURPOSES = { random: 1, sobol: 2, tpe: 3, gp: 4 } as const;
export type Purpose = keyof typeof PURPOSES;

/** @param seed a whole number from 0, up to 2^53 */
export function streamOf(seed: number, number: number, purpose: Purpose): Random {
  return new Random([seed >>> 0, Math.floor(seed / 2 ** 32) >>> 0, number >>> 0, PURPOSES[purpose]]);
}
