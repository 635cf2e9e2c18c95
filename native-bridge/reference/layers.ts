/** Every layer kind of the schema, forward and backward. */
import type { ParameterRole } from '../convnet/layer-parameters.ts';
import type { Layer } from '../convnet/network.ts';
import { batchNorm } from './batch-norm.ts';
import { dense } from './dense.ts';
import { type Pass, plainPass } from './pass.ts';
import type { Ties } from './pool.ts';
import { averagePooling, convolution, maxPooling } from './sliding.ts';
import { type Tensor, zeros } from './tensor.ts';

export interface LayerContext {
  /** The layer's parameter with that role. */
  own(role: ParameterRole): Tensor;
  readonly training: boolean;
  readonly ties: Ties;
  /** The dropout mask of this layer, (count): the factors to multiply by. */
  mask(count: number, rate: number): ArrayLike<number>;
}

/** @param input (m, ...) the layer's input */
export function layerPass(layer: Layer, input: Tensor, context: LayerContext): Pass {
  const { own, training, ties } = context;
  switch (layer.kind) {
    case 'conv':
      return convolution(layer, input, own('kernel'), layer.bias ? own('bias') : zeros([layer.filters]));
    case 'maxPool':
      return maxPooling(layer, input, ties);
    case 'averagePool':
      return averagePooling(layer, input);
    case 'relu':
      return factorPass(input, (x) => (x > 0 ? 1 : 0)); // its gradient at 0 is 0, as in TensorFlow
    case 'batchNorm': {
      const parameters = { gamma: own('gamma'), beta: own('beta'), mean: own('mean'), variance: own('variance') };
      return batchNorm(input, { ...parameters, momentum: layer.momentum, epsilon: layer.epsilon }, training);
    }
    case 'dropout': {
      const mask = training ? context.mask(input.data.length, layer.rate) : null;
      return factorPass(input, (_, i) => (mask ? mask[i]! : 1));
    }
    case 'flatten': {
      const [m, ...picture] = input.shape as [number, ...number[]];
      const flat = { shape: [m, picture.reduce((a, b) => a * b)], data: input.data }; // C order is H, W, C order
      return plainPass(flat, ({ data }) => ({ shape: input.shape, data }));
    }
    case 'dense':
      return dense(input, own('kernel'), layer.bias ? own('bias') : zeros([layer.units]));
  }
}

/** Multiplies each element of x by a factor; the backward pass multiplies the gradient by the same factor. */
function factorPass(input: Tensor, factor: (x: number, i: number) => number): Pass {
  const factors = input.data.map(factor);
  const times = ({ data }: Tensor) => ({ shape: input.shape, data: data.map((x, i) => x * factors[i]!) });
  return plainPass(times(input), times);
}
