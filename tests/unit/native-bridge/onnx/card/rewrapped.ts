/** The lab's exported net as written by other programs: other layout, channels, scale, type and outputs. */
import type { Card } from '../../../../../native-bridge/onnx/card/card.ts';
import { tensorProto, valueInfo } from '../../../../../native-bridge/onnx/graph.ts';
import { int, ints } from '../../../../../native-bridge/onnx/operators.ts';
import {
  type AttributeProto,
  decodeModel,
  encodeModel,
  type NodeProto,
  type TensorProto,
} from '../../../../../native-bridge/onnx/schema.ts';

/** TensorProto.DataType of types that the schema does not write. */
export const TYPES = { uint8: 2, float32: 1, float16: 10, float64: 11, int64: 7 } as const;
export type InputType = Exclude<keyof typeof TYPES, 'int64'>;

export interface Wrapping extends Partial<Pick<Card, 'layout' | 'channels' | 'scale'>> {
  readonly type?: InputType;
  /** Free if absent. */
  readonly batch?: number;
  /** Height, width and channels are declared as free. */
  readonly free?: boolean;
  readonly output?: 'logits' | 'probabilities' | 'both';
  /** (N,K,1,1) */
  readonly spatial?: boolean;
  /** An int64 label before the numbers. */
  readonly label?: boolean;
  /** Type of the outputs. */
  readonly outputType?: 'float32' | 'float16' | 'float64';
  readonly metadata?: Readonly<Record<string, string>>;
  readonly producer?: string;
  readonly inputName?: string;
}

/** @param bytes of a model exported by the lab, 64x64 RGB */
export function rewrapped(bytes: Uint8Array, wrapping: Wrapping): Uint8Array {
  const model = decodeModel(bytes);
  const { graph } = model;
  const { layout = 'NCHW', channels = 'RGB', scale = '0..1', type = 'float32', inputName = 'input' } = wrapping;
  const entry = chain();
  entry.to('Cast', [int('to', TYPES.float32)]);
  if (layout === 'NHWC') entry.to('Transpose', [ints('perm', [0, 3, 1, 2])]);
  if (scale === '0..255') entry.to('Div', [], [plane('by255', [255])]);
  if (scale === '-1..1') {
    entry.to('Add', [], [plane('one', [1])]);
    entry.to('Div', [], [plane('two', [2])]);
  }
  if (typeof scale === 'object') {
    entry.to('Mul', [], [plane('std', scale.std)]);
    entry.to('Add', [], [plane('mean', scale.mean)]);
  }
  if (channels === 'BGR') entry.to('Gather', [int('axis', 1)], [int64('order', [2n, 1n, 0n])]);
  if (channels === 'grey') entry.to('Gather', [int('axis', 1)], [int64('order', [0n, 0n, 0n])]);
  const old = graph.node.splice(0, 3); // Cast, Div, Transpose
  graph.node.unshift(...entry.nodes(inputName, old[2]!.output[0]!));
  graph.initializer = graph.initializer.filter(({ name }) => name !== 'pixel_scale').concat(entry.constants);
  const count = channels === 'grey' ? 1 : 3;
  const sides = layout === 'NCHW' ? [count, 64, 64] : [64, 64, count];
  graph.input = [valueInfo(inputName, TYPES[type], sides)];
  const dim = graph.input[0]!.type.tensorType.shape.dim;
  if (wrapping.batch) dim[0] = { dimValue: wrapping.batch };
  if (wrapping.free) for (const axis of [1, 2, 3]) dim[axis] = { dimParam: `axis${axis}` };
  graph.output = outputs(graph.node, graph.initializer, wrapping);
  model.metadataProps = Object.entries(wrapping.metadata ?? {}).map(([key, value]) => ({ key, value }));
  model.producerName = wrapping.producer ?? 'pytorch';
  return encodeModel(model);
}

function outputs(node: NodeProto[], initializer: TensorProto[], wrapping: Wrapping) {
  const { output = 'logits', spatial, label, outputType = 'float32' } = wrapping;
  const made = (output === 'both' ? ['logits', 'probabilities'] : [output]).map((name) => {
    const exit = chain();
    if (spatial) exit.to('Reshape', [], [int64(`form_${name}`, [0n, 6n, 1n, 1n])]);
    exit.to('Cast', [int('to', TYPES[outputType])]);
    node.push(...exit.nodes(name, `out_${name}`));
    initializer.push(...exit.constants);
    return valueInfo(`out_${name}`, TYPES[outputType], spatial ? [6, 1, 1] : [6]);
  });
  if (!label) return made;
  node.push(one('ArgMax', ['logits'], 'classLabel', [int('axis', 1), int('keepdims', 0)]));
  return [valueInfo('classLabel', TYPES.int64, []), ...made];
}

/** Nodes one after the other. */
function chain() {
  const steps: { opType: string; attribute: AttributeProto[]; constants: TensorProto[] }[] = [];
  return {
    constants: [] as TensorProto[],
    to(opType: string, attribute: AttributeProto[] = [], constants: TensorProto[] = []) {
      steps.push({ opType, attribute, constants });
      this.constants.push(...constants);
    },
    nodes: (from: string, to: string) =>
      steps.map(({ opType, attribute, constants }, i) => {
        const input = [i === 0 ? from : `${to}_${i - 1}`, ...constants.map(({ name }) => name)];
        return one(opType, input, i === steps.length - 1 ? to : `${to}_${i}`, attribute);
      }),
  };
}

function one(opType: string, input: string[], output: string, attribute: AttributeProto[]): NodeProto {
  return { name: `${output}_made`, opType, input, output: [output], attribute };
}

/** (1) or (channels,1,1), for broadcasting over (N,channels,H,W). */
function plane(name: string, values: readonly number[]): TensorProto {
  const shape = values.length === 1 ? [] : [values.length, 1, 1];
  return tensorProto({ name, shape, data: Float32Array.from(values) });
}

function int64(name: string, values: readonly bigint[]): TensorProto {
  return {
    ...{ name, dims: [values.length], dataType: TYPES.int64 },
    rawData: new Uint8Array(BigInt64Array.from(values).buffer),
  };
}
