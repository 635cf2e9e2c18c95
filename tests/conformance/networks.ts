/** Random small nets of the whole family, and mini-batches for them. */
import fc from 'fast-check';
import { Network } from '../../native-bridge/convnet/network.ts';
import { parameterSpecs } from '../../native-bridge/convnet/parameters.ts';
import { inferShapes } from '../../native-bridge/convnet/shapes.ts';
import { type Parameters, sizeOf } from '../../native-bridge/convnet/tensor.ts';

export interface Case {
  readonly network: Network;
  readonly parameters: Parameters;
  /** (count,H,W,C). */
  readonly images: Uint8Array;
  readonly labels: Int32Array;
  readonly count: number;
}

type Sketch = Record<string, string | number | boolean>;

const padding = fc.constantFrom('same', 'valid');
const pool = fc.record({
  kind: fc.constantFrom('maxPool', 'averagePool'),
  size: fc.integer({ min: 1, max: 4 }),
  stride: fc.integer({ min: 1, max: 4 }),
  padding,
});
/** Non-overlapping windows, as in most nets. */
const tiling = fc
  .record({ size: fc.integer({ min: 1, max: 5 }), padding })
  .map(({ size, padding }) => ({ kind: 'maxPool', size, stride: size, padding }));
const conv = fc.record({
  kind: fc.constant('conv'),
  filters: fc.integer({ min: 1, max: 4 }),
  kernel: fc.integer({ min: 1, max: 7 }),
  stride: fc.constantFrom(1, 1, 2, 3),
  padding,
  bias: fc.boolean(),
});
const relu = fc.constant({ kind: 'relu' });
const batchNorm = fc.record({
  kind: fc.constant('batchNorm'),
  momentum: fc.double({ min: 0, max: 1, noNaN: true }),
  epsilon: fc.constantFrom(1e-3, 1e-2),
});
const dropout = fc.record({ kind: fc.constant('dropout'), rate: fc.constantFrom(0, 0.25, 0.5) });

const spatial = fc.oneof(
  { weight: 3, arbitrary: conv },
  { weight: 2, arbitrary: pool },
  { weight: 2, arbitrary: tiling },
  { weight: 2, arbitrary: relu },
  batchNorm,
  dropout,
);
const flat = fc.oneof(
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('dense'), units: fc.integer({ min: 1, max: 8 }) }) },
  relu,
  batchNorm,
  dropout,
);

const network: fc.Arbitrary<Network> = fc
  .record({
    input: fc.tuple(side(), side(), fc.integer({ min: 1, max: 3 })),
    before: fc.array(spatial, { maxLength: 6 }),
    after: fc.array(flat, { maxLength: 3 }),
    classes: fc.integer({ min: 2, max: 6 }),
    last: fc.oneof({ weight: 4, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: conv }),
  })
  .map(({ input, before, after, classes, last }) => {
    const dense: Sketch[] = [{ kind: 'flatten' }, ...after, { kind: 'dense', units: classes }];
    const layers: Sketch[] = [...before, ...(last ? [last, { kind: 'flatten' }] : dense)];
    return Network.parse({ name: 'random', input, layers });
  })
  .filter(isPossible);

function side(): fc.Arbitrary<number> {
  return fc.integer({ min: 3, max: 12 });
}

function isPossible(candidate: Network): boolean {
  try {
    inferShapes(candidate);
    return true;
  } catch {
    return false; // a window that does not fit
  }
}

/** A net, parameters scaled to keep activations near 1, and 4 to 9 pictures. */
export const cases: fc.Arbitrary<Case> = fc
  .record({ network, count: fc.integer({ min: 4, max: 9 }), seed: fc.integer({ min: 1, max: 2 ** 31 - 1 }) })
  .map(({ network, count, seed }) => caseOf(network, count, seed));

/** Everything except the net, from a seed. */
export function caseOf(network: Network, count: number, seed: number): Case {
  const random = generator(seed);
  const classes = inferShapes(network).at(-1)![0]!;
  return {
    ...{ network, count, parameters: randomParameters(network, random) },
    images: Uint8Array.from({ length: count * sizeOf(network.input) }, () => Math.floor(random() * 256)),
    labels: Int32Array.from({ length: count }, () => Math.floor(random() * classes)),
  };
}

/** He scale for kernels; no bias, gamma or statistic has a value without a visible effect. */
function randomParameters(network: Network, random: () => number): Parameters {
  return Object.fromEntries(
    parameterSpecs(network).map(({ name, shape, role, fanIn }) => {
      const symmetric = () => 2 * random() - 1;
      const value = {
        kernel: () => symmetric() * Math.sqrt(6 / fanIn),
        bias: () => symmetric() * 0.3,
        gamma: () => 0.5 + random(),
        beta: () => symmetric() * 0.3,
        mean: () => symmetric() * 0.3,
        variance: () => 0.5 + random(),
      }[role];
      return [name, { shape, data: Float32Array.from({ length: sizeOf(shape) }, value) }];
    }),
  );
}

/** mulberry32: uniform in [0,1), the same on every machine. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
