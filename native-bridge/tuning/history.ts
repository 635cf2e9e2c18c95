/** What a sampler knows of the trials so far: everything that it proposes follows from this and its seed. */
import { z } from 'zod';
import type { Values } from './space.ts';

export const Direction = z.enum(['minimize', 'maximize']);
export type Direction = z.infer<typeof Direction>;

/** One trial as samplers see it, in the order of the numbers. */
export interface Observed {
  readonly number: number;
  readonly values: Values;
  /** `failed`: it diverged, or its network cannot be. */
  readonly state: 'running' | 'complete' | 'pruned' | 'failed';
  /** One an objective, in the order of the directions; null while it runs without any and where it failed. */
  readonly scores: readonly number[] | null;
  /** Epochs that the scores come from: pruned trials with more epochs say more. */
  readonly epochs: number;
}

export interface History {
  readonly trials: readonly Observed[];
  /** One an objective. */
  readonly directions: readonly Direction[];
}
