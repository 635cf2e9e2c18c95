/** Everything that can be wrong with an exported graph, each as a change to a right graph. */
import { float, int, type NamedTensor } from '../../../../native-bridge/onnx/operators.ts';
import type { GraphProto, NodeProto } from '../../../../native-bridge/onnx/schema.ts';
import { changeInput, changeTensor, nodeOf, permute, remove, setInts } from './graph-edits.ts';

export type Fault = readonly [what: string, change: (graph: GraphProto) => void];

const conv = (graph: GraphProto, at = 0) => nodeOf(graph, 'Conv', at);
const dense = (graph: GraphProto) => nodeOf(graph, 'Gemm', -1);
const norm = (graph: GraphProto) => nodeOf(graph, 'BatchNormalization');

/** Nearest number with that many bits of mantissa, including the first one. */
const withBits = (bits: number) => (value: number) => {
  const step = 2 ** (Math.floor(Math.log2(Math.abs(value))) + 1 - bits);
  return value === 0 ? 0 : Math.round(value / step) * step;
};
/** The largest weight off by `share` of itself. */
const largestOff =
  (share: number) =>
  (value: number, _: number, { data }: NamedTensor) =>
    Math.abs(value) === Math.max(...data.map(Math.abs)) ? value * (1 + share) : value;

const WEIGHTS: Fault[] = [
  [
    'two filters of a convolution swapped',
    (g) => permute(g, conv(g), ([o, ...rest]) => [o! < 2 ? 1 - o! : o!, ...rest]),
  ],
  ['a kernel flipped', (g) => permute(g, conv(g), ([o, i, y, x], [, , h, w]) => [o!, i!, h! - 1 - y!, w! - 1 - x!])],
  ['height and width of a kernel swapped', (g) => permute(g, conv(g), ([o, i, y, x]) => [o!, i!, x!, y!])],
  ['HWIO taken for OIHW', (g) => changeTensor(g, conv(g).input[1]!, (tensor) => ({ data: asHwio(tensor) }))],
  ['blue for red', (g) => permute(g, conv(g), ([o, i, y, x]) => [o!, 2 - i!, y!, x!])],
  ['the rows of the last layer in another order', (g) => permute(g, dense(g), ([i, k], [n]) => [n! - 1 - i!, k!])],
  ['labels rotated', (g) => rotateLabels(g)],
  [
    'one filter zero',
    (g) => changeInput(g, conv(g), 1, (w, i, { shape, data }) => (i < data.length / shape[0]! ? 0 : w)),
  ],
  ['the last layer off by a ten-thousandth', (g) => changeInput(g, dense(g), 1, (w) => w * 1.0001)],
  ['weights in half precision', (g) => changeInput(g, conv(g), 1, withBits(11))],
  ['the last layer in bfloat16', (g) => changeInput(g, dense(g), 1, withBits(8))],
  ['weights in 8 bits', (g) => changeInput(g, dense(g), 1, (w, _, { data }) => eightBits(w, data))],
];

const GRAPH: Fault[] = [
  ['pixels divided by 256', (g) => changeTensor(g, 'pixel_scale', () => ({ data: Float32Array.of(256) }))],
  ['pixels not divided', (g) => changeTensor(g, 'pixel_scale', () => ({ data: Float32Array.of(1) }))],
  ['height and width of the picture swapped', (g) => setInts(nodeOf(g, 'Transpose'), 'perm', () => [0, 3, 2, 1])],
  ['pads of a convolution the other way round', (g) => setInts(unequallyPadded(g, 'Conv'), 'pads', swapped)],
  ['relu missing', (g) => remove(g, nodeOf(g, 'Relu'))],
  ['relu leaking', (g) => leak(nodeOf(g, 'Relu'))],
  ['average for maximum', (g) => average(nodeOf(g, 'MaxPool'))],
  ['flattened in the order C, H, W', (g) => remove(g, nodeOf(g, 'Transpose', -1))],
  ['flattened in the order W, H, C', (g) => setInts(nodeOf(g, 'Transpose', -1), 'perm', () => [0, 3, 2, 1])],
  ['bias of the last layer dropped', (g) => dense(g).input.pop()],
  ['softmax over the pictures', (g) => (nodeOf(g, 'Softmax').attribute = [int('axis', 0)])],
  ['sigmoid for softmax', (g) => Object.assign(nodeOf(g, 'Softmax'), { opType: 'Sigmoid', attribute: [] })],
  ['probabilities without softmax', (g) => Object.assign(nodeOf(g, 'Softmax'), { opType: 'Identity', attribute: [] })],
];

/** For any net. */
export const FAULTS: readonly Fault[] = [...WEIGHTS, ...GRAPH];

/** Visible if that weight has an effect: in a net with few units the largest may belong to a unit that is never active. */
export const ONE_WEIGHT: readonly Fault[] = [
  ['one weight of the first convolution off by a thousandth', (g) => changeInput(g, conv(g), 1, largestOff(1e-3))],
  ['one weight of the last layer off by a thousandth', (g) => changeInput(g, dense(g), 1, largestOff(1e-3))],
];

