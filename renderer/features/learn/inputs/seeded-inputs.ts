/**
 * Numbers to compute with: numpy's seed 1, drawn in the order of the assignment's notebook. With the assignment's sizes
 * they are the assignment's own numbers.
 */
import { seeded } from '../../../../native-bridge/learn/edition-inputs.ts';
import type { Tensor } from '../../../../native-bridge/reference/index.ts';
import type { ConvSizes, PoolSizes } from './sizes.ts';

export interface ConvTensors {
  /** (m, nHPrev, nWPrev, nCPrev) */
  readonly APrev: Tensor;
  /** (f, f, nCPrev, nC) */
  readonly W: Tensor;
  /** (1, 1, 1, nC) */
  readonly b: Tensor;
}

/** A_prev, then W, then b, as the notebook's `conv_forward` draws them; with one window also `conv_single_step`. */
export function seededConv({ m, height, width, channels, f, filters }: ConvSizes): ConvTensors {
  const randn = seeded();
  const APrev = randn(m, height, width, channels);
  const W = randn(f, f, channels, filters);
  return { APrev, W, b: randn(1, 1, 1, filters) };
}

/**
 * A_prev, then dA, as the notebook's `pool_backward` draws them.
 * @param shape of dA, (m, nH, nW, nC)
 */
export function seededPool(sizes: PoolSizes, shape: readonly number[]): { APrev: Tensor; dA: Tensor } {
  const randn = seeded();
  const APrev = randn(sizes.m, sizes.height, sizes.width, sizes.channels);
  return { APrev, dA: randn(...shape) };
}
