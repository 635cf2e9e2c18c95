/** From a trained network to one ONNX file that carries everything needed to use it. */
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

/** The operators' version: 17 is understood by every ONNX Runtime since 1.12 (2022). */
export const OPSET = 17;
/** The file format's version that goes with it. */
export const IR_VERSION = 8;

export interface Export {
  readonly network: Network;
  /** Of that network, as `parameterSpecs` names them. */
  readonly parameters: Parameters;
  /** Class names in the order of the outputs. */
  readonly classes: readonly string[];
  readonly metadata: TrainingFacts;
}

/**
 * The bytes of model.onnx: `image` uint8 (N,H,W,3) -> `logits` and `probabilities` float32 (N,classes).
 * @throws OnnxError if the network does not take RGB or has not one output a class; NetworkError if it
 * cannot be; RangeError where the parameters are not its own.
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
