/** Trains the finder, on drawn scenes only. */
import { epochSeed, miniBatches } from '../../datasets/minibatch.ts';
import type { Backend, EpochWork, OptimizerState } from '../backends/backend.ts';
import { initialise } from '../convnet/initialisers.ts';
import type { Parameters } from '../convnet/tensor.ts';
import { trainEpoch } from '../training/epoch.ts';
import { FINDER } from './network.ts';
import { SceneCrew } from './scene-crew.ts';
import { mirrored, type Scenes } from './scenes.ts';

export interface FinderPlan {
  /** Seed of the scenes, the initial weights and the mini-batches. */
  readonly seed: number;
  readonly epochs: number;
  /** New scenes per epoch, each used unchanged and mirrored. */
  readonly scenes: number;
}

/** More scenes still help a little (README). */
export const FINDER_PLAN: FinderPlan = { seed: 1, epochs: 8, scenes: 4096 };

const BATCH = 64;
const LEARNING_RATE = 0.004;
/** Steps of linear warm-up, and the share of the learning rate that is left at the end. */
const WARM_UP = 60;
const FLOOR = 0.02;
const OPTIMIZER = { kind: 'adamW', beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01 } as const;

type OnProgress = (progress: { step: string; done: number; total: number }) => void;

/**
 * The same plan gives the same parameters on the same machine; the next epoch's scenes are drawn meanwhile.
 * @throws BackendError if the backend cannot train the network; Error if the loss is no longer finite
 */
export async function trainFinder(
  backend: Backend,
  { seed, epochs, scenes }: FinderPlan,
  onProgress: OnProgress = () => {},
): Promise<Parameters> {
  const crew = new SceneCrew(seed);
  const steps = epochs * 2 * Math.ceil(scenes / BATCH);
  let state: State = { parameters: initialise(FINDER, seed) };
  let taken = 0;
  try {
    let next = crew.draw(0, scenes);
    for (let epoch = 0; epoch < epochs; epoch++) {
      const drawn = await next;
      if (epoch + 1 < epochs) next = crew.draw((epoch + 1) * scenes, scenes);
      for (const [side, set] of [drawn, mirrored(drawn)].entries()) {
        const batches = miniBatches(scenes, BATCH, epochSeed(seed, 2 * epoch + side));
        const learningRates = Float64Array.from(batches, (_, i) => learningRateAt(taken + i, steps));
        state = await trainOn(backend, set, state, { batches, learningRates });
        taken += batches.length;
        onProgress({ step: 'training the finder', done: taken, total: steps });
      }
    }
  } finally {
    await crew.close();
  }
  return state.parameters;
}

/** Linear warm-up, then a cosine down to the floor (Loshchilov & Hutter 2017). */
function learningRateAt(step: number, steps: number): number {
  const cosine = FLOOR + ((1 - FLOOR) * (1 + Math.cos((Math.PI * step) / steps))) / 2;
  return LEARNING_RATE * Math.min((step + 1) / WARM_UP, 1) * cosine;
}

interface State {
  readonly parameters: Parameters;
  readonly optimizerState?: OptimizerState;
}

/**
 * A session keeps the pictures that it is opened with, so each set gets a session that continues where the last one
 * ended.
 */
async function trainOn(
  backend: Backend,
  { images, labels }: Scenes,
  { parameters, optimizerState }: State,
  work: EpochWork,
): Promise<State> {
  const resumed = optimizerState && { optimizerState };
  const opening = { network: FINDER, parameters, optimizer: OPTIMIZER, ...resumed, images, labels, seed: 0 };
  const session = await backend.open(opening);
  try {
    const { finite } = await trainEpoch(session, work);
    if (!finite) throw new Error('training the finder gave numbers that are not finite');
    return { parameters: await session.parameters(), optimizerState: await session.optimizerState() };
  } finally {
    await session.dispose();
  }
}
