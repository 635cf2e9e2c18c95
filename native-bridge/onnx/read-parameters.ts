/** The inverse of the export: reads a network and its parameters back from an exported file. */
import { isDeepStrictEqual } from 'node:util';
import type { Network } from '../convnet/network.ts';
import { type ParameterSpec, parameterSpecs } from '../convnet/parameters.ts';
import { type Parameters, sizeOf } from '../convnet/tensor.ts';
import { IR_VERSION } from './export.ts';
import { namedTensor, networkGraph } from './graph.ts';
import { readMetadata } from './metadata.ts';
import { OnnxError } from './onnx-error.ts';
import type { NamedTensor } from './operators.ts';
import { DataType, decodeModel, encodeModel, type GraphProto, type TensorProto } from './schema.ts';

export interface ReadParameters {
  readonly network: Network;
  /** Bit for bit the exported ones, with the names and shapes of `parameterSpecs`. */
  readonly parameters: Parameters;
}

/**
 * An export does not fold constants: every parameter is a constant of the graph under its own name, and only the axes of
 * convolution kernels are in another order, so parameters are restored exactly. To check that the file computes nothing
 * else, its graph is built again from what was read and compared.
 * @param bytes of a model file
 * @throws OnnxError if it is from another producer (it names no network), damaged, or changed by another program.
 */
export function readParameters(bytes: Uint8Array): ReadParameters {
  const network = readMetadata(bytes)?.network;
  if (!network) {
    throw new OnnxError(
      'The model was not exported by Signs Lab: its file does not say which network its weights belong to.',
      'Train a network here and use its model, or open a model.onnx that Signs Lab has exported.',
    );
  }
  const graph = graphOf(bytes);
  const tensors = new Map(graph.initializer.map((tensor) => [tensor.name, tensor]));
  const parameters = Object.fromEntries(
    parameterSpecs(network).map((spec) => [spec.name, parameterOf(spec, tensors.get(spec.name))]),
  );
  requireSame(graph, network, parameters);
  return { network, parameters };
}

function graphOf(bytes: Uint8Array): GraphProto {
  try {
    const { graph } = decodeModel(bytes);
    if (graph) return graph;
  } catch (cause) {
    throw damaged('its graph cannot be read', { cause });
  }
  throw damaged('there is no graph in it');
}

function parameterOf(spec: ParameterSpec, tensor: TensorProto | undefined): Parameters[string] {
  if (!tensor) throw damaged(`there is no parameter ${spec.name} in it`);
  const { name, shape } = spec;
  const expected = isConvolution(spec) ? oihw(shape) : shape;
  if (tensor.dataType !== DataType.float32 || String(tensor.dims) !== String(expected)) {
    throw damaged(`${name} is of type ${tensor.dataType} and shape (${tensor.dims}), not float32 (${expected})`);
  }
  const bytes = sizeOf(shape) * Float32Array.BYTES_PER_ELEMENT;
  if (tensor.rawData?.length !== bytes) {
    throw damaged(`${name} has ${tensor.rawData?.length ?? 0} bytes, not ${bytes}`);
  }
  const read = namedTensor(tensor);
  return { shape, data: isConvolution(spec) ? toHwio(read) : read.data };
}

function isConvolution({ role, shape }: ParameterSpec): boolean {
  return role === 'kernel' && shape.length === 4;
}

function oihw([height, width, channels, filters]: readonly number[]): number[] {
  return [filters!, channels!, height!, width!];
}

/** Kernel (out,in,height,width) -> (height,width,in,out). */
function toHwio({ shape, data }: NamedTensor): Float32Array {
  const [filters, channels, height, width] = shape as readonly [number, number, number, number];
  const out = new Float32Array(data.length);
  let from = 0;
  for (let o = 0; o < filters; o++) {
    for (let i = 0; i < channels; i++) {
      for (let yx = 0; yx < height * width; yx++) out[(yx * channels + i) * filters + o] = data[from++]!;
    }
  }
  return out;
}

/** Only a graph identical to an export is sure to compute what the network and the parameters say. */
function requireSame(found: GraphProto, network: Network, parameters: Parameters): void {
  const head = { irVersion: IR_VERSION, producerName: '', producerVersion: '', opsetImport: [], metadataProps: [] };
  // Encoded and decoded once, so that both have what decoding adds: empty lists, float32 attributes.
  const own = decodeModel(encodeModel({ ...head, graph: networkGraph(network, parameters) })).graph;
  if (isDeepStrictEqual(found.node, own.node)) return;
  throw new OnnxError(
    `The model's graph is not the one that its card describes (${network.name}): another program has changed the file.`,
    'Open the file as Signs Lab exported it.',
  );
}

function damaged(why: string, options?: ErrorOptions): OnnxError {
  return new OnnxError(`The model's file is damaged: ${why}.`, 'Export the model again, or copy it again.', options);
}
