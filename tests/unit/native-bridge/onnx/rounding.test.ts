/** Bounds derived from the size of the numbers in a net: by hand layer by layer, and measured for random nets. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import fc from 'fast-check';
import { Tensor } from 'onnxruntime-node';
import { Network } from '../../../../native-bridge/convnet/network.ts';
import { classCount } from '../../../../native-bridge/convnet/parameters.ts';
import type { Parameters } from '../../../../native-bridge/convnet/tensor.ts';
import { exportOnnx } from '../../../../native-bridge/onnx/export.ts';
import { OnnxError } from '../../../../native-bridge/onnx/onnx-error.ts';
import { logitBounds } from '../../../../native-bridge/onnx/rounding.ts';
import { ROUNDING, roundingGraph } from '../../../../native-bridge/onnx/rounding-graph.ts';
import { createSession } from '../../../../native-bridge/onnx/runtime.ts';
import { decodeModel, withGraph } from '../../../../native-bridge/onnx/schema.ts';
import { openModel } from '../../../../native-bridge/onnx/session.ts';
import { referenceForward } from '../../../../native-bridge/reference/network.ts';
import { type Case, caseOf, cases } from '../../../conformance/networks.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';
import { ALL_KINDS, CLASSES, FACTS, randomImages, SMALL, writeModel } from './fixtures.ts';

type Net = Pick<Case, 'network' | 'parameters' | 'images' | 'count'>;

/** E and the logits, (count,classes) each, of pictures of any size. */
async function roundingOf({ network, parameters, images, count }: Net) {
  const classes = Array.from({ length: classCount(network) }, (_, k) => `${k}`);
  const bytes = exportOnnx({ network, parameters, classes, metadata: FACTS });
  const session = await createSession(withGraph(bytes, roundingGraph(decodeModel(bytes).graph, classes.length)));
  const out = await session.run({ image: new Tensor('uint8', images, [count, ...network.input]) });
  await session.release();
  return { squares: out[ROUNDING]!.data as Float32Array, logits: out.logits!.data as Float32Array };
}

/** Values of a layer and their E. */
interface Layer {
  readonly a: readonly number[];
  readonly e: readonly number[];
}
const squares = (values: readonly number[]) => values.map((value) => value * value);
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

/** A dense layer, or a 1x1 convolution of one pixel: z = sum of w a, and b. */
function weighted({ a, e }: Layer, weights: Float32Array, bias?: Float32Array): Layer {
  const units = weights.length / a.length;
  const n = a.length + (bias ? 1 : 0);
  const w = (i: number, k: number) => weights[i * units + k]!;
  const z = Array.from({ length: units }, (_, k) => sum(a.map((x, i) => w(i, k) * x)) + (bias?.[k] ?? 0));
  const products = z.map((_, k) => sum(a.map((x, i) => w(i, k) ** 2 * (e[i]! + n * x * x))));
  return { a: z, e: products.map((p, k) => p + n * (bias?.[k] ?? 0) ** 2 + n * z[k]! ** 2) };
}

function normalised({ a, e }: Layer, { gamma1, beta1, mean1, variance1 }: Parameters): Layer {
  const gain = a.map((_, i) => gamma1!.data[i]! / Math.sqrt(variance1!.data[i]! + 1e-3));
  const [m, b] = [mean1!.data, beta1!.data];
  return {
    a: a.map((x, i) => gain[i]! * (x - m[i]!) + b[i]!),
    e: a.map((x, i) => gain[i]! ** 2 * (e[i]! + 8 * x * x) + 8 * ((gain[i]! * m[i]!) ** 2 + b[i]! ** 2)),
  };
}

function averaged({ a, e }: Layer): Layer {
  const n = a.length;
  return { a: [sum(a) / n], e: [sum(a.map((x, i) => e[i]! + (n + 1) * x * x)) / n] };
}

function pixelsOf({ images }: Net): Layer {
  const a = Array.from(images, (byte) => byte / 255);
  return { a, e: squares(a) };
}

