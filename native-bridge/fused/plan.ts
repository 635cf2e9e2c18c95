/**
 * A network as the stages that the kernels run, and as the numbers that kernels/plan.h reads. A convolution's stage
 * includes a relu and a non-overlapping max pool that follow it, in either order: max(relu(x)) = relu(max(x)).
 */
import type { Layer, Network } from '../convnet/network.ts';
import { type ParameterSpec, parameterSpecs } from '../convnet/parameters.ts';
import { inferShapes, samePadding } from '../convnet/shapes.ts';
import { sizeOf } from '../convnet/tensor.ts';

/** kernels/plan.h: StageWords. The order of the keys is the order of the numbers. */
export interface StageWords {
  readonly kind: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly outChannels: number;
  readonly kernel: number;
  readonly stride: number;
  readonly padTop: number;
  readonly padLeft: number;
  readonly convHeight: number;
  readonly convWidth: number;
  readonly pool: number;
  readonly poolPadTop: number;
  readonly poolPadLeft: number;
  readonly relu: number;
  readonly parameter: number;
  readonly bias: number;
  readonly layer: number;
}

/** Stage kinds, indexed by `kind`. */
export const KINDS = ['conv', 'maxPool', 'averagePool', 'relu', 'batchNorm', 'dropout', 'dense'] as const;
type Shape = readonly [height: number, width: number, channels: number];
type LayerOf<K extends Layer['kind']> = Extract<Layer, { kind: K }>;

export interface Plan {
  /** Header, three numbers per parameter, twenty per stage. */
  readonly words: Int32Array;
  /** (stages, 2): dropout's rate; batch norm's momentum and epsilon. Then (parameters) rates, unless they are all 1. */
  readonly reals: Float64Array;
  readonly parameters: readonly ParameterSpec[];
  /** Total floats of all stages' outputs for one picture. */
  readonly activations: number;
  readonly stages: readonly PlanStage[];
}

/** A stage's name and theoretical cost for one picture: multiply-adds of one direction, floats in and out. */
export interface PlanStage {
  readonly name: string;
  readonly multiplyAdds: number;
  readonly inputs: number;
  readonly outputs: number;
}

/**
 * @param rates factor on the learning rate of each parameter; default: 1
 * @throws NetworkError if the network is invalid.
 */
export function planOf(network: Network, rates: readonly number[] = []): Plan {
  const parameters = parameterSpecs(network);
  const stages = stagesOf(network, parameters);
  const header = [...network.input, inferShapes(network).at(-1)![0]!, stages.length, parameters.length];
  const sizes = parameters.flatMap(({ shape, trained, role }) => [sizeOf(shape), +trained, +(role === 'kernel')]);
  const outputs = stages.map(({ words }) => words.outHeight * words.outWidth * words.outChannels);
  return {
    words: Int32Array.from([...header, ...sizes, ...stages.flatMap(({ words }) => Object.values(words))]),
    reals: Float64Array.from([
      ...stages.flatMap(({ reals }) => reals),
      ...(rates.every((rate) => rate === 1) ? [] : rates),
    ]),
    parameters,
    activations: outputs.reduce((sum, size) => sum + size, 0),
    stages: stages.map(({ words }) => planStage(words)),
  };
}

function planStage(stage: StageWords): PlanStage {
  const { height, width, channels, outHeight, outWidth, outChannels, kernel, convHeight, convWidth } = stage;
  const kind = KINDS[stage.kind]!;
  const inputs = height * width * channels;
  const outputs = outHeight * outWidth * outChannels;
  const size = `${channels} > ${outChannels} at ${height}x${width}`;
  if (kind === 'dense')
    return { name: `dense ${inputs} > ${outputs}`, multiplyAdds: inputs * outputs, inputs, outputs };
  if (kind !== 'conv') return { name: `${kind} ${channels} at ${height}x${width}`, multiplyAdds: 0, inputs, outputs };
  const multiplyAdds = convHeight * convWidth * kernel * kernel * channels * outChannels;
  return { name: `conv ${kernel}x${kernel} ${size}`, multiplyAdds, inputs, outputs };
}

