/** Adam in TensorFlow's operations, so that its moments can be taken out and put back exactly. */
import type { NamedTensorMap, Variable } from '@tensorflow/tfjs-node-gpu';
import type { AdamSettings, OptimizerState } from '../backend.ts';
import type { TensorFlow } from './library.ts';

export interface Adam {
  /** Steps taken. */
  steps: number;
  readonly settings: AdamSettings;
  /** First and second moments by parameter. */
  readonly m: Readonly<Record<string, Variable>>;
  readonly v: Readonly<Record<string, Variable>>;
}

/** Moments of zero, or those of a saved state. */
export function createAdam(
  tf: TensorFlow,
  settings: AdamSettings,
  trained: Readonly<Record<string, Variable>>,
  state: OptimizerState | undefined,
): Adam {
  const moments = (prefix: 'm' | 'v') =>
    Object.fromEntries(
      Object.entries(trained).map(([name, { shape }]) => {
        const saved = state?.slots[`${prefix}/${name}`];
        // The initial tensor gives its memory to the variable; the tidy around removes the tensor itself.
        return [
          name,
          tf.tidy(() => tf.variable(saved ? tf.tensor(saved.data.slice(), shape) : tf.zeros(shape), false)),
        ];
      }),
    );
  return { steps: state?.steps ?? 0, settings, m: moments('m'), v: moments('v') };
}

/**
 * One step as TensorFlow's own Adam does it (Kingma & Ba 2015, the more efficient order at the end of section 2):
 * w -= rate * sqrt(1 - beta2^t) / (1 - beta1^t) * m / (sqrt(v) + epsilon). Epsilon is outside the root, beside the
 * uncorrected v: in early steps it weighs more than in algorithm 1, and the published costs depend on that.
 */
export function adamStep(
  tf: TensorFlow,
  adam: Adam,
  trained: Readonly<Record<string, Variable>>,
  gradients: NamedTensorMap,
  learningRate: number,
): void {
  adam.steps++;
  const { beta1, beta2, epsilon } = adam.settings;
  const rate = (learningRate * Math.sqrt(1 - beta2 ** adam.steps)) / (1 - beta1 ** adam.steps);
  for (const [name, w] of Object.entries(trained)) {
    tf.tidy(() => {
      const g = gradients[name]!;
      const m = tf.add(tf.mul(adam.m[name]!, beta1), tf.mul(g, 1 - beta1));
      const v = tf.add(tf.mul(adam.v[name]!, beta2), tf.mul(tf.square(g), 1 - beta2));
      const denominator = tf.add(tf.sqrt(v), epsilon);
      adam.m[name]!.assign(m);
      adam.v[name]!.assign(v);
      w.assign(tf.sub(w, tf.div(tf.mul(m, rate), denominator)));
    });
  }
}
