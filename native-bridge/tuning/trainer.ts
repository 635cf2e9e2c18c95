/** Trains one piece of a trial: all its replicates, one epoch of each in turn. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { epochSeed, miniBatches } from '../../datasets/minibatch.ts';
import type { Backend, Opening, Session } from '../backends/backend.ts';
import { initialise } from '../convnet/initialisers.ts';
import { trainEpoch } from '../training/epoch.ts';
import { accuracyOf, argmax, crossEntropyOf } from '../training/evaluate.ts';
import { optimizationOf } from '../training/optimization.ts';
import { ratesFor } from '../training/rates.ts';
import { learningRateAt } from '../training/schedule.ts';
import type { Divided, SweepPictures } from './pictures.ts';
import type { BestEpoch, Replicate, WorkEpoch, WorkOrder, WorkResult, WorkState } from './work.ts';

/** How a trial is judged: by its accuracy, or by its loss. */
export type Judge = 'validationAccuracy' | 'validationLoss';

export interface Trainer {
  readonly backend: Backend;
  readonly pictures: SweepPictures;
  readonly judge: Judge;
  /** Threads of each session; absent: the backend's default. */
  readonly threads?: number;
  /** Called after every epoch of every replicate: a sign of life. */
  readonly onEpoch?: (order: WorkOrder) => void;
  /** Called with the scores of an epoch as soon as all replicates have it. */
  readonly onScores?: (order: WorkOrder, epoch: number, scores: WorkEpoch) => void;
}

/** A replicate in training. */
interface Learner {
  readonly replicate: Replicate;
  readonly divided: Divided;
  readonly session: Session;
}

/** The result of one epoch of one replicate. */
interface Judged {
  readonly cost: number;
  readonly logits: Float32Array; // (validation pictures, classes)
  readonly kernelSeconds: number;
  readonly diverged: string | null;
}

/**
 * @param state null if `order.from` is 0
 * @param signal ends it after the current epoch; the result is what was trained by then
 * @throws BackendError if the backend cannot open the network; DatasetError if the pictures cannot be divided that way
 */
export async function trainPiece(
  trainer: Trainer,
  order: WorkOrder,
  state: WorkState | null,
  signal: AbortSignal,
): Promise<WorkResult> {
  const began = performance.now();
  const learners: Learner[] = [];
  try {
    for (const [i, replicate] of order.replicates.entries()) {
      learners.push(await openLearner(trainer, order, replicate, state?.replicates[i]));
    }
    const trained = await trainEpochs(trainer, order, learners, state?.best ?? null, signal);
    const replicates = await Promise.all(learners.map(({ session }) => stateOf(session)));
    return {
      epochs: trained.epochs,
      state: trained.diverged === null ? { replicates, best: trained.best } : null,
      diverged: trained.diverged,
      seconds: (performance.now() - began) / 1000,
      kernelSeconds: trained.kernelSeconds,
    };
  } finally {
    for (const { session } of learners) await session.dispose();
  }
}

async function openLearner(
  { backend, pictures, threads }: Trainer,
  { network, hyperparameters }: WorkOrder,
  replicate: Replicate,
  state: WorkState['replicates'][number] | undefined,
): Promise<Learner> {
  const { images, labels } = pictures.train;
  const opening: Opening = {
    ...{
      network,
      ...optimizationOf(hyperparameters),
      rates: ratesFor(network, hyperparameters),
      images,
      labels,
      seed: replicate.seed,
    },
    parameters: state?.parameters ?? initialise(network, hyperparameters.initSeed + replicate.index),
    ...(state && { optimizerState: state.optimizer }),
    ...(threads !== undefined && { threads }),
  };
  return { replicate, divided: pictures.divide(replicate.division), session: await backend.open(opening) };
}

async function stateOf(session: Session): Promise<WorkState['replicates'][number]> {
  return { parameters: await session.parameters(), optimizer: await session.optimizerState() };
}

interface Trained {
  readonly epochs: readonly WorkEpoch[];
  readonly best: BestEpoch | null;
  readonly diverged: string | null;
  readonly kernelSeconds: number;
}

