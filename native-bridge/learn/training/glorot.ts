/** The initial W1 and W2 of the course, and other weights that could have been drawn instead. */
import { MT19937 } from '../../../datasets/random/mt19937.ts';
import { glorotUniform } from '../../convnet/initialisers.ts';
import { fans } from '../../convnet/parameters.ts';
import { randomUniform } from '../../convnet/philox.ts';
import type { Tensor } from '../../reference/tensor.ts';

/** `tf.get_variable("W1", [4, 4, 3, 8], ...)` and `"W2", [2, 2, 8, 16]`. */
export const WEIGHT_SHAPES = { W1: [4, 4, 3, 8], W2: [2, 2, 8, 16] } as const;
export type WeightName = keyof typeof WEIGHT_SHAPES;
export const WEIGHT_NAMES = ['W1', 'W2'] as const;

/** A way of drawing both weights, with the message for a learner who did that. */
export interface Draw {
  readonly id: string;
  readonly text: string;
  draw(name: WeightName): ArrayLike<number>;
}

const sizeOf = (name: WeightName) => WEIGHT_SHAPES[name].reduce((product: number, n) => product * n, 1);

/** `tf.set_random_seed(1)`, then `tf.contrib.layers.xavier_initializer(seed = 0)`. */
export function courseWeights(): Record<WeightName, Tensor> {
  const weight = (name: WeightName): Tensor => ({
    shape: WEIGHT_SHAPES[name],
    data: Float64Array.from(glorotUniform(WEIGHT_SHAPES[name], 1, 0)),
  });
  return { W1: weight('W1'), W2: weight('W2') };
}

/** TensorFlow's default graph seed if none is set (python/framework/random_seed.py). */
const DEFAULT_GRAPH_SEED = 87654321;
/** Number of seeds to try for the graph and for the operation. */
const SEEDS = 100;

const glorot = (graphSeed: number, opSeed: number, id: string, text: string): Draw => ({
  id,
  text,
  draw: (name) => glorotUniform(WEIGHT_SHAPES[name], graphSeed, opSeed),
});

/** Consecutive calls of one generator: W1, then W2 from its current state. */
function numpyDraw(id: string, seed: number, scale: (fanIn: number, fanOut: number) => number, text: string): Draw {
  return {
    id,
    text,
    draw(name) {
      const generator = new MT19937(seed);
      if (name === 'W2') for (let i = 0; i < sizeOf('W1'); i++) generator.randn();
      const { fanIn, fanOut } = fans(WEIGHT_SHAPES[name]);
      const factor = scale(fanIn, fanOut);
      return Float64Array.from({ length: sizeOf(name) }, () => generator.randn() * factor);
    },
  };
}

/** He et al. 2015 with a uniform distribution: limit sqrt(6 / fanIn), TensorFlow's `he_uniform`. */
const heUniform: Draw = {
  id: 'he-uniform',
  text: "These are He's initial weights (he_uniform), with the course's seeds. The course uses xavier_initializer, whose limit is sqrt(6 / (fan_in + fan_out)).",
  draw(name) {
    const limit = Math.fround(Math.sqrt(6 / fans(WEIGHT_SHAPES[name]).fanIn));
    return randomUniform(1, 0, sizeOf(name)).map((u) => Math.fround(u * Math.fround(2 * limit)) - limit);
  },
};

const constant = (id: string, value: number, text: string): Draw => ({
  id,
  text,
  draw: (name) => new Float64Array(sizeOf(name)).fill(value),
});

/** All wrong draws to try, most likely first. */
export function* otherDraws(): Generator<Draw> {
  yield constant(
    'zeros',
    0,
    'All weights are 0: then all filters stay the same. Use tf.contrib.layers.xavier_initializer(seed = 0).',
  );
  yield constant(
    'ones',
    1,
    'All weights are 1: then all filters stay the same. Use tf.contrib.layers.xavier_initializer(seed = 0).',
  );
  yield glorot(
    DEFAULT_GRAPH_SEED,
    0,
    'graph-seed-missing',
    'tf.set_random_seed(1) is missing, or comes after the weights: these are the numbers of a graph without a seed.',
  );
  for (let seed = 0; seed <= SEEDS; seed++) {
    if (seed !== 1)
      yield glorot(
        seed,
        0,
        'graph-seed',
        `These are the numbers of tf.set_random_seed(${seed}): the course has tf.set_random_seed(1).`,
      );
  }
  for (let seed = 1; seed <= SEEDS; seed++) {
    yield glorot(
      1,
      seed,
      'op-seed',
      `xavier_initializer has the seed ${seed} here, given or assigned by TensorFlow because none was given: the course has xavier_initializer(seed = 0).`,
    );
  }
  yield heUniform;
  for (const seed of [1, 0]) {
    const drawn = `These are numpy's normal numbers (np.random.seed(${seed}), randn)`;
    const instead = "the course draws them with TensorFlow's xavier_initializer(seed = 0), uniform.";
    yield numpyDraw('numpy-randn', seed, () => 1, `${drawn}: ${instead}`);
    yield numpyDraw('numpy-randn-small', seed, () => 0.01, `${drawn} times 0.01: ${instead}`);
    yield numpyDraw(
      'numpy-he',
      seed,
      (fanIn) => Math.sqrt(2 / fanIn),
      `${drawn} times sqrt(2 / fan_in), which is He's: ${instead}`,
    );
    yield numpyDraw(
      'numpy-xavier',
      seed,
      (fanIn) => Math.sqrt(1 / fanIn),
      `${drawn} times sqrt(1 / fan_in), which is Xavier's with a normal distribution: ${instead}`,
    );
    yield numpyDraw(
      'numpy-glorot',
      seed,
      (fanIn, fanOut) => Math.sqrt(2 / (fanIn + fanOut)),
      `${drawn} times sqrt(2 / (fan_in + fan_out)): ${instead}`,
    );
  }
}
