/**
 * How large rounding errors can be. A sum of n products is off by at most about n u times the sum of the products'
 * absolute values (Higham, Accuracy and Stability of Numerical Algorithms, section 3.1), where u is half the distance
 * from 1 to the next number. So each cell has its own bound, and a cell of small terms has a small one.
 */

import type { Tensor } from '../../reference/tensor.ts';
import type { FunctionName, InputsOf, Outputs } from '../course.ts';
import { expected } from '../expected.ts';

export interface Magnitude {
  /** The sum of the absolute values of a cell's terms, in the output's shape. */
  readonly sizes: Tensor;
  /** Largest number of terms of a cell. */
  readonly terms: number;
}

const absolute = ({ shape, data }: Tensor): Tensor => ({ shape, data: data.map(Math.abs) });
const count = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

type Magnitudes = Readonly<Record<string, Magnitude>>;

/** Outputs that consist of input numbers, unchanged or divided once. */
const copied = (outputs: Outputs): Magnitudes =>
  Object.fromEntries(Object.entries(outputs).map(([name, x]) => [name, { sizes: absolute(x), terms: 0 }]));

const MAGNITUDES: { readonly [F in FunctionName]: (inputs: InputsOf[F], right: Outputs) => Magnitudes } = {
  zero_pad: (_, right) => copied(right),
  conv_single_step({ a_slice_prev, W, b }) {
    const inputs = { a_slice_prev: absolute(a_slice_prev), W: absolute(W), b: absolute(b) };
    return { Z: { sizes: expected('conv_single_step', inputs).Z!, terms: W.data.length + 1 } };
  },
  conv_forward({ A_prev, W, b, hparameters }) {
    const inputs = { A_prev: absolute(A_prev), W: absolute(W), b: absolute(b), hparameters };
    return { Z: { sizes: expected('conv_forward', inputs).Z!, terms: count(W.shape.slice(0, 3)) + 1 } };
  },
  pool_forward(inputs, right) {
    if (inputs.mode === 'max') return copied(right);
    const A_prev = absolute(inputs.A_prev);
    return { A: { sizes: expected('pool_forward', { ...inputs, A_prev }).A!, terms: inputs.hparameters.f ** 2 } };
  },
  conv_backward({ dZ, A_prev, W, b, hparameters }) {
    const inputs = { dZ: absolute(dZ), A_prev: absolute(A_prev), W: absolute(W), b, hparameters };
    const { dA_prev, dW, db } = expected('conv_backward', inputs) as Record<'dA_prev' | 'dW' | 'db', Tensor>;
    const [f, , , nC] = W.shape as [number, number, number, number];
    const windows = count(dZ.shape.slice(0, 3));
    return {
      dA_prev: { sizes: dA_prev, terms: f * f * nC },
      dW: { sizes: dW, terms: windows },
      db: { sizes: db, terms: windows },
    };
  },
  create_mask_from_window: (_, right) => copied(right),
  distribute_value: (_, right) => copied(right),
  pool_backward(inputs) {
    const sizes = expected('pool_backward', { ...inputs, dA: absolute(inputs.dA) }).dA_prev!;
    return { dA_prev: { sizes, terms: inputs.hparameters.f ** 2 } };
  },
};

/** The magnitude of each output. @param right from `expected` */
export function magnitudes<F extends FunctionName>(functionName: F, inputs: InputsOf[F], right: Outputs): Magnitudes {
  return MAGNITUDES[functionName](inputs, right);
}

export type FloatType = 'float16' | 'float32' | 'float64';

/** Half the distance from 1 to the next number, and half of the smallest number above 0, below which a product can underflow. */
const ROUNDING: Readonly<Record<FloatType, { readonly unit: number; readonly least: number }>> = {
  float16: { unit: 2 ** -11, least: 2 ** -25 },
  float32: { unit: 2 ** -24, least: 2 ** -150 },
  float64: { unit: 2 ** -53, least: 0 },
};

/**
 * The largest rounding error of a cell: each term is a product of two rounded numbers, and the result is rounded.
 * @param size the sum of the absolute values of its terms
 */
export function roundingBound(size: number, terms: number, type: FloatType): number {
  const { unit, least } = ROUNDING[type];
  return (terms + 4) * (unit * size + least);
}
