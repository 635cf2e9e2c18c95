/** What a sampler knows about the trials so far: all its proposals follow from this and its seed. */
import { z } from 'zod';
import type { Values } from './space.ts';

export const Direction = z.enum(['minimize', 'maximize']);
export type Direction = z.infer<typeof Direction>;

/** One trial as samplers see it, in the order of the numbers. */
export interface Observed {
  readonly number: number;
  readonly values: Values;
  /** `failed`: it diverged, or its network is invalid. */
  readonly state: 'running' | 'complete' | 'pruned' | 'failed';
  /** One per objective, in the order of the directions; null while it runs without any, and if it failed. */
  readonly scores: readonly number[] | null;
  /** Epochs behind the scores: a pruned trial with more epochs is more informative. */
  readonly epochs: number;
}

export interface History {
  readonly trials: readonly Observed[];
  /** One per objective. */
  readonly directions: readonly Direction[];
}
