/** Checks any gradient by its definition: how much the cost changes when one number changes a little. */
import {
  convForward,
  convSingleStep,
  poolBackward,
  poolForward,
  type Tensor,
  zeros,
} from '../../../../native-bridge/reference/index.ts';
import type { ConvLayer, PoolLayer } from './gradients.ts';

export interface Difference {
  /** J(x + epsilon) and J(x - epsilon) */
  readonly plus: number;
  readonly minus: number;
  /** (plus - minus) / 2 epsilon */
  readonly slope: number;
}

/** @param place index in `x`, in C order */
export function finiteDifference(cost: (x: Tensor) => number, x: Tensor, place: number, epsilon: number): Difference {
  const moved = (by: number) => cost({ shape: x.shape, data: x.data.with(place, x.data[place]! + by) });
  const [plus, minus] = [moved(epsilon), moved(-epsilon)];
  return { plus, minus, slope: (plus - minus) / (2 * epsilon) };
}

/** J = sum(Z * dZ): the cost whose gradient with respect to Z is dZ, with dZ held constant. */
export function cost(Z: Tensor, dZ: Tensor): number {
  const flat = ({ data }: Tensor): Tensor => ({ shape: [1, 1, data.length], data });
  return convSingleStep(flat(Z), flat(dZ), zeros([1, 1, 1]));
}

export type ConvVariable = 'A_prev' | 'W' | 'b';

/** J of a convolution as a function of one of its inputs. */
export function convCost(layer: ConvLayer, dZ: Tensor, variable: ConvVariable): (x: Tensor) => number {
  return (x) => {
    const APrev = variable === 'A_prev' ? x : layer.APrev;
    const W = variable === 'W' ? x : layer.W;
    const b = variable === 'b' ? x : layer.b;
    return cost(convForward(APrev, W, b, layer).Z, dZ);
  };
}

/** J = sum(A * dA) of a pooling layer as a function of its input. */
export function poolCost({ f, stride, mode }: PoolLayer, dA: Tensor): (APrev: Tensor) => number {
  return (APrev) => cost(poolForward(APrev, { f, stride }, mode).A, dA);
}

/**
 * True where an entry within `epsilon` of its value ties for, takes or loses the maximum of a window: J is not smooth
 * there, so slope and gradient need not agree.
 * @param place index in APrev, in C order
 */
export function maximumChanges({ APrev, f, stride }: PoolLayer, place: number, epsilon: number): boolean {
  const maxima = (by: number) => {
    const x = { shape: APrev.shape, data: APrev.data.with(place, APrev.data[place]! + by) };
    const { A, cache } = poolForward(x, { f, stride }, 'max');
    const ones = { shape: A.shape, data: A.data.map(() => 1) };
    return poolBackward(ones, cache, 'max').data.join();
  };
  const here = maxima(0);
  return here !== maxima(epsilon) || here !== maxima(-epsilon);
}
