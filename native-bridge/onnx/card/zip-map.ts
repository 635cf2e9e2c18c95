/**
 * The exporters of scikit-learn and Custom Vision end a net in ZipMap, which turns the tensor before it into a map from
 * names to probabilities. The tensor itself is needed here, so it becomes an additional output.
 */
import { valueInfo } from '../graph.ts';
import { DataType, withGraph } from '../schema.ts';
import { type Outline, readOutline } from './outline.ts';

export interface ZipMap {
  /** The tensor before it: (N,K). */
  readonly tensor: string;
  readonly labels: readonly string[];
}

export function zipMapOf({ graph }: Outline): ZipMap | null {
  const node = graph.node.find(({ opType, domain }) => opType === 'ZipMap' && domain === 'ai.onnx.ml');
  const tensor = node?.input[0];
  if (!node || !tensor) return null;
  const strings = node.attribute.find(({ name }) => name === 'classlabels_strings')?.strings ?? [];
  const numbers = node.attribute.find(({ name }) => name === 'classlabels_int64s')?.ints ?? [];
  const labels = strings.length > 0 ? strings.map((bytes) => new TextDecoder().decode(bytes)) : numbers.map(String);
  return labels.length > 0 ? { tensor, labels } : null;
}

export function withTensorOutput(model: Uint8Array, { graph }: Outline, { tensor, labels }: ZipMap): Uint8Array {
  if (graph.output.some(({ name }) => name === tensor)) return model;
  return withGraph(model, { output: [valueInfo(tensor, DataType.float32, [labels.length])] });
}

/** The modified file to run; null if the file can run unchanged. */
export function runnable(model: Uint8Array): Uint8Array | null {
  const outline = readOutline(model);
  const zipMap = zipMapOf(outline);
  const run = zipMap ? withTensorOutput(model, outline, zipMap) : model;
  return run === model ? null : run;
}
