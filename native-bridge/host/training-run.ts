/**
 * One run from its request to its files: data, network, backend, the loop, checkpoints, the exported model. The loop
 * itself is training/loop.ts.
 */
import writeFileAtomic from 'write-file-atomic';
import { wholeSpec } from '../../datasets/catalog.ts';
import type { Dataset, ImageSet, SplitName } from '../../datasets/dataset.ts';
import type { Backend, Session } from '../backends/backend.ts';
import { provideBackend } from '../backends/table.ts';
import { initialise } from '../convnet/initialisers.ts';
import { parameterSpecs } from '../convnet/parameters.ts';
import { presetNetwork } from '../convnet/presets.ts';
import { sizeOf } from '../convnet/tensor.ts';
import { exportOnnx } from '../onnx/export.ts';
import { type Checkpoint, loadCheckpoint } from '../training/checkpoint.ts';
import type { EpochRecord, RunState } from '../training/checkpoint-state.ts';
import { accuracyOf, softmax } from '../training/evaluate.ts';
import { parseSettings } from '../training/hyperparameters.ts';
import { train } from '../training/loop.ts';
import { optimizationOf } from '../training/optimization.ts';
import { ArgumentError, TrainingError } from '../training/training-error.ts';
import type {
  ComputeEvent,
  ComputeRequest,
  DataSource,
  DatasetCard,
  Trained,
  TrainRequest,
} from './compute-messages.ts';
import { asArgument } from './failure.ts';
import { holdFolder, newRunFolder, type RunFolder, recordRun, refuseTaken, runFolder } from './run-folder.ts';
import { RunKeeper } from './run-keeper.ts';

/** How a run ends before its last epoch: `stop` keeps it to be resumed, `finish` makes the model of what there is. */
export type Ending = Extract<ComputeRequest, { kind: 'stop' | 'finish' }>;

/** What the host lends to a run. */
export interface Surroundings {
  open(data: DataSource, seed: number): Promise<Dataset>;
  card(dataset: Dataset): DatasetCard;
  send(event: ComputeEvent): void;
  onProgress(progress: { step: string; done: number; total: number }): void;
  /** False once the person asked to stop. */
  keepGoing(): Promise<boolean>;
  /** Why not. */
  ending(): Ending | null;
  missingEnvironment(backend: Backend): Record<string, string> | null;
}

const COURSE_SEED = 3; // of the course's random_mini_batches
const COURSE_EPOCHS = 100;

/**
 * Trains, checkpoints whole epochs, exports. Resolves with the event that ends the run.
 * @throws ArgumentError for a request that cannot be; errors of datasets, backends and training with their remedies.
 */
export async function trainRun(request: TrainRequest, host: Surroundings): Promise<ComputeEvent> {
  const began = performance.now();
  const saved = request.resume ? loadCheckpoint(runFolder(request.out).checkpoint) : null;
  const start = saved ? resumed(request, saved) : fresh(request);
  const dataset = await host.open(start.data, start.seed);
  if (saved && dataset.sha256 !== saved.state.dataset.sha256) throw otherPictures(saved.state, dataset);

  const network =
    saved?.state.network ?? asArgument(() => presetNetwork(start.preset, { classes: dataset.classes.length }));
  const wanted = request.backend ?? saved?.state.backend ?? 'auto';
  const { backend, why } = await provideBackend(wanted, network, { gpu: false, onProgress: host.onProgress });
  const environment = host.missingEnvironment(backend);
  if (environment) return { kind: 'restart', environment };

  const folder = saved ? runFolder(request.out) : await newRunFolder(request.out);
  const release = await holdFolder(folder);
  try {
    // Looked at again behind the lock: another process may have trained here until now.
    if (!saved) refuseTaken(folder);
    const latest = saved && loadCheckpoint(folder.checkpoint);
    return await trainIn(folder, { start, saved: latest, dataset, network, backend, why, began }, host);
  } finally {
    release();
  }
}

