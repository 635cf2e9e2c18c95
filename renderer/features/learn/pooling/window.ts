import {
  createMaskFromWindow,
  distributeValue,
  poolBackward,
  poolForward,
  type Tensor,
  tensor,
} from '../../../../native-bridge/reference/index.ts';
import type { PoolMode } from '../../../../native-bridge/reference/pool.ts';
import { cornersOf, type Position } from '../inputs/positions.ts';
import { lastAxisAt, windowOf } from '../inputs/slices.ts';

/** One window of one channel, forward and backward. */
export interface PooledWindow {
  /** (f, f) */
  readonly values: Tensor;
  /** The output of poolForward. */
  readonly result: number;
  /** max: createMaskFromWindow; average: distributeValue of 1. (f, f) */
  readonly share: Tensor;
  /** Entries of the mask that are 1. */
  readonly maxima: number;
  /** What poolBackward adds for this step's dA, (f, f). */
  readonly gradient: Tensor;
}

export interface Pooling {
  /** (m, nHPrev, nWPrev, nC) */
  readonly APrev: Tensor;
  readonly f: number;
  readonly stride: number;
  readonly mode: PoolMode;
}

/** @param dA gradient of the cost with respect to this window's result */
export function pooledWindow({ APrev, f, stride, mode }: Pooling, position: Position, dA: number): PooledWindow {
  const values = lastAxisAt(windowOf(APrev, position.i, cornersOf(position, { f, stride })), position.c);
  const alone = { shape: [1, f, f, 1], data: values.data };
  const { A, cache } = poolForward(alone, { f, stride: f }, mode);
  const mask = createMaskFromWindow(values);
  return {
    values,
    result: A.data[0]!,
    share: mode === 'max' ? mask : distributeValue(1, [f, f]),
    maxima: mask.data.filter((one) => one === 1).length,
    gradient: { shape: [f, f], data: poolBackward(tensor(A.shape, [dA]), cache, mode).data },
  };
}
