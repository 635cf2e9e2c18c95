/**
 * The hyperparameters of a run: one schema, from which every form and help text is generated; `description` says what a
 * value does and why it has its default. The defaults are the course's run. A hyperparameter that a checkpoint of an
 * older version does not name had its default.
 */
import { z } from 'zod';
import { DRAWING_PRESETS } from '../../datasets/synthetic/drawing-presets.ts';
import { AUGMENTATION_SHAPE } from './augmentation-shape.ts';
import { TrainingError } from './training-error.ts';

/**
 * `tune` in a hyperparameter's metadata: the range that a sweep proposes to search, if it is not the schema's whole
 * range. With `factor`, the range is the preset's default divided and multiplied by it.
 */
export type Tune =
  | { readonly choices: readonly number[] }
  | { readonly low: number; readonly high: number; readonly log?: boolean }
  | { readonly factor: number; readonly log: true };

/** Share of an epoch's pictures that are drawn at most. */
const MOST_DRAWN = 0.95;

export const Hyperparameters = z.strictObject({
  learningRate: z
    .number()
    .positive()
    .max(10)
    .default(0.009)
    .meta({
      title: 'Learning rate',
      tune: { log: true, factor: 10 },
      description: 'Step size of the optimizer, before the schedule. The course uses 0.009 with Adam.',
    }),
  batchSize: z
    .int()
    .min(1)
    .max(65536)
    .default(64)
    .meta({
      title: 'Mini-batch size',
      tune: { choices: [32, 64, 128] },
      description: 'Pictures per step. The course uses 64.',
    }),
  /** See OptimizerSettings of backend.ts. */
  optimizer: z.enum(['adam', 'adamW', 'sgd']).default('adam').meta({
    title: 'Optimizer',
    description: 'How a gradient becomes a step. The course uses adam; adamW adds weight decay, sgd has momentum.',
  }),
  beta1: z
    .number()
    .min(0)
    .lt(1)
    .default(0.9)
    .meta({
      title: 'Adam beta 1',
      tune: { low: 0.8, high: 0.99 },
      description:
        "Decay rate of Adam's first moment, the mean of gradients. 0.9 is from its paper (Kingma & Ba 2015).",
    }),
  beta2: z
    .number()
    .min(0)
    .lt(1)
    .default(0.999)
    .meta({
      title: 'Adam beta 2',
      tune: { low: 0.9, high: 0.9999 },
      description: "Decay rate of Adam's second moment, the mean of squared gradients. 0.999 is from its paper.",
    }),
  epsilon: z
    .number()
    .positive()
    .max(1)
    .default(1e-8)
    .meta({
      title: 'Adam epsilon',
      tune: { low: 1e-8, high: 1e-3, log: true },
      description:
        "Added to the square root of the uncorrected second moment. TensorFlow 1's default, which the course uses.",
    }),
  weightDecay: z
    .number()
    .min(0)
    .max(10)
    .default(0.01)
    .meta({
      title: 'Weight decay',
      tune: { low: 1e-4, high: 0.3, log: true },
      description: "adamW subtracts learning rate × weight decay × weight from kernels. 0.01 is PyTorch's default.",
    }),
  momentum: z
    .number()
    .min(0)
    .lt(1)
    .default(0.9)
    .meta({
      title: 'Momentum',
      tune: { low: 0.5, high: 0.99 },
      description:
        'Share of the previous step that sgd adds again. 0: plain descent. 0.9 is usual since Krizhevsky (2012).',
    }),
  clipNorm: z
    .number()
    .min(0)
    .max(1e6)
    .default(0)
    .meta({
      title: 'Gradient clipping',
      tune: { choices: [0, 0.5, 1, 2, 5] },
      description:
        'Largest global norm of the gradients; larger ones are scaled down to it. 0: no clipping, as in the course.',
    }),
  labelSmoothing: z
    .number()
    .min(0)
    .lt(1)
    .default(0)
    .meta({
      title: 'Label smoothing',
      tune: { low: 0, high: 0.2 },
      description:
        'Share of every target that is spread over all classes. The course has none; 0.1 is usual (Szegedy et al. 2016).',
    }),
  l2: z
    .number()
    .min(0)
    .max(10)
    .default(0)
    .meta({
      title: 'L2 penalty',
      tune: { choices: [0, 1e-5, 1e-4, 1e-3, 1e-2] },
      description: 'Half of this times the sum of squared kernel weights is added to the loss. The course has none.',
    }),
  /** See schedule.ts. */
  schedule: z.enum(['constant', 'step', 'exponential', 'cosine']).default('constant').meta({
    title: 'Schedule',
    description: 'How the learning rate falls over the run. In the course it is constant.',
  }),
  decayEpochs: z
    .number()
    .positive()
    .max(1_000_000)
    .default(30)
    .meta({
      title: 'Decay epochs',
      tune: { log: true, factor: 3 },
      description:
        'Epochs after which step and exponential have applied the decay rate once. 30 of 100: three drops in a run.',
    }),
  decayRate: z
    .number()
    .positive()
    .max(1)
    .default(0.1)
    .meta({
      title: 'Decay rate',
      tune: { low: 0.05, high: 0.9, log: true },
      description: 'Factor on the learning rate. 0.1 is from ResNet (He et al. 2016).',
    }),
  cosineFloor: z
    .number()
    .min(0)
    .max(1)
    .default(0)
    .meta({
      title: 'Cosine floor',
      tune: { low: 0, high: 0.2 },
      description:
        'Share of the learning rate that cosine falls to at the end of the run. 0: to zero, as in its paper.',
    }),
  warmupEpochs: z
    .number()
    .min(0)
    .max(1_000_000)
    .default(0)
    .meta({
      title: 'Warm-up epochs',
      tune: { low: 0, high: 5 },
      description: 'Epochs, possibly a fraction, over which the learning rate rises from 0. The course has none.',
    }),
  ...AUGMENTATION_SHAPE,
  companion: z.number().min(0).max(MOST_DRAWN).default(0).meta({
    title: 'Drawn hands',
    description:
      "Share of an epoch's pictures that are drawn hands of the same signs. 0.5: as many as the dataset's pictures.",
  }),
  rooms: z.number().min(0).max(0.5).default(0).meta({
    title: 'Rooms without a hand',
    description:
      "Share of an epoch's pictures that are drawn rooms, people and things without a hand: the net learns to be unsure of them.",
  }),
  companionPreset: z.enum(DRAWING_PRESETS).default('wide').meta({
    title: 'Kind of drawn hands',
    description:
      'wide: hands as webcams see them, either hand, any light, any room; course-like: upright, before a light wall.',
  }),
  companionKeep: z.int().min(1).max(100_000).default(4).meta({
    title: 'Epochs of a drawn hand',
    description:
      'Epochs after which a drawn picture is replaced by a new one. 1: all are new in every epoch, which takes time.',
  }),
  /** See rates.ts. */
  freeze: z.int().min(0).max(199).default(0).meta({
    title: 'Freeze layers',
    description:
      'Number of convolutions and dense layers from the input on that stay as they are, with their batch norms. 0: none.',
  }),
  takenRate: z.number().min(0).max(1).default(1).meta({
    title: 'Rate factor of pretrained layers',
    description: 'Factor on the learning rate of layers that came from another model. 1: like the others.',
  }),
  normStatistics: z.enum(['learn', 'frozen']).default('learn').meta({
    title: 'Batch norm statistics',
    description: 'frozen: running statistics are not updated and are used in training too, for a handful of pictures.',
  }),
  initSeed: z
    .int()
    .min(0)
    .max(2 ** 31 - 1)
    .default(1)
    .meta({
      title: 'Seed of the weights',
      tune: { low: 0, high: 1000 },
      description: "Graph seed of the initial weights. 1 is the course's tf.set_random_seed(1).",
    }),
  /**
   * `course`: the sum of the mini-batch costs divided by floor(m / batchSize), although the last, partial mini-batch is
   * in the sum too: the published numbers were computed that way.
   */
  costDivisor: z.enum(['course', 'mean']).default('course').meta({
    title: 'Cost of an epoch',
    description:
      'course: sum over floor(m / mini-batch size), like the published costs; mean: over pictures, as other nets do.',
  }),
  evaluateEvery: z.int().min(0).max(100_000).default(0).meta({
    title: 'Measure every',
    description:
      'Measure cost and accuracy on validation every n epochs. 0: only at the end, as in the course. Training accuracy during an epoch costs nothing and is always measured.',
  }),
  measureTrainEvery: z.int().min(0).max(100_000).default(0).meta({
    title: 'Whole training split every',
    description:
      'Every n epochs, one more pass over all training pictures, for the accuracy of the net as it is then. 0: only at the end.',
  }),
  patience: z.int().min(0).max(1_000_000).default(0).meta({
    title: 'Patience',
    description:
      'Stop and take the best epoch when validation accuracy has not risen for this many epochs. 0: never, as in the course.',
  }),
});
export type Hyperparameters = z.infer<typeof Hyperparameters>;
export type HyperparameterName = keyof Hyperparameters;

