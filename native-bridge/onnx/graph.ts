/** A network with its parameters as one ONNX graph of opset 17: bytes in, probabilities out. */
import type { ParameterRole } from '../convnet/layer-parameters.ts';
import type { Network } from '../convnet/network.ts';
import { type ParameterSpec, parameterSpecs } from '../convnet/parameters.ts';
import { inferShapes } from '../convnet/shapes.ts';
import type { Parameters } from '../convnet/tensor.ts';
import { INPUT, LOGITS, PROBABILITIES } from './metadata.ts';
import { int, ints, layerOperators, type NamedTensor, type Operator } from './operators.ts';
import { DataType, type GraphProto, type NodeProto, type TensorProto, type ValueInfoProto } from './schema.ts';

/** The name of the free batch axis. */
const BATCH = 'N';

/** The constant that pixels are divided by. */
export const PIXEL_SCALE = 'pixel_scale';
/** From (N,H,W,C) bytes to (N,C,H,W) in [0, 1], by a true division: x / 255 in float32. */
const PIXELS: readonly Operator[] = [
  { opType: 'Cast', attributes: [int('to', DataType.float32)] },
  { opType: 'Div', tensors: [{ name: PIXEL_SCALE, shape: [], data: Float32Array.of(255) }] },
  { opType: 'Transpose', attributes: [ints('perm', [0, 3, 1, 2])] },
];

/**
 * `image` uint8 (N,H,W,C) -> `logits` and `probabilities` float32 (N,classes).
 * @throws RangeError if the parameters do not match the network.
 */
export function networkGraph(network: Network, parameters: Parameters): GraphProto {
  const shapes = inferShapes(network); // output shape of each layer
  const specs = parameterSpecs(network);
  const layers = network.layers.flatMap((layer, index) => {
    const own = specs.filter((spec) => spec.layer === index);
    const input = index === 0 ? network.input : shapes[index - 1]!;
    return layerOperators(layer, input, (role) => parameterOf(own, role, parameters));
  });
  const operators = [...PIXELS, ...layers];
  const softmax: Operator = { opType: 'Softmax', attributes: [int('axis', 1)] };
  return {
    name: network.name,
    node: [...chain(operators, INPUT, LOGITS), ...chain([softmax], LOGITS, PROBABILITIES)],
    initializer: operators.flatMap(({ tensors = [] }) => tensors.map(tensorProto)),
    input: [valueInfo(INPUT, DataType.uint8, network.input)],
    output: [LOGITS, PROBABILITIES].map((name) => valueInfo(name, DataType.float32, shapes.at(-1)!)),
  };
}

/** A chain of nodes: the first takes `from`, the last produces `to`. */
function chain(operators: readonly Operator[], from: string, to: string): NodeProto[] {
  const made = operators.map(({ opType }, i) => (i === operators.length - 1 ? to : `${opType.toLowerCase()}_${i}`));
  return operators.map(({ opType, tensors = [], attributes = [] }, i) => ({
    name: `${made[i]}_node`,
    opType,
    input: [made[i - 1] ?? from, ...tensors.map(({ name }) => name)],
    output: [made[i]!],
    attribute: [...attributes],
  }));
}

function parameterOf(own: readonly ParameterSpec[], role: ParameterRole, parameters: Parameters): NamedTensor {
  const spec = own.find((one) => one.role === role);
  const tensor = spec && parameters[spec.name];
  if (!tensor || String(tensor.shape) !== String(spec.shape)) {
    throw new RangeError(`parameter ${spec?.name ?? role} is (${tensor?.shape}), not (${spec?.shape})`);
  }
  return { name: spec.name, shape: tensor.shape, data: tensor.data };
}

export function tensorProto({ name, shape, data }: NamedTensor): TensorProto {
  const rawData = new Uint8Array(data.length * Float32Array.BYTES_PER_ELEMENT);
  const view = new DataView(rawData.buffer);
  for (const [i, value] of data.entries()) view.setFloat32(i * Float32Array.BYTES_PER_ELEMENT, value, true);
  return { name, dims: [...shape], dataType: DataType.float32, rawData };
}

/** The inverse of `tensorProto`. */
export function namedTensor({ name, dims, rawData }: TensorProto): NamedTensor {
  const view = new DataView(rawData.buffer, rawData.byteOffset, rawData.byteLength);
  const { BYTES_PER_ELEMENT } = Float32Array;
  const length = rawData.byteLength / BYTES_PER_ELEMENT;
  const data = Float32Array.from({ length }, (_, i) => view.getFloat32(i * BYTES_PER_ELEMENT, true));
  return { name, shape: dims, data };
}

/** A value with a free batch axis before `shape`. */
export function valueInfo(name: string, elemType: number, shape: readonly number[]): ValueInfoProto {
  const dim = [{ dimParam: BATCH }, ...shape.map((dimValue) => ({ dimValue }))];
  return { name, type: { tensorType: { elemType, shape: { dim } } } };
}
