/**
 * Gradients as they accumulate, step by step. They are linear in the incoming gradient (dZ, dA), so the reference
 * itself computes every stage: of the whole dZ, of dZ up to a step (0 after it), and of one step alone (0 elsewhere).
 */
import { convBackward, poolBackward, type Tensor, zeroPad } from '../../../../native-bridge/reference/index.ts';
import type { PoolMode, Ties } from '../../../../native-bridge/reference/pool.ts';
import type { ConvTensors } from '../inputs/seeded-inputs.ts';

/** `x` with 0 after index `step` in C order: the incoming gradient up to this step. */
export function upTo(x: Tensor, step: number): Tensor {
  return { shape: x.shape, data: x.data.map((value, place) => (place <= step ? value : 0)) };
}

/** `x` with 0 everywhere except at index `step`. */
export function alone(x: Tensor, step: number): Tensor {
  return { shape: x.shape, data: x.data.map((value, place) => (place === step ? value : 0)) };
}

export interface ConvLayer extends ConvTensors {
  readonly stride: number;
  readonly pad: number;
}

export interface ConvGradients {
  /** Including the padding, (m, nHPrev + 2 pad, nWPrev + 2 pad, nCPrev): convBackward removes it at its end. */
  readonly dAPrevPad: Tensor;
  readonly dW: Tensor;
  readonly db: Tensor;
}

/** convBackward of `dZ`, computed on the padded input with padding 0, so that all of it can be shown. */
export function convGradients({ APrev, W, b, stride, pad }: ConvLayer, dZ: Tensor): ConvGradients {
  const { dAPrev, dW, db } = convBackward(dZ, { APrev: zeroPad(APrev, pad), W, b, stride, pad: 0 });
  return { dAPrevPad: dAPrev, dW, db };
}

export interface PoolLayer {
  readonly APrev: Tensor;
  readonly f: number;
  readonly stride: number;
  readonly mode: PoolMode;
  readonly ties: Ties;
}

/** poolBackward of `dA`, in the shape of APrev. */
export function poolGradient({ APrev, f, stride, mode, ties }: PoolLayer, dA: Tensor): Tensor {
  return poolBackward(dA, { APrev, f, stride }, mode, ties);
}
