/** The inputs of a model's last dense layer: the net's features of a picture. */
import { valueInfo } from './graph.ts';
import { INPUT, LOGITS } from './metadata.ts';
import { runOutput } from './output.ts';
import { createSession } from './runtime.ts';
import { DataType, decodeModel, type GraphProto, type NodeProto, withGraph } from './schema.ts';
import { readModelFile } from './session.ts';

export interface FeatureModel {
  /** Values per picture. */
  readonly size: number;
  /** @param images (count,64,64,3) uint8 RGB, at most a few hundred. @returns (count,size) */
  features(images: Uint8Array): Promise<Float32Array>;
  release(): Promise<void>;
}

/**
 * The model with its features as an additional output; null if the graph does not end in a dense layer with its own
 * weights. @throws OnnxError if the file cannot be read.
 */
export async function openFeatures(path: string): Promise<FeatureModel | null> {
  const bytes = await readModelFile(path);
  const { graph } = decodeModel(bytes);
  const found = takesOwnPictures(graph) ? lastDenseInput(graph) : null;
  if (!found) return null;
  const { name, size } = found;
  const session = await createSession(withFeatures(bytes, graph, found)).catch(() => null);
  if (!session) return null;
  return { size, features: (images) => runOutput(session, { name, size }, images), release: () => session.release() };
}

/** Pictures for a foreign net are prepared by its card, so the pixels are not the input of the graph. */
function takesOwnPictures({ input }: GraphProto): boolean {
  const [only] = input;
  return input.length === 1 && only?.name === INPUT && only.type.tensorType?.elemType === DataType.uint8;
}

interface DenseInput {
  /** Name of the tensor in the graph. */
  readonly name: string;
  readonly size: number;
}

/** The input x of `logits = Gemm(x, W, b)`, or of `MatMul(x, W)` with or without a bias added after it. */
function lastDenseInput(graph: GraphProto): DenseInput | null {
  const last = makerOf(graph, LOGITS);
  const dense = last?.opType === 'Add' ? last.input.map((name) => makerOf(graph, name)).find((node) => node) : last;
  if (dense?.opType !== 'Gemm' && dense?.opType !== 'MatMul') return null;
  const [name, weights] = dense.input;
  const shape = graph.initializer.find((tensor) => tensor.name === weights)?.dims;
  if (!name || !makerOf(graph, name) || shape?.length !== 2 || flag(dense, 'transA')) return null;
  return { name, size: shape[flag(dense, 'transB') ? 1 : 0]! };
}

function makerOf(graph: GraphProto, tensor: string): NodeProto | undefined {
  return graph.node.find((node) => node.output.includes(tensor));
}

function flag(node: NodeProto, name: string): boolean {
  return node.attribute.some((attribute) => attribute.name === name && Boolean(attribute.i));
}

function withFeatures(model: Uint8Array, graph: GraphProto, { name, size }: DenseInput): Uint8Array {
  if (graph.output.some((output) => output.name === name)) return model;
  return withGraph(model, { output: [valueInfo(name, DataType.float32, [size])] });
}
