/** Adam, AdamW and SGD in TensorFlow operations, so that their slots can be saved and restored exactly. */
import type { NamedTensorMap, Tensor, Variable } from '@tensorflow/tfjs-node-gpu';
import { parameterSpecs } from '../../convnet/parameters.ts';
import type { AdamSettings, Opening, OptimizerSettings, SgdSettings } from '../backend.ts';
import { ratesOf, slotNames } from '../opening.ts';
import type { TensorFlow } from './library.ts';

type Variables = Readonly<Record<string, Variable>>;
type Moments = Omit<AdamSettings, 'kind'>;

export interface Optimizer {
  /** Steps taken. */
  steps: number;
  readonly settings: OptimizerSettings;
  /** The parameters that are trained. */
  readonly trained: Variables;
  /** The parameters that AdamW's weight decay applies to. */
  readonly kernels: ReadonlySet<string>;
  /** Factor on the learning rate of every parameter of the network. */
  readonly rates: ReadonlyMap<string, number>;
  /** State between steps, by slot and parameter: `m/W1`, ... */
  readonly slots: Variables;
}

/** Starts with zero slots, or those of the saved state. */
export function createOptimizer(tf: TensorFlow, opening: Opening, trained: Variables): Optimizer {
  const { network, optimizer: settings, optimizerState: state } = opening;
  const specs = parameterSpecs(network);
  const kernels = specs.filter(({ role }) => role === 'kernel');
  const rates = ratesOf(opening);
  const slots = slotNames(settings, Object.keys(trained)).map((slot) => {
    const { shape } = trained[slot.slice(slot.indexOf('/') + 1)]!;
    const saved = state?.slots[slot];
    // The variable takes over the memory of the initial tensor; the surrounding tidy disposes the tensor itself.
    const start = () => tf.variable(saved ? tf.tensor(saved.data.slice(), shape) : tf.zeros(shape), false);
    return [slot, tf.tidy(start)];
  });
  return {
    ...{ steps: state?.steps ?? 0, settings, trained, slots: Object.fromEntries(slots) },
    kernels: new Set(kernels.map(({ name }) => name)),
    rates: new Map(specs.map(({ name }, i) => [name, rates[i]!])),
  };
}

/** One parameter's step. */
interface Update {
  readonly w: Variable;
  readonly g: Tensor;
  readonly rate: number;
  slot(prefix: 'm' | 'v' | 'u'): Variable;
}

/** One step with `gradients`, which are by parameter. */
export function optimizerStep(
  tf: TensorFlow,
  optimizer: Optimizer,
  gradients: NamedTensorMap,
  learningRate: number,
): void {
  const { settings, trained, kernels, rates, slots } = optimizer;
  const steps = ++optimizer.steps;
  for (const [name, w] of Object.entries(trained)) {
    const rate = learningRate * rates.get(name)!;
    if (rates.get(name) === 0) continue;
    const update: Update = {
      w,
      g: gradients[name]!,
      rate,
      slot: (prefix) => slots[`${prefix}/${name}`]!,
    };
    tf.tidy(() => {
      if (settings.kind === 'sgd') return sgdStep(tf, settings, update);
      const decays = settings.kind === 'adamW' && kernels.has(name);
      if (decays) w.assign(tf.mul(w, 1 - rate * settings.weightDecay));
      adamStep(tf, settings, steps, update);
    });
  }
}

/**
 * The t-th step as in TensorFlow's own Adam (Kingma & Ba 2015, the more efficient order at the end of section 2):
 * w -= rate * sqrt(1 - beta2^t) / (1 - beta1^t) * m / (sqrt(v) + epsilon). Epsilon is added outside the root of the
 * uncorrected v: in early steps it has more weight than in algorithm 1, and the published costs depend on that.
 */
function adamStep(tf: TensorFlow, { beta1, beta2, epsilon }: Moments, t: number, { w, g, rate, slot }: Update): void {
  const stepSize = (rate * Math.sqrt(1 - beta2 ** t)) / (1 - beta1 ** t);
  const m = tf.add(tf.mul(slot('m'), beta1), tf.mul(g, 1 - beta1));
  const v = tf.add(tf.mul(slot('v'), beta2), tf.mul(tf.square(g), 1 - beta2));
  const denominator = tf.add(tf.sqrt(v), epsilon);
  slot('m').assign(m);
  slot('v').assign(v);
  w.assign(tf.sub(w, tf.div(tf.mul(m, stepSize), denominator)));
}

/** u = momentum * u + g, w -= rate * u: as in TensorFlow and PyTorch, not Nesterov's. */
function sgdStep(tf: TensorFlow, { momentum }: SgdSettings, { w, g, rate, slot }: Update): void {
  const u = tf.add(tf.mul(slot('u'), momentum), g);
  slot('u').assign(u);
  w.assign(tf.sub(w, tf.mul(u, rate)));
}

/**
 * Gradients scaled down to `clipNorm` if their norm over all parameters with a nonzero rate is larger (Pascanu et al.
 * 2013). A norm that is not finite makes all of them NaN, as in TensorFlow's clip_by_global_norm: scaled by clipNorm /
 * infinity they would be zeros, and the run would continue as if nothing had happened. The caller disposes the result.
 */
export function clipped(
  tf: TensorFlow,
  { rates }: Pick<Optimizer, 'rates'>,
  gradients: NamedTensorMap,
  clipNorm: number,
): NamedTensorMap {
  const moving = Object.entries(gradients).filter(([name]) => rates.get(name) !== 0);
  const squares = moving.map(([, g]) => tf.tidy(() => tf.sum(tf.square(g)).dataSync()[0]!));
  const norm = Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
  const factor = Number.isFinite(norm) ? Math.min(1, clipNorm / norm) : Number.NaN;
  return Object.fromEntries(Object.entries(gradients).map(([name, g]) => [name, tf.mul(g, factor)]));
}
