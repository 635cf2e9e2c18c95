import { convSingleStep, type Tensor, tensor } from '../../../../native-bridge/reference/index.ts';
import { cornersOf, type Position, positionOf } from '../inputs/positions.ts';
import type { ConvTensors } from '../inputs/seeded-inputs.ts';
import { biasOf, lastAxisAt, productSum, products, windowOf } from '../inputs/slices.ts';

/** All values of one step of a convolution. */
export interface OneStep {
  /** a_slice_prev, the filter and their products, each (f, f, nCPrev) */
  readonly slice: Tensor;
  readonly filter: Tensor;
  readonly products: Tensor;
  /** The sum of the products of each channel, and of all. */
  readonly channelSums: readonly number[];
  readonly sum: number;
  readonly bias: number;
  /** Exactly what `convSingleStep` returns. */
  readonly z: number;
}

/** The operands: the padded input, the filters and biases, and the stride. */
export interface Sliding extends Pick<ConvTensors, 'W' | 'b'> {
  readonly APrevPad: Tensor;
  readonly f: number;
  readonly stride: number;
}

export function oneStep({ APrevPad, W, b, f, stride }: Sliding, position: Position): OneStep {
  const slice = windowOf(APrevPad, position.i, cornersOf(position, { f, stride }));
  const filter = lastAxisAt(W, position.c);
  const channels = slice.shape[2]!;
  const channelOf = (x: Tensor, k: number): Tensor => {
    const { shape, data } = lastAxisAt(x, k);
    return { shape: [...shape, 1], data };
  };
  const bias = biasOf(b, position.c);
  return {
    slice,
    filter,
    products: products(slice, filter),
    channelSums: Array.from({ length: channels }, (_, k) => productSum(channelOf(slice, k), channelOf(filter, k))),
    sum: productSum(slice, filter),
    bias: bias.data[0]!,
    z: convSingleStep(slice, filter, bias),
  };
}

/**
 * Every step: Z as `convSingleStep` computes it for each window. `convForward` adds the same products to the bias in
 * another order, so its last digits may differ.
 * @param shape of Z, (m, nH, nW, nC)
 */
export function everyStep({ APrevPad, W, b, f, stride }: Sliding, shape: readonly number[]): Tensor {
  const filters = Array.from({ length: W.shape[3]! }, (_, c) => ({ filter: lastAxisAt(W, c), bias: biasOf(b, c) }));
  const count = shape.reduce((product, n) => product * n, 1);
  const z = Array.from({ length: count }, (_, step) => {
    const position = positionOf(step, shape);
    const { filter, bias } = filters[position.c]!;
    return convSingleStep(windowOf(APrevPad, position.i, cornersOf(position, { f, stride })), filter, bias);
  });
  return tensor(shape, z);
}
