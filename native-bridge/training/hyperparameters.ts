/**
 * The hyperparameters of a run: one schema, with the reason after every default. An unknown key is an error, never ignored.
 */
import { z } from 'zod';
import { TrainingError } from './training-error.ts';

export const Hyperparameters = z.strictObject({
  /** Adam's step size. 0.009 is the course's. */
  learningRate: z.number().positive().max(10).default(0.009),
  /** Pictures a step. 64 is the course's. */
  batchSize: z.int().min(1).max(65536).default(64),
  /** Adam's decay of the first moment (Kingma & Ba 2015). */
  beta1: z.number().min(0).lt(1).default(0.9),
  /** Adam's decay of the second moment. */
  beta2: z.number().min(0).lt(1).default(0.999),
  /** Added outside the root, after bias correction. TensorFlow 1's default, which the course uses. */
  epsilon: z.number().positive().max(1).default(1e-8),
  /** Graph seed of the initial weights. 1 is the course's `tf.set_random_seed(1)`. */
  initSeed: z
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .default(1),
  /**
   * What an epoch's cost is divided by. `course`: the sum of the mini-batch costs over floor(m / batchSize), though the last
   * partial mini-batch is summed too, which is how the published numbers were made. `mean`: the mean over pictures.
   */
  costDivisor: z.enum(['course', 'mean']).default('course'),
  /** Measure train and validation accuracy after every n-th epoch; 0: only at the end. */
  evaluateEvery: z.int().min(0).max(100_000).default(0),
});
export type Hyperparameters = z.infer<typeof Hyperparameters>;

/**
 * Reads `key=value` settings from the command line over the defaults.
 * @throws TrainingError for a setting without `=`, an unknown key, or a value outside its range.
 */
export function parseSettings(settings: readonly string[]): Hyperparameters {
  const given = settings.map((setting): [string, unknown] => {
    const at = setting.indexOf('=');
    if (at < 1)
      throw new TrainingError(
        `"${setting}" is not a setting.`,
        'Write --set key=value, as in --set learningRate=0.005.',
      );
    const [key, text] = [setting.slice(0, at), setting.slice(at + 1)];
    const number = Number(text);
    return [key, text.trim() !== '' && !Number.isNaN(number) ? number : text];
  });
  const keys = Object.keys(Hyperparameters.shape);
  for (const [key] of given) {
    if (!keys.includes(key)) {
      throw new TrainingError(`There is no hyperparameter "${key}".`, `There are: ${keys.join(', ')}.`);
    }
  }
  const parsed = Hyperparameters.safeParse(Object.fromEntries(given));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new TrainingError(
    `--set ${issue?.path.join('.')}: ${issue?.message}.`,
    'Run `lab train --help` for the hyperparameters and their ranges.',
  );
}
