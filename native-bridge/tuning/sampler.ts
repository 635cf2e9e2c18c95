/** What every way of searching is: a function of the trials so far. */
import type { History } from './history.ts';
import type { Values } from './space.ts';

export const SAMPLER_KINDS = ['grid', 'random', 'sobol', 'tpe', 'gp'] as const;
export type SamplerKind = (typeof SAMPLER_KINDS)[number];

export interface Sampler {
  /**
   * Values for trial `number`. Deterministic: the same space, seed, number and history give the same values. Trials under
   * way count (state `running`), so that workers side by side do not try the same point.
   * @returns null if the sampler has nothing more to propose (a grid that is done).
   */
  ask(history: History, number: number): Values | null;
}