/** Hyperparameters that only have an effect with certain values of another. */
export const ONLY_WITH: Partial<Record<HyperparameterName, readonly ['optimizer' | 'schedule', ...string[]]>> = {
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
 * Applies `key=value` settings from the command line on top of the defaults of a preset and of the schema.
 * @throws TrainingError for a setting without `=`, and as `readHyperparameters`.
 */
export function parseSettings(
  settings: readonly string[],
  defaults: Readonly<Record<string, unknown>> = {},
): Hyperparameters {
  return readHyperparameters(Object.fromEntries(settings.map(keyAndValue)), defaults);
}

/**
 * The given values on top of the defaults.
 * @throws TrainingError for an unknown key, a value out of range or without effect, or patience without measuring.
 */
export function readHyperparameters(
  given: Readonly<Record<string, unknown>>,
  defaults: Readonly<Record<string, unknown>> = {},
): Hyperparameters {
  const known = Object.keys(Hyperparameters.shape);
  const unknown = Object.keys(given).find((key) => !known.includes(key));
  if (unknown !== undefined) {
    throw new TrainingError(`There is no hyperparameter "${unknown}".`, `There are: ${known.join(', ')}.`);
  }
  const parsed = Hyperparameters.safeParse({ ...defaults, ...given });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw new TrainingError(
      `${issue?.path.join('.')}: ${issue?.message}.`,
      'Give a value in its range; `lab train --help` lists the hyperparameters with theirs.',
    );
  }
  requireEffect(Object.keys(given) as HyperparameterName[], parsed.data);
  requireMeasuring(parsed.data);
  requireCompanion(Object.keys(given) as HyperparameterName[], parsed.data);
  return parsed.data;
}

