/**
 * The whole training loop: mini-batches of a seeded permutation, one optimizer step each, an epoch's cost, a checkpoint.
 */
import type { ImageSet } from '../../datasets/dataset.ts';
import { epochSeed, miniBatches } from '../../datasets/minibatch.ts';
import type { Session } from '../backends/backend.ts';
import type { EpochRecord } from './checkpoint-state.ts';
import { accuracy } from './evaluate.ts';
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

/** What is asked between steps and told after each epoch. */
export interface Watch {
  /** Awaited after every step with its mean cost; false stops before the next one. */
  step(progress: { epoch: number; step: number; steps: number; cost: number }): Promise<boolean>;
  /** Awaited after every epoch: the place for the checkpoint. */
  epoch(record: EpochRecord): Promise<void>;
}

/**
 * Trains `session` from epoch `plan.from` to `plan.epochs`.
 * @returns 'finished', or 'stopped' where the watch asked for it (the unfinished epoch is not recorded).
 * @throws TrainingError where a loss, or behind an epoch a parameter, is not finite; what the watch saved before stays.
 */
export async function train(session: Session, plan: Plan, watch: Watch): Promise<'finished' | 'stopped'> {
  const { hyperparameters: hp, train: set } = plan;
  for (let epoch = plan.from; epoch < plan.epochs; epoch++) {
    const began = performance.now();
    const batches = miniBatches(set.count, hp.batchSize, epochSeed(plan.seed, epoch));
    let batchCosts = 0; // sum over mini-batches of their mean cost
    let pictureCosts = 0; // sum over pictures
    for (const [step, batch] of batches.entries()) {
      const place = { step: epoch * batches.length + step, stepsPerEpoch: batches.length };
      const rate = learningRateAt({ ...place, steps: plan.epochs * batches.length }, hp);
      const cost = await session.train(batch, rate);
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
    await watch.epoch({ epoch, cost, seconds, ...(await measured(session, plan, epoch)) });
  }
  return 'finished';
}

/** Accuracies after an epoch, where the hyperparameters ask for them; the test split is never looked at here. */
async function measured(session: Session, plan: Plan, epoch: number): Promise<Partial<EpochRecord>> {
  const every = plan.hyperparameters.evaluateEvery;
  if (every === 0 || (epoch + 1) % every !== 0) return {};
  const trainAccuracy = await accuracy(session, plan.train);
  if (plan.validation.count === 0) return { trainAccuracy };
  return { trainAccuracy, validationAccuracy: await accuracy(session, plan.validation) };
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
    `Train into a new folder with a smaller step size, as in --set learningRate=${hp.learningRate / 10}. The last whole epoch is kept.`,
  );
}
