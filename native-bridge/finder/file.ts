/** The finder as one ONNX file, with a card about its training. */
import { join } from 'node:path';
import type { Parameters } from '../convnet/tensor.ts';
import { IR_VERSION, OPSET } from '../onnx/export.ts';
import { networkGraph } from '../onnx/graph.ts';
import { PRODUCER } from '../onnx/metadata.ts';
import { OnnxError } from '../onnx/onnx-error.ts';
import { decodeHead, encodeModel } from '../onnx/schema.ts';
import { FinderCard } from './card.ts';
import { FINDER } from './network.ts';

/** The finder included with the lab, made by `signs-lab finder --make`. */
export const FINDER_FILE = join(import.meta.dirname, 'finder.onnx');
const KEY = 'signs_lab.finder';

/** The bytes of finder.onnx: `image` uint8 (N,80,96,3) -> `probabilities` float32 (N,2880). */
export function encodeFinder(parameters: Parameters, card: FinderCard): Uint8Array {
  return encodeModel({
    irVersion: IR_VERSION,
    producerName: PRODUCER,
    producerVersion: '',
    opsetImport: [{ domain: '', version: OPSET }],
    metadataProps: [{ key: KEY, value: JSON.stringify(card) }],
    graph: networkGraph(FINDER, parameters),
  });
}

/** @throws OnnxError if the bytes are not a finder of this version */
export function readFinderCard(path: string, bytes: Uint8Array): FinderCard {
  const remedy = 'Make a new one: signs-lab finder --make --out DIR';
  try {
    const value = decodeHead(bytes).metadataProps.find(({ key }) => key === KEY)?.value;
    return FinderCard.parse(JSON.parse(value ?? 'null'));
  } catch (cause) {
    throw new OnnxError(`${path} is not a finder that this version knows.`, remedy, { cause });
  }
}
