/** The initial weights of a run: the same as TensorFlow's, bit for bit. */
import type { Network } from './network.ts';
import { fans, type ParameterSpec, parameterSpecs } from './parameters.ts';
import { randomUniform } from './philox.ts';
import { type Parameters, sizeOf } from './tensor.ts';

/**
 * Glorot & Bengio 2010: uniform in [-limit, limit), limit = sqrt(6 / (fanIn + fanOut)), computed in float32 in the same
 * order as TensorFlow's `VarianceScaling` and `random_uniform`: u * (max - min) + min.
 */
export function glorotUniform(shape: readonly number[], graphSeed: number, opSeed: number): Float32Array {
  const { fanIn, fanOut } = fans(shape);
  const limit = Math.fround(Math.sqrt(3 / Math.max(1, (fanIn + fanOut) / 2)));
  const range = Math.fround(limit + limit);
  return randomUniform(graphSeed, opSeed, sizeOf(shape)).map((u) => Math.fround(u * range) - limit);
}

/**
 * Kernels Glorot uniform, biases 0, gamma 1, beta 0, running mean 0, running variance 1.
 *
 * The op seed is 0, as for every weight of the course's net. Kernels of equal shape would then get equal numbers, so a
 * kernel whose shape has occurred before uses the index of its layer as op seed.
 * @throws NetworkError if the network is invalid.
 * @throws RangeError if the seed is not a whole number from 0.
 */
export function initialise(network: Network, graphSeed: number): Parameters {
  const seen = new Set<string>();
  return Object.fromEntries(
    parameterSpecs(network).map((spec) => {
      const { name, shape, role, layer } = spec;
      if (role !== 'kernel') return [name, { shape, data: constant(spec) }];
      const opSeed = seen.has(String(shape)) ? layer : 0;
      seen.add(String(shape));
      return [name, { shape, data: glorotUniform(shape, graphSeed, opSeed) }];
    }),
  );
}

function constant({ role, shape }: ParameterSpec): Float32Array {
  return new Float32Array(sizeOf(shape)).fill(role === 'gamma' || role === 'variance' ? 1 : 0);
}