/** @throws TrainingError if it is not a setting. */
export function keyAndValue(setting: string): [key: string, value: string | number] {
  const at = setting.indexOf('=');
  if (at < 1) {
    throw new TrainingError(`"${setting}" is not a setting.`, 'Write --set key=value, as in --set learningRate=0.005.');
  }
  const [key, text] = [setting.slice(0, at), setting.slice(at + 1)];
  const number = Number(text);
  return [key, text.trim() !== '' && !Number.isNaN(number) ? number : text];
}

/** A value that was requested but would change nothing is an error; naming a default is not. */
function requireEffect(given: readonly HyperparameterName[], parsed: Hyperparameters): void {
  const defaults = Hyperparameters.parse({});
  for (const key of given) {
    const [other, ...values] = ONLY_WITH[key] ?? [];
    if (other === undefined || values.includes(parsed[other]) || parsed[key] === defaults[key]) continue;
    throw new TrainingError(
      `${key} does nothing with ${other}=${parsed[other]}.`,
      `Leave it out, or set ${other}=${values.join(` or ${other}=`)}.`,
    );
  }
}

/** Drawn pictures must leave room for those of the dataset; their settings do nothing if there are none. */
function requireCompanion(given: readonly HyperparameterName[], parsed: Hyperparameters): void {
  const { companion, rooms } = parsed;
  if (companion + rooms > MOST_DRAWN) {
    throw new TrainingError(
      `companion=${companion} and rooms=${rooms} leave less than ${Math.round(100 * (1 - MOST_DRAWN))} % for the pictures of the dataset.`,
      `Set both to ${MOST_DRAWN} at most together.`,
    );
  }
  const defaults = Hyperparameters.parse({});
  const changed = (key: HyperparameterName) => given.includes(key) && parsed[key] !== defaults[key];
  if (changed('companionPreset') && companion === 0) throw idle('companionPreset');
  if (changed('companionKeep') && companion + rooms === 0) throw idle('companionKeep');
}

function idle(key: HyperparameterName): TrainingError {
  return new TrainingError(`${key} does nothing with companion=0.`, 'Leave it out, or set companion=0.5.');
}

/** Patience waits for a validation accuracy, so it must be measured. */
function requireMeasuring({ patience, evaluateEvery }: Hyperparameters): void {
  if (patience === 0 || evaluateEvery > 0) return;
  throw new TrainingError(
    `patience=${patience} waits for the validation accuracy, which evaluateEvery=0 does not measure.`,
    'Set evaluateEvery=1, or leave patience out.',
  );
}
