/**
 * The training loop: mini-batches from a seeded permutation, one optimizer step each, an epoch's cost, a checkpoint.
 */
import type { ImageSet } from '../../datasets/dataset.ts';
import { epochSeed, miniBatches } from '../../datasets/minibatch.ts';
import type { Session } from '../backends/backend.ts';
import type { EpochRecord } from './checkpoint-state.ts';
import { accuracyOf, crossEntropyOf } from './evaluate.ts';
import type { Hyperparameters } from './hyperparameters.ts';
import type { Mixture } from './mixture.ts';
import { learningRateAt } from './schedule.ts';
import { ONE_BY_ONE, type Stepping } from './stepping.ts';
import { TrainingError } from './training-error.ts';

export interface Plan {
  readonly train: ImageSet;
  readonly validation: ImageSet;
  readonly hyperparameters: Hyperparameters;
  /** The mini-batch seed S (the course's is 3). */
  readonly seed: number;
  /** First epoch to train: 0, or where a resumed run continues. */
  readonly from: number;
  /** Epochs of the whole run. */
  readonly epochs: number;
  /** Default: one by one. */
  readonly stepping?: Stepping;
  /** After which epochs the whole training split is measured, in addition to those that the hyperparameters name. */
  measuresTrain?(epoch: number): boolean;
  /** Drawn pictures, which follow those of `train` in the session. */
  readonly mixture?: Mixture;
}

/** Callbacks between steps and epochs: questions to the caller, and reports. */
export interface Watch {
  /** Called before every epoch: true to train no more epochs. Default: train them all. */
  enough?(): boolean;
  /** Awaited after every step or stretch of steps, with the last one's mean cost; false stops before the next one. */
  step(progress: { epoch: number; step: number; steps: number; cost: number }): Promise<boolean>;
  /** Awaited after every epoch: the place for the checkpoint. */
  epoch(record: EpochRecord): Promise<void>;
}

/**
 * Trains `session` from epoch `plan.from` to `plan.epochs`.
 * @returns 'finished' after a whole epoch, or 'stopped' in the middle of one, which is then not recorded.
 * @throws TrainingError if a loss is not finite, or after an epoch a parameter or the validation cost; what the watch saved
 * before stays.
 */
export async function train(session: Session, plan: Plan, watch: Watch): Promise<'finished' | 'stopped'> {
  const { hyperparameters: hp, mixture, stepping = ONE_BY_ONE } = plan;
  const count = mixture?.count ?? plan.train.count;
  const labelled = mixture?.labelled ?? count;
  for (let epoch = plan.from; epoch < plan.epochs && !watch.enough?.(); epoch++) {
    const began = performance.now();
    await mixture?.ready(session, epoch);
    const batches = miniBatches(count, hp.batchSize, epochSeed(plan.seed, epoch));
    let batchCosts = 0; // sum over mini-batches of their mean cost
    let pictureCosts = 0; // sum over pictures
    let right = 0; // pictures
    const learningRates = ratesOf(plan, epoch, batches.length);
    for (let from = 0, until = 0; from < batches.length; from = until) {
      until = Math.min(from + stepping.stretch, batches.length);
      const work = { batches: batches.slice(from, until), learningRates: learningRates.subarray(from, until) };
      const taken = await stepping.take(session, work);
      for (const [i, cost] of taken.losses.entries()) {
        if (!Number.isFinite(cost)) throw diverged(`The cost became ${cost} at epoch ${epoch}, step ${from + i}`, hp);
        batchCosts += cost;
        pictureCosts += cost * work.batches[i]!.length;
        right += taken.right[i]!;
      }
      const step = { epoch, step: until - 1, steps: batches.length, cost: taken.losses.at(-1)! };
      if (!(await watch.step(step))) return 'stopped';
    }
    // floor(m / batchSize), not the number of mini-batches: how the course's published costs were computed.
    const wholeBatches = Math.max(1, Math.floor(count / hp.batchSize));
    const cost = hp.costDivisor === 'course' ? batchCosts / wholeBatches : pictureCosts / count;
    const seconds = (performance.now() - began) / 1000;
    await requireFinite(session, epoch, hp);
    const learned = { learningRate: learningRates.at(-1)!, duringAccuracy: right / labelled };
    await watch.epoch({ epoch, cost, seconds, ...learned, ...(await measured(session, plan, epoch)) });
  }
  return 'finished';
}

/** The learning rate of each step of the epoch. */
function ratesOf({ epochs, hyperparameters }: Plan, epoch: number, steps: number): Float64Array {
  return Float64Array.from({ length: steps }, (_, step) =>
    learningRateAt({ step: epoch * steps + step, stepsPerEpoch: steps, steps: epochs * steps }, hyperparameters),
  );
}

/** The requested measurements after an epoch; the test split is never used here. */
async function measured(session: Session, plan: Plan, epoch: number) {
  const { train, validation, hyperparameters: hp, stepping = ONE_BY_ONE } = plan;
  const due = (every: number) => every > 0 && (epoch + 1) % every === 0;
  const logitsOf = ({ images, count }: ImageSet) => stepping.logits(session, images, count); // (count, classes)
  const whole = due(hp.measureTrainEvery) || plan.measuresTrain?.(epoch);
  const trained = whole ? { trainAccuracy: accuracyOf(await logitsOf(train), train.labels) } : {};
  if (!due(hp.evaluateEvery) || validation.count === 0) return trained;
  const logits = await logitsOf(validation);
  const validationCost = crossEntropyOf(logits, validation.labels);
  // Finite parameters can give infinite logits, and JSON has no number for their cost.
  if (!Number.isFinite(validationCost)) {
    throw diverged(`The validation cost of epoch ${epoch} became ${validationCost}`, hp);
  }
  return { ...trained, validationCost, validationAccuracy: accuracyOf(logits, validation.labels) };
}

/** A step's loss belongs to the parameters before it, so the result of the epoch's last step is checked here. */
async function requireFinite(session: Session, epoch: number, hp: Hyperparameters): Promise<void> {
  for (const [name, { data }] of Object.entries(await session.parameters())) {
    const bad = data.find((value) => !Number.isFinite(value));
    if (bad !== undefined) throw diverged(`Parameter ${name} became ${bad} at the end of epoch ${epoch}`, hp);
  }
}

function diverged(what: string, hp: Hyperparameters): TrainingError {
  return new TrainingError(
    `${what}; training stopped there.`,
    `Train again with a smaller step size, such as learningRate=${hp.learningRate / 10}. The last whole epoch is kept.`,
  );
}