interface Prepared {
  readonly start: Start;
  readonly saved: Checkpoint | null;
  readonly dataset: Dataset;
  readonly network: RunState['network'];
  readonly backend: Backend;
  readonly why: string;
  /** ms */
  readonly began: number;
}

async function trainIn(folder: RunFolder, prepared: Prepared, host: Surroundings): Promise<ComputeEvent> {
  const { start, saved, dataset, network, backend, why, began } = prepared;
  const { hyperparameters, seed, epochs } = start;
  const state: RunState = {
    format: 1,
    dataset: { ...start.data, spec: wholeSpec(start.data.spec), name: dataset.name, sha256: dataset.sha256 },
    ...{ preset: start.preset, network, hyperparameters, seed, epochs, backend: backend.id },
    generator: { kind: 'mt19937', seed: seed + 1 + (saved?.state.history.length ?? 0) },
    steps: saved?.state.steps ?? 0,
    history: saved?.state.history ?? [],
  };
  const session = await backend.open({
    network,
    parameters: saved?.parameters ?? initialise(network, hyperparameters.initSeed),
    ...optimizationOf(hyperparameters),
    ...(saved && { optimizerState: { steps: saved.state.steps, slots: saved.slots } }),
    images: dataset.splits.train.images,
    labels: dataset.splits.train.labels,
    seed,
  });
  try {
    const device = await backend.inspect?.();
    host.send({
      ...{ kind: 'begun', backend: backend.id, why, device: device?.device ?? 'CPU', dataset: host.card(dataset) },
      ...{ network: network.name, parameters: learned(state), from: state.history.length, epochs },
    });
    const end = await trainEpochs(session, state, dataset, folder, host);
    if (end.outcome === 'stopped') return { kind: 'stopped', epochs: end.state.history.length };
    const results = await finishRun(session, end.state, dataset, folder);
    return { kind: 'trained', ...results, seconds: (performance.now() - began) / 1000 };
  } finally {
    await session.dispose();
  }
}

interface Start {
  readonly data: DataSource;
  readonly preset: string;
  readonly hyperparameters: RunState['hyperparameters'];
  readonly seed: number;
  readonly epochs: number;
}

function fresh(request: TrainRequest): Start {
  const preset = request.preset ?? 'course';
  asArgument(() => presetNetwork(preset));
  const costDivisor = preset === 'course' ? 'course' : 'mean';
  return {
    data: request.data ?? { spec: 'synthetic' },
    preset,
    hyperparameters: asArgument(() => parseSettings([`costDivisor=${costDivisor}`, ...request.settings])),
    seed: request.seed ?? COURSE_SEED,
    epochs: request.epochs ?? COURSE_EPOCHS,
  };
}

/** A resumed run keeps its settings; only the number of epochs and the place of the pictures may be told anew. */
function resumed(request: TrainRequest, { state }: Checkpoint): Start {
  const changed = [
    request.settings.length > 0 && '--set',
    request.preset !== undefined && request.preset !== state.preset && '--preset',
    request.seed !== undefined && request.seed !== state.seed && '--seed',
  ].filter((flag) => flag !== false);
  if (changed.length > 0) {
    throw new ArgumentError(
      `A resumed run keeps its settings, so ${changed.join(' and ')} cannot change.`,
      'Leave them out, or train without --resume into a new folder.',
    );
  }
  const epochs = request.epochs ?? state.epochs;
  requireEpochs(epochs, state);
  const { sha256: _, name: __, ...data } = state.dataset;
  const { preset, hyperparameters, seed } = state;
  return { data: { ...data, ...request.data }, preset, hyperparameters, seed, epochs };
}

/** A run may be made longer, but not where every step's learning rate depends on its length. */
function requireEpochs(epochs: number, { hyperparameters, history, epochs: before }: RunState): void {
  const done = history.length;
  if (epochs < done) {
    throw new ArgumentError(
      `The run has done ${done} epochs already, more than --epochs ${epochs}.`,
      `Name ${done} or more; --epochs counts the whole run.`,
    );
  }
  if (hyperparameters.schedule === 'cosine' && epochs !== before) {
    throw new ArgumentError(
      `The learning rate of this run falls along a cosine over its ${before} epochs, so --epochs ${epochs} cannot be.`,
      'Leave --epochs out, or train without --resume into a new folder.',
    );
  }
}

