/** Exports a trained network to one ONNX file with everything needed to use it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHANNELS } from '../../datasets/dataset.ts';
import type { Network } from '../convnet/network.ts';
import { classCount } from '../convnet/parameters.ts';
import type { Parameters } from '../convnet/tensor.ts';
import { networkGraph } from './graph.ts';
import { inputContract, METADATA_FORMAT, PRODUCER, type TrainingFacts, toProps } from './metadata.ts';
import { OnnxError } from './onnx-error.ts';
import { encodeModel } from './schema.ts';

/** Operator set version: every ONNX Runtime since 1.12 (2022) supports 17. */
export const OPSET = 17;
/** The version of the file format that belongs to it. */
export const IR_VERSION = 8;

export interface Export {
  readonly network: Network;
  /** The network's parameters, with the names of `parameterSpecs`. */
  readonly parameters: Parameters;
  /** Class names in the order of the outputs. */
  readonly classes: readonly string[];
  readonly metadata: TrainingFacts;
}

/**
 * The bytes of model.onnx: `image` uint8 (N,H,W,3) -> `logits` and `probabilities` float32 (N,classes).
 * @throws OnnxError if the network's input is not RGB or it does not have one output per class; NetworkError if it is
 * invalid; RangeError if the parameters do not match it.
 */
export function exportOnnx({ network, parameters, classes, metadata }: Export): Uint8Array {
  check(network, classes);
  return encodeModel({
    irVersion: IR_VERSION,
    producerName: PRODUCER,
    producerVersion: ownVersion(),
    opsetImport: [{ domain: '', version: OPSET }],
    metadataProps: toProps({
      ...metadata,
      format: METADATA_FORMAT,
      labels: [...classes],
      inputContract: inputContract(network.input),
      network,
    }),
    graph: networkGraph(network, parameters),
  });
}

function check(network: Network, classes: readonly string[]): void {
  if (network.input[2] !== CHANNELS) {
    throw new OnnxError(
      `${network.name} takes ${network.input[2]} channels; an exported model takes RGB.`,
      `Give the network an input of (height, width, ${CHANNELS}).`,
    );
  }
  const outputs = classCount(network);
  if (outputs !== classes.length) {
    throw new OnnxError(
      `${network.name} has ${outputs} outputs, but there are ${classes.length} classes (${classes.join(', ')}).`,
      'End the network in a dense layer with one unit for each class.',
    );
  }
}

function ownVersion(): string {
  const text = readFileSync(join(import.meta.dirname, '../../package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