export interface Stage {
  readonly words: StageWords;
  readonly reals: readonly [number, number];
}

/** The stages of the plan, in the order of the forward pass. */
export function stagesOf(network: Network, parameters: readonly ParameterSpec[]): Stage[] {
  const shapes = inferShapes(network);
  const stages: Stage[] = [];
  for (let index = 0; index < network.layers.length; ) {
    const layer = network.layers[index]!;
    const fused = layer.kind === 'conv' ? followers(network.layers, index) : { count: 0, relu: false };
    const end = index + fused.count;
    if (layer.kind !== 'flatten') {
      const input = asShape(shapes[index - 1] ?? network.input);
      const place = { index, input, output: asShape(shapes[end]!), conv: asShape(shapes[index]!), ...fused };
      stages.push(stageOf(layer, place, parameters));
    }
    index = end + 1;
  }
  return stages;
}

/** Layers after a convolution that are part of its stage. */
interface Followers {
  readonly count: number;
  readonly relu: boolean;
  readonly pool?: LayerOf<'maxPool'>;
}

function followers(layers: readonly Layer[], index: number): Followers {
  let [count, relu, pool] = [0, false, undefined as LayerOf<'maxPool'> | undefined];
  for (let next = layers[index + 1]; next; next = layers[index + 1 + count]) {
    if (next.kind === 'relu') relu = true;
    else if (next.kind === 'maxPool' && next.size === next.stride && !pool) pool = next;
    else break;
    count++;
  }
  return { count, relu, ...(pool && { pool }) };
}

interface Place extends Followers {
  readonly index: number;
  readonly input: Shape;
  readonly output: Shape;
  /** Output shape of a convolution, before its pool. */
  readonly conv: Shape;
}

function stageOf(
  layer: Exclude<Layer, { kind: 'flatten' }>,
  place: Place,
  parameters: readonly ParameterSpec[],
): Stage {
  const { index, input, output, conv, relu, pool } = place;
  const [window, inner] = [windowOf(layer, input), pool ? windowOf(pool, conv) : NO_WINDOW];
  const parameter = (role: string) => parameters.findIndex((spec) => spec.layer === index && spec.role === role);
  return {
    words: {
      kind: KINDS.indexOf(layer.kind),
      ...{ height: input[0], width: input[1], channels: input[2] },
      ...{ outHeight: output[0], outWidth: output[1], outChannels: output[2] },
      ...window,
      ...{ convHeight: conv[0], convWidth: conv[1] },
      ...{ pool: pool?.size ?? 1, poolPadTop: inner.padTop, poolPadLeft: inner.padLeft, relu: +relu },
      parameter: parameter(layer.kind === 'batchNorm' ? 'gamma' : 'kernel'),
      bias: parameter('bias'),
      layer: index,
    },
    reals: realsOf(layer),
  };
}

const NO_WINDOW = { kernel: 0, stride: 0, padTop: 0, padLeft: 0 };

function windowOf(layer: Layer, [height, width]: Shape): typeof NO_WINDOW {
  if (layer.kind !== 'conv' && layer.kind !== 'maxPool' && layer.kind !== 'averagePool') return NO_WINDOW;
  const size = layer.kind === 'conv' ? layer.kernel : layer.size;
  const before = (length: number) => (layer.padding === 'same' ? samePadding(length, size, layer.stride).before : 0);
  return { kernel: size, stride: layer.stride, padTop: before(height), padLeft: before(width) };
}

function realsOf(layer: Layer): [number, number] {
  if (layer.kind === 'dropout') return [layer.rate, 0];
  return layer.kind === 'batchNorm' ? [layer.momentum, layer.epsilon] : [0, 0];
}

/** Flat numbers count as the channels of one pixel. A dense layer reads its whole input. */
function asShape(shape: readonly number[]): Shape {
  return shape.length === 3 ? [shape[0]!, shape[1]!, shape[2]!] : [1, 1, shape[0]!];
}
