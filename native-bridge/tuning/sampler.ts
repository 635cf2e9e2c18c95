/** The interface of all search methods: a function of the trials so far. */
import type { History } from './history.ts';
import type { Values } from './space.ts';

export const SAMPLER_KINDS = ['grid', 'random', 'sobol', 'tpe', 'gp'] as const;
export type SamplerKind = (typeof SAMPLER_KINDS)[number];

export interface Sampler {
  /**
   * Values for trial `number`. Deterministic: the same space, seed, number and history give the same values. Trials in
   * progress count (state `running`), so that parallel workers do not try the same point.
   * @returns null if the sampler has nothing left to propose (a finished grid).
   */
  ask(history: History, number: number): Values | null;
}
