/**
 * The part of onnx.proto (onnx/onnx.proto of github.com/onnx/onnx, IR version 8) that is written and read here. Fields
 * that are not listed are skipped when reading, as protocol buffers require. protobufjs converts names to camel case.
 *
 * Why not the package onnx-proto: its last release is from 2021, for protobufjs 6, which is no longer maintained.
 */
import protobuf from 'protobufjs';

/** TensorProto.DataType. */
export const DataType = { float32: 1, uint8: 2 } as const;
/** AttributeProto.AttributeType. */
export const AttributeType = { float: 1, int: 2, string: 3, tensor: 4, floats: 6, ints: 7 } as const;

export interface AttributeProto {
  name: string;
  type: (typeof AttributeType)[keyof typeof AttributeType];
  f?: number;
  i?: number;
  ints?: number[];
}

export interface NodeProto {
  input: string[];
  output: string[];
  name: string;
  opType: string;
  attribute: AttributeProto[];
}

export interface TensorProto {
  name: string;
  dims: number[];
  dataType: number;
  /** Little-endian, C order. */
  rawData: Uint8Array;
}

/** One axis: its length, or a name if it is free. */
export type Dimension = { dimValue: number } | { dimParam: string };

export interface ValueInfoProto {
  name: string;
  type: { tensorType: { elemType: number; shape: { dim: Dimension[] } } };
}

export interface GraphProto {
  name: string;
  node: NodeProto[];
  initializer: TensorProto[];
  input: ValueInfoProto[];
  output: ValueInfoProto[];
}

export interface StringStringEntryProto {
  key: string;
  value: string;
}

/** A model without its graph. */
export interface ModelHead {
  irVersion: number;
  producerName: string;
  producerVersion: string;
  opsetImport: { domain: string; version: number }[];
  metadataProps: StringStringEntryProto[];
}

export interface ModelProto extends ModelHead {
  graph: GraphProto;
}

const PROTO = `
syntax = "proto2";
message ModelProto {
  optional int64 ir_version = 1;
  optional string producer_name = 2;
  optional string producer_version = 3;
  optional GraphProto graph = 7;
  repeated OperatorSetIdProto opset_import = 8;
  repeated StringStringEntryProto metadata_props = 14;
}
message ModelHead { // ModelProto without its graph
  optional int64 ir_version = 1;
  optional string producer_name = 2;
  optional string producer_version = 3;
  repeated OperatorSetIdProto opset_import = 8;
  repeated StringStringEntryProto metadata_props = 14;
}
message OperatorSetIdProto { optional string domain = 1; optional int64 version = 2; }
message StringStringEntryProto { optional string key = 1; optional string value = 2; }
message GraphProto {
  repeated NodeProto node = 1;
  optional string name = 2;
  repeated TensorProto initializer = 5;
  repeated ValueInfoProto input = 11;
  repeated ValueInfoProto output = 12;
}
message NodeProto {
  repeated string input = 1;
  repeated string output = 2;
  optional string name = 3;
  optional string op_type = 4;
  repeated AttributeProto attribute = 5;
}
message AttributeProto {
  optional string name = 1;
  optional float f = 2;
  optional int64 i = 3;
  repeated int64 ints = 8;
  optional int32 type = 20; // AttributeType
}
message TensorProto {
  repeated int64 dims = 1;
  optional int32 data_type = 2; // DataType
  optional string name = 8;
  optional bytes raw_data = 9;
}
message ValueInfoProto { optional string name = 1; optional TypeProto type = 2; }
message TypeProto {
  message Tensor { optional int32 elem_type = 1; optional TensorShapeProto shape = 2; }
  optional Tensor tensor_type = 1;
}
message TensorShapeProto {
  message Dimension { oneof value { int64 dim_value = 1; string dim_param = 2; } }
  repeated Dimension dim = 1;
}
`;

const { root } = protobuf.parse(PROTO);

export function encodeModel(model: ModelProto): Uint8Array {
  const type = root.lookupType('ModelProto');
  return type.encode(type.fromObject(model)).finish();
}

/**
 * The file with more nodes, initializers or outputs. A reader merges two consecutive messages into one and concatenates
 * their repeated fields (protobuf.dev/programming-guides/encoding/#last-one-wins), so fields that are not listed here
 * are kept.
 */
export function withGraph(model: Uint8Array, more: Partial<GraphProto>): Uint8Array {
  const type = root.lookupType('ModelProto');
  return Buffer.concat([model, type.encode(type.fromObject({ graph: more })).finish()]);
}

/** @throws Error (of protobufjs) if the bytes are not a message of that shape. */
export function decodeModel(bytes: Uint8Array): ModelProto {
  return decode(bytes, 'ModelProto') as ModelProto;
}

/** Only the model's head: the graph with all its weights is skipped. @throws as `decodeModel`. */
export function decodeHead(bytes: Uint8Array): ModelHead {
  return decode(bytes, 'ModelHead') as ModelHead;
}

function decode(bytes: Uint8Array, message: string): unknown {
  const type = root.lookupType(message);
  // int64 as numbers: sizes and versions stay far below 2^53.
  return type.toObject(type.decode(bytes), { longs: Number, arrays: true });
}