function otherPictures(state: RunState, dataset: Dataset): TrainingError {
  return new TrainingError(
    `The pictures of ${dataset.name} are not those that this run was trained on (sha256 ${dataset.sha256.slice(0, 12)}, not ${state.dataset.sha256.slice(0, 12)}).`,
    'Name the same data by --data, or train a new run on these pictures.',
  );
}

async function trainEpochs(
  session: Session,
  from: RunState,
  dataset: Dataset,
  folder: RunFolder,
  host: Surroundings,
): Promise<{ outcome: 'finished' | 'stopped'; state: RunState }> {
  let state = from;
  const keeper = new RunKeeper(folder);
  const snapshot = async (): Promise<Checkpoint> => {
    const { steps, slots } = await session.optimizerState();
    state = { ...state, steps };
    return { state, parameters: await session.parameters(), slots };
  };
  await keeper.begin(await snapshot());
  const { train: trainSet, validation } = dataset.splits;
  const { hyperparameters, seed, epochs } = state;
  const plan = { train: trainSet, validation, hyperparameters, seed, from: state.history.length, epochs };
  const training = train(session, plan, {
    async step({ epoch, step, steps }) {
      host.onProgress({ step: `Epoch ${epoch}`, done: epoch * steps + step + 1, total: epochs * steps });
      return host.keepGoing();
    },
    async epoch(record: EpochRecord) {
      const history = [...state.history, record];
      state = { ...state, history, generator: { kind: 'mt19937', seed: seed + 1 + history.length } };
      await keeper.epoch(await snapshot());
      host.send({ kind: 'epoch', ...record });
    },
  });
  // Also at a stop in mid-epoch, and behind a cost that is no number any more: that curve is the one to look at.
  const outcome = await training.finally(() => keeper.flush());
  return { outcome, state };
}

/** Measures train and test accuracy once, at the end, and writes the model with its card. */
async function finishRun(
  session: Session,
  state: RunState,
  { splits, classes, sha256 }: Dataset,
  folder: RunFolder,
): Promise<Omit<Trained, 'seconds'>> {
  const parameters = await session.parameters();
  const split = (['test', 'validation', 'train'] as const satisfies SplitName[]).find(
    (name) => splits[name].count > 0,
  )!;
  const set: ImageSet = splits[split];
  const logits = await session.logits(set.images, set.count); // (count, classes)
  const trainLogits = await session.logits(splits.train.images, splits.train.count);
  const trainAccuracy = accuracyOf(trainLogits, splits.train.labels);
  const testAccuracy = split === 'test' ? accuracyOf(logits, set.labels) : null;
  const { network, hyperparameters, seed } = state;
  const metadata = { datasetSha256: sha256, trainAccuracy, testAccuracy, seed, initSeed: hyperparameters.initSeed };
  await writeFileAtomic(
    folder.model,
    Buffer.from(exportOnnx({ network, parameters, classes, metadata: { ...metadata, hyperparameters } })),
  );
  await recordRun(folder, state, { trainAccuracy, testAccuracy });
  return {
    run: folder.path,
    backend: state.backend,
    costs: state.history.map(({ cost }) => cost),
    epoch: state.history.length - 1,
    trainAccuracy,
    validationAccuracy: null,
    testAccuracy,
    parameters: learned(state),
    model: folder.model,
    curve: folder.curve,
    check: {
      split,
      images: set.images,
      labels: set.labels,
      logits,
      probabilities: softmax(logits, classes.length),
    },
  };
}

/** How many numbers the network learns. */
function learned({ network }: RunState): number {
  return parameterSpecs(network)
    .filter(({ trained }) => trained)
    .reduce((total, { shape }) => total + sizeOf(shape), 0);
}
