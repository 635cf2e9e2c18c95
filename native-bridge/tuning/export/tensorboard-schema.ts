/**
 * The part of TensorBoard's messages that is written here: tensorboard/compat/proto/{event,summary,tensor}.proto and
 * tensorboard/plugins/hparams/plugin_data.proto. protobufjs converts names to camel case.
 */
import protobuf from 'protobufjs';

/** DT_FLOAT of types.proto. */
export const FLOAT = 1;
/** Status of the hparams plugin. */
export const SESSION = { success: 1, failure: 2, running: 3 } as const;

const { root } = protobuf.parse(`
  syntax = "proto3";
  message Event { double wall_time = 1; int64 step = 2; string file_version = 3; Summary summary = 5; }
  message Summary { repeated SummaryValue value = 1; }
  message SummaryValue {
    string tag = 1;
    oneof value { float simple_value = 2; Tensor tensor = 8; }
    SummaryMetadata metadata = 9;
  }
  message SummaryMetadata { PluginData plugin_data = 1; }
  message PluginData { string plugin_name = 1; bytes content = 2; }
  message Tensor { int32 dtype = 1; TensorShape tensor_shape = 2; }
  message TensorShape { repeated Dim dim = 2; }
  message Dim { int64 size = 1; }

  message HParamsPluginData {
    int32 version = 1;
    oneof data { SessionStartInfo session_start_info = 3; SessionEndInfo session_end_info = 4; }
  }
  message SessionStartInfo { map<string, Value> hparams = 1; string group_name = 4; double start_time_secs = 5; }
  message SessionEndInfo { int32 status = 1; double end_time_secs = 2; }
  message Value { oneof kind { double number_value = 2; string string_value = 3; bool bool_value = 4; } }
`);

const [EventType, HParamsType] = [root.lookupType('Event'), root.lookupType('HParamsPluginData')];

export interface TensorBoardEvent {
  /** Seconds since 1970. */
  readonly wallTime: number;
  readonly step?: number;
  readonly fileVersion?: string;
  readonly summary?: { readonly value: readonly object[] };
}

export function encodeEvent(event: TensorBoardEvent): Uint8Array {
  return EventType.encode(EventType.fromObject(event)).finish();
}

export function encodeHParams(data: object): Uint8Array {
  return HParamsType.encode(HParamsType.fromObject({ version: 0, ...data })).finish();
}
