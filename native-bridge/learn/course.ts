/**
 * The types of this folder: the course's eight functions, their arguments and results, and the assignment's two
 * editions.
 */
import type { PoolMode } from '../reference/pool.ts';
import type { Tensor } from '../reference/tensor.ts';

/** The course's names, in the order of the notebook. */
export const FUNCTION_NAMES = [
  'zero_pad',
  'conv_single_step',
  'conv_forward',
  'pool_forward',
  'conv_backward',
  'create_mask_from_window',
  'distribute_value',
  'pool_backward',
] as const;
export type FunctionName = (typeof FUNCTION_NAMES)[number];

/** The notebook of 2018 and the current one, of 2021. */
export const EDITIONS = ['2018', '2021'] as const;
export type Edition = (typeof EDITIONS)[number];

export interface ConvHyperparameters {
  readonly stride: number;
  readonly pad: number;
}

export interface PoolHyperparameters {
  readonly f: number;
  readonly stride: number;
}

export interface ConvForwardInputs {
  /** (m, n_H_prev, n_W_prev, n_C_prev) */
  readonly A_prev: Tensor;
  /** (f, f, n_C_prev, n_C) */
  readonly W: Tensor;
  /** (1, 1, 1, n_C) */
  readonly b: Tensor;
  readonly hparameters: ConvHyperparameters;
}

export interface PoolForwardInputs {
  /** (m, n_H_prev, n_W_prev, n_C) */
  readonly A_prev: Tensor;
  readonly hparameters: PoolHyperparameters;
  readonly mode: PoolMode;
}

/** The arguments of each function by the course's names; the parts of a cache are next to the other arguments. */
export interface InputsOf {
  readonly zero_pad: { readonly X: Tensor; readonly pad: number };
  readonly conv_single_step: { readonly a_slice_prev: Tensor; readonly W: Tensor; readonly b: Tensor };
  readonly conv_forward: ConvForwardInputs;
  readonly pool_forward: PoolForwardInputs;
  readonly conv_backward: ConvForwardInputs & { readonly dZ: Tensor };
  readonly create_mask_from_window: { readonly x: Tensor };
  readonly distribute_value: { readonly dz: number; readonly shape: readonly number[] };
  readonly pool_backward: PoolForwardInputs & { readonly dA: Tensor };
}

/** A function's results, by the course's names (`OUTPUT_NAMES`). A scalar is a tensor of shape (). */
export type Outputs = Readonly<Record<string, Tensor>>;

/** The names of each function's outputs. */
export const OUTPUT_NAMES: { readonly [F in FunctionName]: readonly string[] } = {
  zero_pad: ['X_pad'],
  conv_single_step: ['Z'],
  conv_forward: ['Z'],
  pool_forward: ['A'],
  conv_backward: ['dA_prev', 'dW', 'db'],
  create_mask_from_window: ['mask'],
  distribute_value: ['a'],
  pool_backward: ['dA_prev'],
};

/** The notebook's own variables for outputs, where they are called differently; none is also an input of its function. */
export const OUTPUT_ALIASES: { readonly [F in FunctionName]?: Readonly<Record<string, string>> } = {
  zero_pad: { X_pad: 'x_pad' },
  conv_backward: { dA_prev: 'dA' },
};
