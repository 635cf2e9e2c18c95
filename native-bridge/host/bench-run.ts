/** Seconds per epoch of one backend on one network, for `lab bench`. */
import type { Dataset } from '../../datasets/dataset.ts';
import { epochSeed, miniBatches } from '../../datasets/minibatch.ts';
import type { Backend, Opening, Session } from '../backends/backend.ts';
import { homeFolder } from '../backends/building/install.ts';
import { provideBackend } from '../backends/table.ts';
import { initialise } from '../convnet/initialisers.ts';
import type { Network } from '../convnet/network.ts';
import { presetNetwork } from '../convnet/presets.ts';
import { CHECK, handOut } from '../peers/hand-out.ts';
import { accuracy } from '../training/evaluate.ts';
import { Hyperparameters } from '../training/hyperparameters.ts';
import { optimizationOf } from '../training/optimization.ts';
import type { BenchRequest, ComputeEvent } from './compute-messages.ts';
import { asArgument } from './failure.ts';
import type { Surroundings } from './training-run.ts';

const SEED = 3; // mini-batch seed, the course's
const SETTINGS = Hyperparameters.parse({}); // the course's: Adam 0.009, mini-batches of 64

type Splits = Dataset['splits'];
type Host = Pick<Surroundings, 'open' | 'onProgress' | 'missingEnvironment'>;

/**
 * Trains one warm-up epoch that is not counted (memory, caches, graph set-up), then `request.epochs` counted ones.
 * @throws ArgumentError, BackendError and the dataset's errors
 */
export async function benchEpochs(request: BenchRequest, host: Host): Promise<ComputeEvent> {
  const { splits, classes } = await host.open(request.data, SEED);
  const network = asArgument(() => presetNetwork(request.preset, { classes: classes.length }));
  const { backend } = await provideBackend(request.backend, network, { gpu: false, onProgress: host.onProgress });
  const environment = host.missingEnvironment(backend);
  if (environment) return { kind: 'restart', environment };

  const opening = openingOf(network, splits);
  const checkCosts = request.peersFolder === undefined ? null : await preparePeers(request, backend, opening, splits);
  const { seconds, costs } = await withSession(backend, opening, (session) =>
    timeEpochs(session, splits, request, host),
  );
  const device = (await backend.inspect?.())?.device ?? 'CPU';
  const kernels = request.measure ? ((await backend.measure?.(opening)) ?? null) : null;
  const pictures = { train: splits.train.count, test: splits.test.count };
  return { kind: 'bench', seconds, costs, checkCosts, device, pictures, kernels, home: homeFolder() };
}

function openingOf(network: Network, { train }: Splits): Opening {
  const { images, labels } = train;
  const parameters = initialise(network, SETTINGS.initSeed);
  return { network, parameters, ...optimizationOf(SETTINGS), images, labels, seed: SEED };
}

/** @returns seconds of each counted epoch, and the cost of each epoch including the first, which is not counted. */
async function timeEpochs(
  session: Session,
  splits: Splits,
  { backend, preset, epochs }: BenchRequest,
  { onProgress }: Host,
): Promise<{ seconds: number[]; costs: number[] }> {
  const [seconds, costs]: [number[], number[]] = [[], []];
  for (let epoch = 0; epoch <= epochs; epoch++) {
    const began = performance.now();
    costs.push(await trainEpoch(session, splits, epoch, SETTINGS.learningRate));
    if (epoch > 0) seconds.push((performance.now() - began) / 1000);
    onProgress({ step: `${backend} ${preset}`, done: epoch, total: epochs });
  }
  return { seconds, costs };
}

/** An epoch as in a normal run: every training step, and the test accuracy. Resolves with the mean cost. */
async function trainEpoch(session: Session, { train, test }: Splits, epoch: number, rate: number): Promise<number> {
  let cost = 0; // sum over pictures
  for (const batch of miniBatches(train.count, SETTINGS.batchSize, epochSeed(SEED, epoch))) {
    cost += batch.length * (await session.train(batch, rate));
  }
  await accuracy(session, test);
  return cost / train.count;
}

/** Writes the task for the other libraries; resolves with the costs of the epochs that they are checked against. */
async function preparePeers(
  { peersFolder, epochs }: BenchRequest,
  backend: Backend,
  opening: Opening,
  splits: Splits,
): Promise<number[]> {
  const { learningRate, beta1, beta2, epsilon, batchSize } = SETTINGS;
  const { network, parameters } = opening;
  await handOut(peersFolder!, {
    ...{ network, parameters, train: splits.train, test: splits.test, batchSize, seed: SEED },
    ...{ optimizer: { learningRate, beta1, beta2, epsilon }, epochs: epochs + 1 },
  });
  return withSession(backend, opening, async (session) => {
    const costs: number[] = [];
    for (let epoch = 0; epoch < CHECK.epochs; epoch++) {
      costs.push(await trainEpoch(session, splits, epoch, learningRate * CHECK.rateShare));
    }
    return costs;
  });
}

async function withSession<T>(backend: Backend, opening: Opening, work: (session: Session) => Promise<T>): Promise<T> {
  const session = await backend.open(opening);
  try {
    return await work(session);
  } finally {
    await session.dispose();
  }
}