const netOf = (layers: object[], input: number[], seed = 5): Net =>
  caseOf(Network.parse({ name: 'by hand', input, layers }), 1, seed);

function assertNear(given: Float32Array, expected: readonly number[]): void {
  assert.equal(given.length, expected.length);
  for (const [i, value] of expected.entries()) {
    assert.ok(Math.abs(given[i]! - value) <= 1e-5 * Math.abs(value), `${given[i]} is not ${value} (number ${i})`);
  }
}

describe('the squares of the rounding errors, by hand,', () => {
  test('of a dense layer', async () => {
    const net = netOf([{ kind: 'flatten' }, { kind: 'dense', units: 3 }], [2, 1, 3]);
    const { W1, b1 } = net.parameters;
    assertNear((await roundingOf(net)).squares, weighted(pixelsOf(net), W1!.data, b1!.data).e);
  });

  test('of a mean, a convolution with and without bias, a batch norm and a relu', async () => {
    const conv = { kind: 'conv', filters: 4, kernel: 1 };
    const layers = [{ kind: 'averagePool', size: 2, stride: 2 }, { ...conv, bias: false }, { kind: 'batchNorm' }];
    const rest = [{ kind: 'relu' }, conv, { kind: 'flatten' }, { kind: 'dense', units: 2, bias: false }];
    const net = netOf([...layers, ...rest], [2, 2, 3]);
    const { W1, W2, b2, W3 } = net.parameters;
    const channels = [0, 1, 2].map((c) => averaged(channelOf(pixelsOf(net), c, 3)));
    const first = weighted(joined(channels), W1!.data);
    const { a, e } = normalised(first, net.parameters);
    const active = { a: a.map((value) => Math.max(value, 0)), e };
    const { squares, logits } = await roundingOf(net);
    const last = weighted(weighted(active, W2!.data, b2!.data), W3!.data);
    assertNear(logits, last.a);
    assertNear(squares, last.e);
  });

  test('of a maximum', async () => {
    const pool = { kind: 'maxPool', size: 2, stride: 2 };
    const net = netOf([pool, { kind: 'flatten' }, { kind: 'dense', units: 2, bias: false }], [2, 2, 3]);
    const a = [0, 1, 2].map((c) => Math.max(...channelOf(pixelsOf(net), c, 3).a));
    assertNear((await roundingOf(net)).squares, weighted({ a, e: squares(a) }, net.parameters.W1!.data).e);
  });
});

function channelOf({ a, e }: Layer, channel: number, channels: number): Layer {
  const own = (_: number, i: number) => i % channels === channel;
  return { a: a.filter(own), e: e.filter(own) };
}

function joined(layers: readonly Layer[]): Layer {
  return { a: layers.flatMap(({ a }) => a), e: layers.flatMap(({ e }) => e) };
}