async function trainEpochs(
  { judge, backend, onEpoch, onScores }: Trainer,
  order: WorkOrder,
  learners: readonly Learner[],
  before: BestEpoch | null,
  signal: AbortSignal,
): Promise<Trained> {
  const epochs: WorkEpoch[] = [];
  let [best, kernelSeconds] = [before, 0];
  for (let epoch = order.from; epoch < order.until && !signal.aborted; epoch++) {
    const judged: Judged[] = [];
    for (const learner of learners) {
      judged.push(await oneEpoch(learner, order, epoch));
      onEpoch?.(order);
    }
    kernelSeconds += judged.reduce((sum, one) => sum + one.kernelSeconds, 0);
    const ended = judged.find((one) => one.diverged !== null)?.diverged;
    if (ended) return { epochs, best, diverged: ended, kernelSeconds };
    const scores = learners.map(({ divided }, i) => scoresOf(judged[i]!, divided));
    const mean = meanOf(scores);
    // The last step can diverge even though every cost was finite: an infinite logit, and its softmax.
    if (!Number.isFinite(mean.validationLoss)) {
      const diverged = `The validation loss became ${mean.validationLoss} in epoch ${epoch}.`;
      return { epochs, best, diverged, kernelSeconds };
    }
    epochs.push(mean);
    onScores?.(order, epoch, mean);
    const score = scoreOf(mean, judge);
    if (best === null || score > best.score) {
      best = await bestOf({ epoch, score }, judge, learners, judged, scores);
    }
    // Lets messages through if the backend computes on this thread.
    if (!backend.concurrentSessions) await nextTurn();
  }
  return { epochs, best, diverged: null, kernelSeconds };
}

/** Higher is better: what schedulers compare. */
export function scoreOf({ validationAccuracy, validationLoss }: WorkEpoch, judge: Judge): number {
  return judge === 'validationAccuracy' ? validationAccuracy : -validationLoss;
}

async function oneEpoch(learner: Learner, order: WorkOrder, epoch: number): Promise<Judged> {
  const { hyperparameters: hp, epochs } = order;
  const { session, divided, replicate } = learner;
  const batches = miniBatches(divided.learn.length, hp.batchSize, epochSeed(replicate.seed, epoch)).map((batch) =>
    batch.map((place) => divided.learn[place]!),
  );
  const learningRates = Float64Array.from(batches, (_, step) =>
    learningRateAt(
      { step: epoch * batches.length + step, stepsPerEpoch: batches.length, steps: epochs * batches.length },
      hp,
    ),
  );
  const { images, count } = divided.judge;
  const done = await trainEpoch(session, { batches, learningRates, evaluation: { images, count } });
  const bad = done.losses.findIndex((loss) => !Number.isFinite(loss));
  return {
    cost: costOf(done.losses, batches, order),
    logits: done.logits ?? new Float32Array(0),
    kernelSeconds: done.seconds,
    diverged: divergence(epoch, bad, done.losses, done.finite),
  };
}

/** As in training/loop.ts. */
function costOf(losses: Float64Array, batches: readonly Int32Array[], { hyperparameters: hp }: WorkOrder): number {
  const count = batches.reduce((sum, batch) => sum + batch.length, 0);
  if (hp.costDivisor === 'course') {
    return losses.reduce((a, b) => a + b, 0) / Math.max(1, Math.floor(count / hp.batchSize));
  }
  return losses.reduce((sum, loss, i) => sum + loss * batches[i]!.length, 0) / count;
}

function divergence(epoch: number, step: number, losses: Float64Array, finite: boolean): string | null {
  if (step >= 0) return `The cost became ${losses[step]} at epoch ${epoch}, step ${step}.`;
  return finite ? null : `A parameter became infinite or not a number in epoch ${epoch}.`;
}

function scoresOf({ cost, logits }: Judged, { judge }: Divided): WorkEpoch {
  return {
    cost,
    validationLoss: crossEntropyOf(logits, judge.labels),
    validationAccuracy: accuracyOf(logits, judge.labels),
  };
}

function meanOf(scores: readonly WorkEpoch[]): WorkEpoch {
  const mean = (of: (one: WorkEpoch) => number) => scores.reduce((sum, one) => sum + of(one), 0) / scores.length;
  return {
    cost: mean(({ cost }) => cost),
    validationLoss: mean(({ validationLoss }) => validationLoss),
    validationAccuracy: mean(({ validationAccuracy }) => validationAccuracy),
  };
}

async function bestOf(
  at: { readonly epoch: number; readonly score: number },
  judge: Judge,
  learners: readonly Learner[],
  judged: readonly Judged[],
  scores: readonly WorkEpoch[],
): Promise<BestEpoch> {
  return {
    ...at,
    parameters: await learners[0]!.session.parameters(),
    replicates: scores.map((one) => one[judge]),
    predicted: predictedBy(learners, judged),
  };
}

/** Predictions of the first replicate, or of all folds of the first seed in order. */
function predictedBy(learners: readonly Learner[], judged: readonly Judged[]): Uint16Array {
  const { seed, division } = learners[0]!.replicate;
  const some = learners.filter(({ replicate }, i) => i === 0 || (division.kind === 'fold' && replicate.seed === seed));
  return Uint16Array.from(
    some.flatMap(({ divided }, i) => {
      const { logits } = judged[i]!;
      return [...argmax(logits, logits.length / divided.judge.count)];
    }),
  );
}
