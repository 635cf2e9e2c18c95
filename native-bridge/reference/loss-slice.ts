/**
 * Directions for plotting the loss around a network's weights (Li et al. 2018, Visualizing the Loss Landscape of Neural
 * Nets, section 4): random, with every filter scaled to the norm of the net's own filter, so that plots of different nets
 * and epochs have the same scale.
 */
import type { Network } from '../convnet/network.ts';
import { type ParameterSpec, parameterSpecs } from '../convnet/parameters.ts';
import { philoxWords } from '../convnet/philox.ts';
import { type AnyParameters, float64Parameters } from './passes.ts';
import type { Tensor } from './tensor.ts';

/** A change of every parameter, by name. */
export type Direction = Readonly<Record<string, Tensor>>;

/**
 * Normal numbers, each filter (in a dense layer: each unit's weights) scaled to the Euclidean norm of the net's filter.
 * Biases and all batch norm parameters do not move, as in the paper.
 * @param seed whole number from 0; the same seed gives the same direction
 */
export function randomDirection(network: Network, parameters: AnyParameters, seed: number): Direction {
  const own = float64Parameters(network, parameters);
  return Object.fromEntries(
    parameterSpecs(network).map((spec, at) => {
      const { data, shape } = own[spec.name]!;
      if (spec.role !== 'kernel') return [spec.name, { shape, data: new Float64Array(data.length) }];
      return [spec.name, { shape, data: asLongAs(spec, data, normals(seed, at, data.length)) }];
    }),
  );
}

/** Scales each filter of `random` to the norm of the same filter of `own`; filters are on the last axis of a kernel. */
function asLongAs({ shape }: ParameterSpec, own: Float64Array, random: Float64Array): Float64Array {
  const filters = shape.at(-1)!;
  const scale = Float64Array.from({ length: filters }, (_, filter) => {
    const norm = (of: Float64Array) => {
      let squares = 0;
      for (let i = filter; i < of.length; i += filters) squares += of[i]! ** 2;
      return Math.sqrt(squares);
    };
    return norm(own) / norm(random);
  });
  return random.map((value, i) => value * scale[i % filters]!);
}

/** Standard normal numbers (Box & Muller 1958) from two random words each. */
function normals(seed: number, stream: number, count: number): Float64Array {
  const words = philoxWords([seed >>> 0, Math.floor(seed / 2 ** 32)], [stream, 0, SLICE], 2 * count);
  return Float64Array.from({ length: count }, (_, i) => {
    const [radius, angle] = [(words[2 * i]! + 1) / 2 ** 32, words[2 * i + 1]! / 2 ** 32]; // (0,1], [0,1)
    return Math.sqrt(-2 * Math.log(radius)) * Math.cos(2 * Math.PI * angle);
  });
}

/** Counter word 3, "slic" in ASCII: no mask and no weights share it. */
const SLICE = 0x736c6963;

/** From one set of weights to another: the step between them. */
export function directionTo(network: Network, from: AnyParameters, to: AnyParameters): Direction {
  const [begin, end] = [float64Parameters(network, from), float64Parameters(network, to)];
  return Object.fromEntries(
    Object.entries(begin).map(([name, { shape, data }]) => {
      return [name, { shape, data: data.map((value, i) => end[name]!.data[i]! - value) }];
    }),
  );
}

/** The weights plus a multiple of each direction. */
export function moved(
  network: Network,
  parameters: AnyParameters,
  along: readonly (readonly [direction: Direction, by: number])[],
): Record<string, Tensor> {
  return Object.fromEntries(
    Object.entries(float64Parameters(network, parameters)).map(([name, { shape, data }]) => {
      const sum = data.map((value, i) => along.reduce((all, [to, by]) => all + by * to[name]!.data[i]!, value));
      return [name, { shape, data: sum }];
    }),
  );
}
