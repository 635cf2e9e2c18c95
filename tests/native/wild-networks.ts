/** Random networks from the whole schema, unlike any in practice. Their cost is bounded. */
import fc from 'fast-check';
import { layerParameters } from '../../native-bridge/convnet/layer-parameters.ts';
import { Layer, Network } from '../../native-bridge/convnet/network.ts';
import { inferShapes } from '../../native-bridge/convnet/shapes.ts';
import { sizeOf } from '../../native-bridge/convnet/tensor.ts';

/** Limits on the cost of one network; layers that would exceed them are left out. */
export interface Budget {
  /** Multiply-adds of one picture, forward. */
  readonly multiplyAdds: number;
  readonly parameters: number;
  /** Floats in the outputs of all layers, per picture. */
  readonly activations: number;
}

/** Log-uniform: a number drawn uniformly from 1 to 64 is rarely below 8. */
function upTo(most: number): fc.Arbitrary<number> {
  return fc.oneof(fc.integer({ min: 1, max: Math.min(most, 5) }), fc.integer({ min: 1, max: most }), fc.constant(most));
}

const padding = fc.constantFrom('same', 'valid');
const conv = fc.record({
  kind: fc.constant('conv'),
  filters: upTo(300),
  kernel: upTo(64),
  stride: fc.oneof(fc.constant(1), upTo(64)),
  padding,
  bias: fc.boolean(),
});
const pool = fc.record({
  kind: fc.constantFrom('maxPool', 'averagePool'),
  size: upTo(64),
  stride: upTo(64),
  padding,
});
/** Non-overlapping windows: a convolution merges this pool into its own stage. */
const tiling = fc
  .record({ size: upTo(64), padding })
  .map(({ size, padding }) => ({ kind: 'maxPool', size, stride: size, padding }));
const relu = fc.constant({ kind: 'relu' });
const batchNorm = fc.record({
  kind: fc.constant('batchNorm'),
  momentum: fc.constantFrom(0, 0.5, 0.99, 1),
  epsilon: fc.constantFrom(Number.MIN_VALUE, 1e-12, 1e-3, 1),
});
const dropout = fc.record({ kind: fc.constant('dropout'), rate: fc.constantFrom(0, 1e-9, 0.5, 0.95) });
const dense = fc.record({ kind: fc.constant('dense'), units: upTo(4000), bias: fc.boolean() });

const spatial = fc.oneof(
  { weight: 6, arbitrary: conv },
  { weight: 2, arbitrary: pool },
  tiling,
  relu,
  batchNorm,
  dropout,
);
const flat = fc.oneof({ weight: 2, arbitrary: dense }, relu, batchNorm, dropout);

/** Few layers, or so many that the schema's 200 are reached. */
function layers(one: fc.Arbitrary<object>): fc.Arbitrary<object[]> {
  const many = fc.array(one, { minLength: 120, maxLength: 200, size: 'max' });
  return fc.oneof(
    { weight: 9, arbitrary: fc.array(one, { maxLength: 8, size: 'max' }) },
    { weight: 1, arbitrary: many },
  );
}

const input = fc.oneof(
  { weight: 4, arbitrary: fc.tuple(upTo(100), upTo(100), upTo(7)) },
  fc.constantFrom<[number, number, number]>([1, 1, 1], [1, 1, 64], [100, 3, 7], [3, 100, 7], [1, 100, 1]),
);

/** Networks that `Network` and `inferShapes` accept. */
export function wildNetworks(budget: Budget): fc.Arbitrary<Network> {
  return fc
    .record({ input, before: layers(spatial), after: layers(flat), classes: upTo(50) })
    .map(({ input, before, after, classes }) => {
      const end = Layer.parse({ kind: 'dense', units: classes });
      const kept: Layer[] = [];
      for (const sketch of [...before, { kind: 'flatten' }, ...after]) {
        const layer = Layer.parse(sketch);
        // One layer is reserved for the flatten layer, without which the last layer would be impossible.
        const place = kept.some(({ kind }) => kind === 'flatten') || layer.kind === 'flatten' ? 199 : 198;
        if (kept.length < place && isBearable(input, [...kept, layer], budget)) kept.push(layer);
      }
      return Network.parse({ name: 'wild', input, layers: [...kept, end] });
    })
    .filter(({ input, layers }) => isBearable(input, layers, budget));
}

function isBearable(input: Network['input'], layers: readonly Layer[], budget: Budget): boolean {
  const shapes = shapesOf(input, layers);
  if (!shapes) return false;
  const costs = layers.map((layer, index) => costOf(layer, shapes[index - 1] ?? input, shapes[index]!));
  const sum = (of: keyof Budget) => costs.reduce((total, cost) => total + cost[of], 0);
  return (['multiplyAdds', 'parameters', 'activations'] as const).every((what) => sum(what) <= budget[what]);
}

/** Shapes after the layers, or null where they cannot follow each other. A dense layer of one unit ends the net. */
function shapesOf(input: Network['input'], layers: readonly Layer[]): number[][] | null {
  const isFlat = layers.some(({ kind }) => kind === 'flatten');
  const rest = [...(isFlat ? [] : [{ kind: 'flatten' }]), { kind: 'dense', units: 1 }].map((one) => Layer.parse(one));
  try {
    return inferShapes({ name: 'wild', input, layers: [...layers, ...rest] });
  } catch {
    return null;
  }
}

function costOf(layer: Layer, before: readonly number[], after: readonly number[]): Budget {
  const parameters = layerParameters(layer, before).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const pixels = after.length === 3 ? after[0]! * after[1]! : 1;
  const window = layer.kind === 'maxPool' || layer.kind === 'averagePool' ? layer.size ** 2 * sizeOf(after) : 0;
  return { multiplyAdds: pixels * parameters + window, parameters, activations: sizeOf(after) };
}
