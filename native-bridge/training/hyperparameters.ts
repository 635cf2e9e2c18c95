/**
 * The hyperparameters of a run: one schema, with the reason after every default. The defaults are the course's run. What
 * a checkpoint of an older version does not name, it was trained with at its default.
 */
import { z } from 'zod';
import { TrainingError } from './training-error.ts';

export const Hyperparameters = z.strictObject({
  /** The optimizer's step size, before the schedule. 0.009 is the course's, for Adam. */
  learningRate: z.number().positive().max(10).default(0.009),
  /** Pictures a step. 64 is the course's. */
  batchSize: z.int().min(1).max(65536).default(64),
  /** `adam` is the course's; `adamW` adds weight decay, `sgd` has momentum. See OptimizerSettings of backend.ts. */
  optimizer: z.enum(['adam', 'adamW', 'sgd']).default('adam'),
  /** Adam's decay of the first moment (Kingma & Ba 2015). */
  beta1: z.number().min(0).lt(1).default(0.9),
  /** Adam's decay of the second moment. */
  beta2: z.number().min(0).lt(1).default(0.999),
  /** Added outside the root, beside the uncorrected second moment. TensorFlow 1's default, which the course uses. */
  epsilon: z.number().positive().max(1).default(1e-8),
  /** Share of a kernel that adamW takes off at learning rate 1. 0.01 is PyTorch's default. */
  weightDecay: z.number().min(0).max(10).default(0.01),
  /** Share of its last step that sgd takes again; 0: plain gradient descent. 0.9 is Krizhevsky's (2012), and usual since. */
  momentum: z.number().min(0).lt(1).default(0.9),
  /** Largest norm of all gradients together, which are scaled down to it; 0: never, as in the course. */
  clipNorm: z.number().min(0).max(1e6).default(0),
  /** Share of every target that is spread over all classes. The course has none; 0.1 is usual (Szegedy et al. 2016). */
  labelSmoothing: z.number().min(0).lt(1).default(0),
  /** l2 / 2 times the sum of the squares of all kernels is added to the loss. The course has none. */
  l2: z.number().min(0).max(10).default(0),
  /** How the learning rate falls: see schedule.ts. The course's does not. */
  schedule: z.enum(['constant', 'step', 'exponential', 'cosine']).default('constant'),
  /** Epochs after which `step` and `exponential` have multiplied the rate by decayRate. 30 of 100: three falls in a run. */
  decayEpochs: z.number().positive().max(1_000_000).default(30),
  /** See decayEpochs. A tenth is the residual nets' (He et al. 2016). */
  decayRate: z.number().positive().max(1).default(0.1),
  /** Share of the learning rate that `cosine` falls to at the run's end. 0: to nothing, as in its paper. */
  cosineFloor: z.number().min(0).max(1).default(0),
  /** Epochs, or a part of one, over which the learning rate first rises from 0. The course has none. */
  warmupEpochs: z.number().min(0).max(1_000_000).default(0),
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

/** Hyperparameters that do nothing but with certain values of another. */
const ONLY_WITH: Partial<Record<keyof Hyperparameters, readonly ['optimizer' | 'schedule', ...string[]]>> = {
  beta1: ['optimizer', 'adam', 'adamW'],
  beta2: ['optimizer', 'adam', 'adamW'],
  epsilon: ['optimizer', 'adam', 'adamW'],
  weightDecay: ['optimizer', 'adamW'],
  momentum: ['optimizer', 'sgd'],
  decayEpochs: ['schedule', 'step', 'exponential'],
  decayRate: ['schedule', 'step', 'exponential'],
  cosineFloor: ['schedule', 'cosine'],
};

/**
 * Reads `key=value` settings from the command line over the defaults.
 * @throws TrainingError for a setting without `=`, an unknown key, a value outside its range, or one without effect.
 */
export function parseSettings(settings: readonly string[]): Hyperparameters {
  const given = Object.fromEntries(settings.map(keyAndValue));
  const parsed = Hyperparameters.safeParse(given);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new TrainingError(
      `--set ${issue?.path.join('.')}: ${issue?.message}.`,
      'Run `lab train --help` for the hyperparameters and their ranges.',
    );
  }
  requireEffect(Object.keys(given) as (keyof Hyperparameters)[], parsed.data);
  return parsed.data;
}

/** @throws TrainingError where there is no such key. */
function keyAndValue(setting: string): [key: string, value: string | number] {
  const at = setting.indexOf('=');
  if (at < 1) {
    throw new TrainingError(`"${setting}" is not a setting.`, 'Write --set key=value, as in --set learningRate=0.005.');
  }
  const [key, text] = [setting.slice(0, at), setting.slice(at + 1)];
  const keys = Object.keys(Hyperparameters.shape);
  if (!keys.includes(key)) {
    throw new TrainingError(`There is no hyperparameter "${key}".`, `There are: ${keys.join(', ')}.`);
  }
  const number = Number(text);
  return [key, text.trim() !== '' && !Number.isNaN(number) ? number : text];
}

/** A value that was asked for and would change nothing is a mistake; a default that is named is none. */
function requireEffect(given: readonly (keyof Hyperparameters)[], parsed: Hyperparameters): void {
  const defaults = Hyperparameters.parse({});
  for (const key of given) {
    const [other, ...values] = ONLY_WITH[key] ?? [];
    if (other === undefined || values.includes(parsed[other]) || parsed[key] === defaults[key]) continue;
    throw new TrainingError(
      `--set ${key} does nothing with ${other}=${parsed[other]}.`,
      `Leave it out, or add --set ${other}=${values.join(` or ${other}=`)}.`,
    );
  }
}
