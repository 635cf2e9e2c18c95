/**
 * The whole training loop: mini-batches of a seeded permutation, one optimizer step each, an epoch's cost, a checkpoint.
 */
import type { ImageSet } from '../../datasets/dataset.ts';
import { epochSeed, miniBatches } from '../../datasets/minibatch.ts';
import type { Session } from '../backends/backend.ts';
import type { EpochRecord } from './checkpoint-state.ts';
import { accuracyOf, crossEntropyOf } from './evaluate.ts';
import type { Hyperparameters } from './hyperparameters.ts';
import { learningRateAt } from './schedule.ts';
import { TrainingError } from './training-error.ts';

export interface Plan {
  readonly train: ImageSet;
  readonly validation: ImageSet;
  readonly hyperparameters: Hyperparameters;
  /** The mini-batch seed S (the course's is 3). */
  readonly seed: number;
  /** First epoch to train: 0, or where a resumed run goes on. */
  readonly from: number;
  /** Epochs of the whole run. */
  readonly epochs: number;
}

/** What is asked between steps and epochs, and told after each. */
export interface Watch {
  /** Asked before every epoch: true where no more of them is wanted. Absent: all are. */
  enough?(): boolean;
  /** Awaited after every step with its mean cost; false stops before the next one. */
  step(progress: { epoch: number; step: number; steps: number; cost: number }): Promise<boolean>;
  /** Awaited after every epoch: the place for the checkpoint. */
  epoch(record: EpochRecord): Promise<void>;
}

/**
 * Trains `session` from epoch `plan.from` to `plan.epochs`.
 * @returns 'finished' behind a whole epoch, or 'stopped' in the midst of one, which then is not recorded.
 * @throws TrainingError where a loss, or behind an epoch a parameter, is not finite; what the watch saved before stays.
 */
export async function train(session: Session, plan: Plan, watch: Watch): Promise<'finished' | 'stopped'> {
  const { hyperparameters: hp, train: set } = plan;
  for (let epoch = plan.from; epoch < plan.epochs && !watch.enough?.(); epoch++) {
    const began = performance.now();
    const batches = miniBatches(set.count, hp.batchSize, epochSeed(plan.seed, epoch));
    let batchCosts = 0; // sum over mini-batches of their mean cost
    let pictureCosts = 0; // sum over pictures
    let learningRate = 0;
    for (const [step, batch] of batches.entries()) {
      const place = { step: epoch * batches.length + step, stepsPerEpoch: batches.length };
      learningRate = learningRateAt({ ...place, steps: plan.epochs * batches.length }, hp);
      const cost = await session.train(batch, learningRate);
      if (!Number.isFinite(cost)) throw diverged(`The cost became ${cost} at epoch ${epoch}, step ${step}`, hp);
      batchCosts += cost;
      pictureCosts += cost * batch.length;
      if (!(await watch.step({ epoch, step, steps: batches.length, cost }))) return 'stopped';
    }
    // floor(m / batchSize), not the number of mini-batches: how the course's published costs were made.
    const wholeBatches = Math.max(1, Math.floor(set.count / hp.batchSize));
    const cost = hp.costDivisor === 'course' ? batchCosts / wholeBatches : pictureCosts / set.count;
    const seconds = (performance.now() - began) / 1000;
    await requireFinite(session, epoch, hp);
    await watch.epoch({ epoch, cost, seconds, learningRate, ...(await measured(session, plan, epoch)) });
  }
  return 'finished';
}

/** What the net says after an epoch, where the hyperparameters ask for it; the test split is never looked at here. */
async function measured(session: Session, { train, validation, hyperparameters }: Plan, epoch: number) {
  const every = hyperparameters.evaluateEvery;
  if (every === 0 || (epoch + 1) % every !== 0) return {};
  const trainAccuracy = accuracyOf(await session.logits(train.images, train.count), train.labels);
  if (validation.count === 0) return { trainAccuracy };
  const logits = await session.logits(validation.images, validation.count); // (count, classes)
  return {
    trainAccuracy,
    validationCost: crossEntropyOf(logits, validation.labels),
    validationAccuracy: accuracyOf(logits, validation.labels),
  };
}

/** A step's loss is of the parameters before it, so what the epoch's last step did is looked at here. */
async function requireFinite(session: Session, epoch: number, hp: Hyperparameters): Promise<void> {
  for (const [name, { data }] of Object.entries(await session.parameters())) {
    const bad = data.find((value) => !Number.isFinite(value));
    if (bad !== undefined) throw diverged(`Parameter ${name} became ${bad} at the end of epoch ${epoch}`, hp);
  }
}

function diverged(what: string, hp: Hyperparameters): TrainingError {
  return new TrainingError(
    `${what}; training stopped there.`,
    `Train anew with a smaller step size, as learningRate=${hp.learningRate / 10}. The last whole epoch is kept.`,
  );
}
