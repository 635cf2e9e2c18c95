/**
 * Convolution and pooling with TensorFlow's padding, built from the assignment's operations: the picture is padded
 * unevenly beforehand, and the gradient is cropped afterwards. floor((padded - f) / stride) + 1 gives exactly the number
 * of positions that SAME or VALID requires.
 */
import type { Layer, Padding } from '../convnet/network.ts';
import { samePadding } from '../convnet/shapes.ts';
import { convBackward, convForward } from './conv.ts';
import { type Pass, plainPass } from './pass.ts';
import { poolBackward, poolForward, type Ties } from './pool.ts';
import type { Tensor } from './tensor.ts';
import { cropEdges, type Edges, padEdges } from './zero-pad.ts';

type LayerOf<K extends Layer['kind']> = Extract<Layer, { kind: K }>;

/**
 * @param input (m,H,W,C)
 * @param kernel (f,f,C,filters)
 * @param bias (filters)
 */
export function convolution(layer: LayerOf<'conv'>, input: Tensor, kernel: Tensor, bias: Tensor): Pass {
  const edges = edgesOf(input, layer.kernel, layer.stride, layer.padding);
  const b = { shape: [1, 1, 1, layer.filters], data: bias.data };
  const { Z, cache } = convForward(padEdges(input, edges), kernel, b, { stride: layer.stride, pad: 0 });
  return {
    output: Z,
    backward(dZ) {
      const { dAPrev, dW, db } = convBackward(dZ, cache);
      const dBias = { shape: bias.shape, data: db.data };
      return { dInput: cropEdges(dAPrev, edges), gradients: { kernel: dW, bias: dBias } };
    },
  };
}

/** @param input (m,H,W,C); padded with minus infinity, which is never a maximum */
export function maxPooling({ size, stride, padding }: LayerOf<'maxPool'>, input: Tensor, ties: Ties): Pass {
  const edges = edgesOf(input, size, stride, padding);
  const { A, cache } = poolForward(padEdges(input, edges, Number.NEGATIVE_INFINITY), { f: size, stride }, 'max');
  return plainPass(A, (dA) => cropEdges(poolBackward(dA, cache, 'max', ties), edges));
}

/**
 * The mean of the pixels inside the picture, as in TensorFlow: the mean over the zero-padded window divided by the
 * share of the window that is inside.
 * @param input (m,H,W,C)
 */
export function averagePooling({ size, stride, padding }: LayerOf<'averagePool'>, input: Tensor): Pass {
  const edges = edgesOf(input, size, stride, padding);
  const { A, cache } = poolForward(padEdges(input, edges), { f: size, stride }, 'average');
  const ones = { shape: input.shape, data: new Float64Array(input.data.length).fill(1) };
  const inside = poolForward(padEdges(ones, edges), { f: size, stride }, 'average').A; // the shape of A
  const divided = (x: Tensor) => ({ shape: x.shape, data: x.data.map((value, i) => value / inside.data[i]!) });
  return plainPass(divided(A), (dA) => cropEdges(poolBackward(divided(dA), cache, 'average'), edges));
}

function edgesOf(input: Tensor, size: number, stride: number, padding: Padding): Edges {
  if (padding === 'valid') return { top: 0, bottom: 0, left: 0, right: 0 };
  const [, height, width] = input.shape as [number, number, number, number];
  const [vertical, horizontal] = [samePadding(height, size, stride), samePadding(width, size, stride)];
  return { top: vertical.before, bottom: vertical.after, left: horizontal.before, right: horizontal.after };
}