/** For a net with batch norm, average pool, dropout and biases of convolutions. */
export const MORE_FAULTS: readonly Fault[] = [
  ['bias of a convolution dropped', (g) => conv(g, 1).input.pop()],
  ['pads of a pool the other way round', (g) => setInts(unequallyPadded(g, 'AveragePool'), 'pads', swapped)],
  [
    'maximum for average',
    (g) => Object.assign(nodeOf(g, 'AveragePool'), { opType: 'MaxPool', attribute: windowOf(g) }),
  ],
  ['a mean over the padding too', (g) => nodeOf(g, 'AveragePool').attribute.splice(-1, 1, int('count_include_pad', 1))],
  ['epsilon 1e-5 for 1e-3', (g) => (norm(g).attribute = [float('epsilon', 1e-5)])],
  [
    'epsilon outside the root',
    (g) => changeInput(g, norm(g), 4, (variance) => (Math.sqrt(variance) + 1e-3) ** 2 - 1e-3),
  ],
  ['deviation for variance', (g) => changeInput(g, norm(g), 4, Math.sqrt)],
  ['the variance of n - 1 of 64 pictures', (g) => changeInput(g, norm(g), 4, (variance) => (variance * 64) / 63)],
  ['a step of momentum missing', (g) => changeInput(g, norm(g), 3, (mean) => mean * 0.99)],
  ['mean and beta swapped', (g) => ([norm(g).input[2], norm(g).input[3]] = [norm(g).input[3]!, norm(g).input[2]!])],
  ['gamma forgotten', (g) => changeInput(g, norm(g), 1, () => 1)],
  ['batch norm missing', (g) => remove(g, norm(g))],
  ['dropout left on', (g) => dropOut(g)],
  ['what dropout keeps divided by 1 - rate', (g) => changeInput(g, nodeOf(g, 'Gemm'), 1, (w) => w / 0.5)],
  [
    'every second value dropped',
    (g) => changeInput(g, nodeOf(g, 'Gemm'), 1, (w, i) => (Math.floor(i / 7) % 2 ? 0 : 2 * w)),
  ],
];

/** The numbers of (height,width,in,out) under the shape (out,in,height,width). */
function asHwio({ shape, data }: NamedTensor): Float32Array {
  const [filters, channels, height, width] = shape as readonly [number, number, number, number];
  const [area, out] = [height * width, new Float32Array(data.length)];
  for (const [i, value] of data.entries()) {
    const [filter, channel, at] = [Math.floor(i / (area * channels)), Math.floor(i / area) % channels, i % area];
    out[(at * channels + channel) * filters + filter] = value;
  }
  return out;
}

function rotateLabels(graph: GraphProto): void {
  permute(graph, dense(graph), ([i, k], [, classes]) => [i!, (k! + 1) % classes!]);
  changeTensor(graph, dense(graph).input[2]!, ({ data }) => ({
    data: data.map((_, k) => data[(k + 1) % data.length]!),
  }));
}

function eightBits(weight: number, all: Float32Array): number {
  const step = Math.max(...all.map(Math.abs)) / 127;
  return Math.round(weight / step) * step;
}

/** [top, left, bottom, right] */
function swapped([top, left, bottom, right]: number[]): number[] {
  return [bottom!, right!, top!, left!];
}

function unequallyPadded(graph: GraphProto, opType: string): NodeProto {
  const pads = (node: NodeProto) => node.attribute.find(({ name }) => name === 'pads')?.ints ?? [];
  const found = graph.node.find((node) => node.opType === opType && pads(node)[0] !== pads(node)[2]);
  if (!found) throw new RangeError(`no ${opType} pads unequally`);
  return found;
}

function leak(relu: NodeProto): void {
  relu.opType = 'LeakyRelu';
  relu.attribute = [float('alpha', 0.01)];
}

function average(pool: NodeProto): void {
  pool.opType = 'AveragePool';
}

function windowOf(graph: GraphProto) {
  return nodeOf(graph, 'AveragePool').attribute.filter(({ name }) => name !== 'count_include_pad');
}

/** As PyTorch exports a net that is not in evaluation mode: `Dropout` with its training mode on. */
function dropOut(graph: GraphProto): void {
  const flatten = nodeOf(graph, 'Flatten');
  const [kept] = flatten.output as [string];
  graph.initializer.push({
    name: 'ratio',
    dims: [],
    dataType: 1,
    rawData: new Uint8Array(Float32Array.of(0.5).buffer),
  });
  graph.initializer.push({ name: 'training', dims: [], dataType: 9, rawData: Uint8Array.of(1) }); // bool
  const after = {
    name: 'dropout',
    opType: 'Dropout',
    input: ['before', 'ratio', 'training'],
    output: [kept],
    attribute: [],
  };
  flatten.output = ['before'];
  graph.node.splice(graph.node.indexOf(flatten) + 1, 0, after);
}
