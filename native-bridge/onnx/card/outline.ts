/**
 * A model file without its weights: nodes, inputs and outputs, denotations, where weights are stored. Based on
 * onnx.proto like schema.ts, but read-only; the bytes of tensors are skipped.
 */
import protobuf from 'protobufjs';
import { OnnxError } from '../onnx-error.ts';

export interface OutlineNode {
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly opType: string;
  /** Empty or `ai.onnx` for standard operators. */
  readonly domain: string;
  readonly attribute: readonly OutlineAttribute[];
}

interface OutlineAttribute {
  readonly name: string;
  readonly ints: readonly number[];
  readonly strings: readonly Uint8Array[];
  readonly g?: OutlineGraph;
}

interface Entry {
  readonly key: string;
  readonly value: string;
}

interface OutlineTensor {
  readonly name: string;
  readonly externalData: readonly Entry[];
  /** 1: in another file. */
  readonly dataLocation: number;
}

interface OutlineValue {
  readonly name: string;
  readonly type?: {
    /** `IMAGE` if the exporter says so. */
    readonly denotation?: string;
    readonly tensorType?: { readonly shape?: { readonly dim: readonly { readonly denotation?: string }[] } };
  };
}

export interface OutlineGraph {
  readonly node: readonly OutlineNode[];
  readonly initializer: readonly OutlineTensor[];
  readonly input: readonly OutlineValue[];
  readonly output: readonly OutlineValue[];
}

export interface Outline {
  readonly producerName: string;
  readonly opsetImport: readonly { readonly domain: string; readonly version: number }[];
  readonly metadata: ReadonlyMap<string, string>;
  /** Operators that the file defines itself. */
  readonly functions: readonly { readonly name: string; readonly domain: string }[];
  readonly graph: OutlineGraph;
}

const PROTO = `
syntax = "proto2";
message Model {
  optional string producer_name = 2;
  optional Graph graph = 7;
  repeated OperatorSetId opset_import = 8;
  repeated Entry metadata_props = 14;
  repeated Function functions = 25;
}
message Function { optional string name = 1; optional string domain = 10; }
message OperatorSetId { optional string domain = 1; optional int64 version = 2; }
message Entry { optional string key = 1; optional string value = 2; }
message Graph {
  repeated Node node = 1;
  repeated Tensor initializer = 5;
  repeated ValueInfo input = 11;
  repeated ValueInfo output = 12;
}
message Node {
  repeated string input = 1;
  repeated string output = 2;
  optional string op_type = 4;
  repeated Attribute attribute = 5;
  optional string domain = 7;
}
message Attribute {
  optional string name = 1;
  optional Graph g = 6;
  repeated int64 ints = 8;
  repeated bytes strings = 9;
}
message Tensor { optional string name = 8; repeated Entry external_data = 13; optional int32 data_location = 14; }
message ValueInfo { optional string name = 1; optional Type type = 2; }
message Type {
  message TensorType { optional Shape shape = 2; }
  optional TensorType tensor_type = 1;
  optional string denotation = 6;
}
message Shape { repeated Dimension dim = 1; }
message Dimension { optional string denotation = 3; }
`;

const { root } = protobuf.parse(PROTO);

/** @throws OnnxError if the bytes are not ONNX. */
export function readOutline(bytes: Uint8Array): Outline {
  const type = root.lookupType('Model');
  try {
    const { metadataProps, graph, ...rest } = type.toObject(type.decode(bytes), {
      ...{ longs: Number, arrays: true, defaults: true },
    }) as Omit<Outline, 'metadata' | 'graph'> & { metadataProps: Entry[]; graph: OutlineGraph | null };
    if (graph) return { ...rest, graph, metadata: new Map(metadataProps.map(({ key, value }) => [key, value])) };
  } catch (cause) {
    throw damaged({ cause });
  }
  throw damaged();
}

function damaged(options?: ErrorOptions): OnnxError {
  return new OnnxError('The file is not ONNX, or it is cut off.', 'Export the model again, or copy it again.', options);
}

/** @throws OnnxError if a node depends on its own output, which nothing can compute. */
export function requireAcyclic({ node }: OutlineGraph): void {
  const makers = new Map(node.flatMap((one, i) => one.output.map((name) => [name, i] as const)));
  const users = node.map((): number[] => []);
  const waiting = node.map(({ input }, i) => {
    const before = new Set(input.map((name) => makers.get(name)).filter((maker) => maker !== undefined));
    for (const maker of before) users[maker]!.push(i);
    return before.size;
  });
  const ready = waiting.flatMap((count, i) => (count === 0 ? [i] : []));
  let done = 0;
  for (; done < ready.length; done++) {
    for (const user of users[ready[done]!]!) if (--waiting[user]! === 0) ready.push(user);
  }
  if (done === node.length) return;
  const stuck = node[waiting.findIndex((count) => count > 0)]!;
  throw new OnnxError(
    `The model's graph has a cycle: the input of the operator ${stuck.opType} depends on its own output.`,
    'The file is damaged or was put together wrongly: export the model again.',
  );
}
