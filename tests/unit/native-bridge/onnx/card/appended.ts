/** Model files with features that the lab's own schema does not write: a ZipMap, weights in a file next to them. */
import protobuf from 'protobufjs';
import { decodeModel, encodeModel } from '../../../../../native-bridge/onnx/schema.ts';

/** An appended message adds its lists to the model's, and its numbers replace the model's. */
export function appended(model: Uint8Array, proto: string, more: object): Uint8Array {
  const type = protobuf.parse(`syntax = "proto2"; ${proto}`).root.lookupType('Model');
  return Buffer.concat([model, type.encode(type.fromObject(more)).finish()]);
}

/** @param model with an output `probabilities` @param names of its classes */
export function withZipMap(model: Uint8Array, classes: readonly string[]): Uint8Array {
  const labels = [{ name: 'classlabels_strings', strings: classes, type: 8 }];
  const map = { mapType: { keyType: 8, valueType: { tensorType: { elemType: 1 } } } };
  return appended(
    model,
    `message Model { optional Graph graph = 7; repeated Opset opset_import = 8; }
     message Opset { optional string domain = 1; optional int64 version = 2; }
     message Graph { repeated Node node = 1; repeated Value output = 12; }
     message Node { repeated string input = 1; repeated string output = 2; optional string op_type = 4; repeated Attribute attribute = 5; optional string domain = 7; }
     message Attribute { optional string name = 1; repeated string strings = 9; optional int32 type = 20; }
     message Value { optional string name = 1; optional Type type = 2; }
     message Type { optional Sequence sequence_type = 4; optional Map map_type = 5; optional Tensor tensor_type = 1; }
     message Sequence { optional Type elem_type = 1; }
     message Map { optional int32 key_type = 1; optional Type value_type = 2; }
     message Tensor { optional int32 elem_type = 1; }`,
    {
      opsetImport: [{ domain: 'ai.onnx.ml', version: 1 }],
      graph: {
        node: [
          { input: ['probabilities'], output: ['loss'], opType: 'ZipMap', attribute: labels, domain: 'ai.onnx.ml' },
        ],
        output: [{ name: 'loss', type: { sequenceType: { elemType: map } } }],
      },
    },
  );
}

/** @param name of a weight, which goes to the file `location` @returns the model, and what has to be in that file */
export function withExternal(bytes: Uint8Array, name: string, location: string): [Uint8Array, Uint8Array] {
  const model = decodeModel(bytes);
  const { dims, rawData } = model.graph.initializer.find((one) => one.name === name)!;
  model.graph.initializer = model.graph.initializer.filter((one) => one.name !== name);
  const outside = appended(
    encodeModel(model),
    `message Model { optional Graph graph = 7; }
     message Graph { repeated Tensor initializer = 5; }
     message Tensor { repeated int64 dims = 1; optional int32 data_type = 2; optional string name = 8; repeated Entry external_data = 13; optional int32 data_location = 14; }
     message Entry { optional string key = 1; optional string value = 2; }`,
    {
      graph: {
        initializer: [
          { name, dims, dataType: 1, externalData: [{ key: 'location', value: location }], dataLocation: 1 },
        ],
      },
    },
  );
  return [outside, rawData];
}
