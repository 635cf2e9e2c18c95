/** Small changes that make a model's graph wrong. */
import assert from 'node:assert/strict';
import { namedTensor, tensorProto } from '../../../../native-bridge/onnx/graph.ts';
import type { NamedTensor } from '../../../../native-bridge/onnx/operators.ts';
import type { GraphProto, NodeProto } from '../../../../native-bridge/onnx/schema.ts';

/** The `at`-th node of that operator; the last one for -1. */
export function nodeOf(graph: GraphProto, opType: string, at = 0): NodeProto {
  const found = graph.node.filter((node) => node.opType === opType).at(at);
  assert.ok(found, `the graph has no ${opType} number ${at}`);
  return found;
}

/** Replaces a constant's numbers, in ONNX's order, or its shape with them. */
export function changeTensor(
  graph: GraphProto,
  name: string,
  change: (tensor: NamedTensor) => Partial<NamedTensor>,
): void {
  const at = graph.initializer.findIndex((tensor) => tensor.name === name);
  assert.ok(at >= 0, `the graph has no constant ${name}`);
  const tensor = namedTensor(graph.initializer[at]!);
  graph.initializer[at] = tensorProto({ ...tensor, ...change(tensor) });
}

/** The constant that is the node's `input`-th input: 1 are the weights of Conv and Gemm, or gamma; 2 the bias, or beta. */
export function changeInput(
  graph: GraphProto,
  node: NodeProto,
  input: number,
  change: (value: number, i: number, tensor: NamedTensor) => number,
): void {
  changeTensor(graph, node.input[input]!, (tensor) => ({
    data: tensor.data.map((value, i) => change(value, i, tensor)),
  }));
}

/** Reads every entry from elsewhere in the same constant: `from` is given an entry's place along every axis. */
export function permute(
  graph: GraphProto,
  node: NodeProto,
  from: (place: number[], shape: readonly number[]) => number[],
): void {
  changeTensor(graph, node.input[1]!, ({ shape, data }) => {
    const flat = (place: readonly number[]) => place.reduce((sum, p, axis) => sum * shape[axis]! + p, 0);
    return { data: data.map((_, i) => data[flat(from(placeOf(i, shape), shape))]!) };
  });
}

function placeOf(index: number, shape: readonly number[]): number[] {
  let rest = index;
  return shape
    .toReversed()
    .map((size) => {
      const place = rest % size;
      rest = Math.floor(rest / size);
      return place;
    })
    .reverse();
}

/** Removes a node; users of its output use its input. */
export function remove(graph: GraphProto, node: NodeProto): void {
  graph.node.splice(graph.node.indexOf(node), 1);
  for (const other of graph.node) {
    other.input = other.input.map((name) => (name === node.output[0] ? node.input[0]! : name));
  }
}

export function setInts(node: NodeProto, name: string, change: (ints: number[]) => number[]): void {
  const attribute = node.attribute.find((one) => one.name === name);
  assert.ok(attribute?.ints, `${node.opType} has no ${name}`);
  attribute.ints = change(attribute.ints);
}