describe('the bound', () => {
  /** Pictures with three channels, as exports require. */
  const nets = fc.tuple(cases, fc.nat({ max: 1e6 })).map(([{ network, count }, seed]) => {
    const [height, width] = network.input;
    return caseOf({ ...network, input: [height, width, 3] }, count, seed + 1);
  });

  test('holds between ONNX Runtime and the float64 reference for any network, and is not much wider than their difference', async () => {
    const used: number[] = [];
    await fc.assert(
      fc.asyncProperty(nets, async (one) => {
        const { squares, logits } = await roundingOf(one);
        const exact = referenceForward(one.network, one.parameters, one.images, one.count).data;
        const shares = squares.map((e, i) => Math.abs(logits[i]! - exact[i]!) / (4 * 2 ** -24 * Math.sqrt(2 * e + 1)));
        used.push(Math.max(...shares));
        assert.ok(used.at(-1)! <= 1, `${used.at(-1)} of the bound`);
      }),
      { numRuns: 200 },
    );
    const median = used.sort((a, b) => a - b)[used.length / 2]!;
    assert.ok(median >= 0.02 && median <= 0.2, `half of the nets use ${median} of their bound`);
  });

  const folder = temporaryFolder({ after });
  const images = randomImages(3, 5);
  const logitsOf = async (path: string, some = images, count = 3) => {
    const model = await openModel(path);
    return (await model.predict(some, count).finally(() => model.release())).logits;
  };

  test('is u (4 sqrt(2 E + 1) + P) of every logit', async () => {
    const one = caseOf(ALL_KINDS, 3, 1);
    const { network, parameters, images, count } = one;
    const { squares, logits } = await roundingOf(one);
    const model = { path: join(folder, 'all.onnx'), labels: CLASSES };
    writeFileSync(model.path, exportOnnx({ network, parameters, classes: CLASSES, metadata: FACTS }));
    const bounds = await logitBounds(model, images, logits);
    // P from the reference: the effect on a logit of a millionth more in every pixel.
    const [exact, brighter] = [1, 1 + 1e-6].map((scale) => {
      const pixels = Float64Array.from(images, (byte) => (byte / 255) * scale);
      return referenceForward(network, parameters, pixels, count).data;
    });
    for (const [i, bound] of bounds.entries()) {
      const pixels = Math.abs(brighter![i]! - exact![i]!) / 1e-6;
      const expected = 2 ** -24 * (4 * Math.sqrt(2 * squares[i]! + 1) + pixels);
      assert.ok(Math.abs(bound - expected) <= 1e-3 * expected, `${bound} is not ${expected}`);
    }
  });

  test('is a few units in the last place of a logit near 1, and grows with the last layer', async () => {
    const { parameters } = caseOf(SMALL, 1, 1);
    const scaled = Object.fromEntries(
      Object.entries(parameters).map(([name, { shape, data }]) => {
        const factor = /2$/.test(name) ? 1024 : 1;
        return [name, { shape, data: data.map((value) => value * factor) }];
      }),
    );
    const small = await roundingOf({ network: SMALL, parameters, images, count: 3 });
    const large = await roundingOf({ network: SMALL, parameters: scaled, images, count: 3 });
    assertNear(
      large.squares,
      Array.from(small.squares, (e) => e * 1024 ** 2),
    );
    const model = { path: writeModel(folder), labels: CLASSES };
    const bounds = await logitBounds(model, images, await logitsOf(model.path));
    assert.ok(
      bounds.every((bound) => bound > 2 ** -24 && bound < 2e-5),
      `${bounds}`,
    );
  });

  test('of many pictures is that of each alone', async () => {
    const path = writeModel(folder);
    const [count, many] = [150, randomImages(150, 6)];
    const logits = await logitsOf(path, many, count);
    const all = await logitBounds({ path, labels: CLASSES }, many, logits);
    assert.equal(all.length, count * CLASSES.length);
    const own = logits.subarray(-CLASSES.length);
    const last = await logitBounds({ path, labels: CLASSES }, many.subarray(-many.length / count), own);
    for (const [i, bound] of last.entries()) {
      assert.ok(Math.abs(bound - all.at(i - last.length)!) <= 1e-2 * bound, `${bound}, number ${i}`);
    }
  });

  test('is refused for graphs that no export writes', () => {
    const { parameters } = caseOf(SMALL, 1, 1);
    const { graph } = decodeModel(exportOnnx({ network: SMALL, parameters, classes: CLASSES, metadata: FACTS }));
    const refused = (change: object, words: RegExp) =>
      assert.throws(
        () => roundingGraph({ ...graph, ...change }, 6),
        (error) => error instanceof OnnxError && words.test(error.message),
      );
    refused({ initializer: [] }, /computes W1, which an export writes as a constant/);
    refused({ node: graph.node.slice(2) }, /does not compute \w+ the way an export does/);
    refused({ node: graph.node.map((node) => ({ ...node, opType: 'Elu' })) }, /has the operator Elu, which no export/);
  });
});
