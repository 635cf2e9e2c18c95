/**
 * One run from its request to its files: data, network, backend, training loop, checkpoints, exported model. The loop
 * itself is in training/loop.ts.
 */
import { wholeSpec } from '../../datasets/catalog.ts';
import type { Dataset } from '../../datasets/dataset.ts';
import type { Backend, Opening, Session } from '../backends/backend.ts';
import { provideBackend } from '../backends/table.ts';
import { initialise } from '../convnet/initialisers.ts';
import type { Network } from '../convnet/network.ts';
import type { Parameters } from '../convnet/tensor.ts';
import { type Checkpoint, loadCheckpoint } from '../training/checkpoint.ts';
import type { RunState, StartedFrom } from '../training/checkpoint-state.ts';
import { companionOf, Mixture } from '../training/mixture.ts';
import { optimizationOf } from '../training/optimization.ts';
import { ratesFor } from '../training/rates.ts';
import { ArgumentError } from '../training/training-error.ts';
import { NONE } from './base-messages.ts';
import type { ComputeEvent, DataSource, DatasetCard, TrainRequest } from './compute-messages.ts';
import { chooseEpoch, finishRun, learnedCount } from './run-end.ts';
import { endOf, type Following, trainEpochs } from './run-epochs.ts';
import { holdFolder, newRunFolder, type RunFolder, refuseTaken, runFolder } from './run-folder.ts';
import { forClasses, freshStart, networkFor, resumedStart, type Start, withOrigin } from './run-start.ts';
import { adapted, type Origin, readOrigin, takeOver } from './start-from.ts';

/** The host's services for a run. */
export interface Surroundings extends Following {
  open(data: DataSource, seed: number): Promise<Dataset>;
  card(dataset: Dataset): DatasetCard;
  missingEnvironment(backend: Backend): Record<string, string> | null;
}

/**
 * Trains, checkpoints whole epochs, exports. Resolves with the event that ends the run.
 * @throws ArgumentError for an invalid request; errors of datasets, backends and training with their remedies.
 */
export async function trainRun(asked: TrainRequest, host: Surroundings): Promise<ComputeEvent> {
  const began = performance.now();
  const request = asked.resume ? asked : withOrigin(asked);
  const saved = request.resume ? loadCheckpoint(runFolder(request.out).checkpoint) : null;
  const origin = request.from === undefined || request.from === NONE || saved ? null : readOrigin(request.from);
  const own = origin && named(request) ? origin.network : null; // otherwise the preset's, or the given one
  const start = saved ? resumedStart(request, saved) : freshStart(own ? { ...request, network: own } : request);
  const dataset = await host.open(start.data, start.seed);
  const fitted = saved ? start : forClasses(start, dataset.classes);
  const wished = own ? { ...fitted, network: adapted(own, dataset.classes.length) } : fitted;
  const network = networkFor(wished, saved, dataset);
  const fresh = saved ? null : firstParameters(origin, network, dataset, wished);
  const wanted = request.backend ?? saved?.state.backend ?? 'auto';
  const { backend, why } = await provideBackend(wanted, network, { gpu: false, onProgress: host.onProgress });
  const environment = host.missingEnvironment(backend);
  if (environment) return { kind: 'restart', environment };

  const folder = saved ? runFolder(request.out) : await newRunFolder(request.out);
  const release = await holdFolder(folder);
  try {
    // Checked again with the lock held: another process may have been training here until now.
    if (!saved) refuseTaken(folder);
    const latest = saved && loadCheckpoint(folder.checkpoint);
    const prepared = { start: wished, saved: latest, fresh, dataset, network, backend, why, folder, began };
    return await trainIn(prepared, request.measureTest ?? true, host);
  } finally {
    release();
  }
}

/** Whether to use the network of the model that the run starts from. */
function named({ preset, network }: TrainRequest): boolean {
  return preset === undefined && network === undefined;
}

interface Beginning {
  readonly parameters: Parameters;
  readonly from: StartedFrom | null;
}

function firstParameters(origin: Origin | null, network: Network, { classes }: Dataset, start: Start): Beginning {
  const { initSeed, takenRate } = start.hyperparameters;
  const fresh = initialise(network, initSeed);
  if (origin) return takeOver(origin, network, classes, fresh);
  if (takenRate !== 1) {
    throw new ArgumentError(
      `takenRate=${takenRate} has no effect in a run from scratch.`,
      'Leave it out, or name a model to start from with --from.',
    );
  }
  return { parameters: fresh, from: null };
}

interface Prepared {
  readonly start: Start;
  readonly saved: Checkpoint | null;
  /** Null in a resumed run. */
  readonly fresh: Beginning | null;
  readonly dataset: Dataset;
  readonly network: Network;
  readonly backend: Backend;
  readonly why: string;
  readonly folder: RunFolder;
  /** ms */
  readonly began: number;
}

async function trainIn(prepared: Prepared, measureTest: boolean, host: Surroundings): Promise<ComputeEvent> {
  const { dataset } = prepared;
  const state = stateOf(prepared);
  const companion = companionOf(state.hyperparameters, dataset, state.seed);
  const mixture = companion && new Mixture(companion, dataset);
  try {
    return await trainMixed(prepared, state, mixture, measureTest, host);
  } finally {
    await mixture?.close();
  }
}

async function trainMixed(
  prepared: Prepared,
  state: RunState,
  mixture: Mixture | null,
  measureTest: boolean,
  host: Surroundings,
): Promise<ComputeEvent> {
  const { saved, fresh, dataset, backend, folder, began } = prepared;
  const alone = !host.sideBySide || !backend.concurrentSessions;
  const opening = { ...openingOf(state, dataset), ...mixture?.opening, ...(!alone && { threads: 1 }) };
  const parameters = saved?.parameters ?? fresh!.parameters;
  const optimizerState = saved && { steps: saved.state.steps, slots: saved.slots };
  const checkpoint = await withSession(
    backend,
    { ...opening, parameters, ...(optimizerState && { optimizerState }) },
    async (session) => {
      host.send(await begun(prepared, state, host, { alone, drawn: mixture?.drawn ?? { hands: 0, rooms: 0 } }));
      return trainEpochs(session, { state, best: saved?.best ?? null }, dataset, mixture, folder, host);
    },
  );
  const end = endOf(checkpoint.state, host.ending());
  if (end === 'pause') return { kind: 'stopped', epochs: checkpoint.state.history.length };
  // A separate session: the other one may have taken steps after the epoch that the model is made from.
  const chosen = chooseEpoch(checkpoint, end);
  return withSession(backend, { ...opening, parameters: chosen.parameters }, async (session) => ({
    kind: 'trained',
    ...(await finishRun(session, checkpoint, chosen, { dataset, folder, measureTest })),
    seconds: (performance.now() - began) / 1000,
  }));
}

/** The run's state before the first step of this session. */
function stateOf({ start, saved, fresh, dataset, network, backend }: Prepared): RunState {
  const { preset, hyperparameters, seed, epochs, data, keepEpochs } = start;
  const history = saved?.state.history ?? [];
  const startedFrom = saved?.state.startedFrom ?? fresh?.from;
  return {
    format: 1,
    dataset: { ...data, spec: wholeSpec(data.spec), name: dataset.name, sha256: dataset.sha256 },
    ...{ preset, network, hyperparameters, seed, epochs, backend: backend.id },
    generator: { kind: 'mt19937', seed: seed + 1 + history.length },
    steps: saved?.state.steps ?? 0,
    ...(saved?.state.modelAt !== undefined && { modelAt: saved.state.modelAt }),
    ...(keepEpochs && { keepEpochs }),
    ...(startedFrom && { startedFrom }),
    history,
  };
}

function openingOf(
  { network, hyperparameters, seed, startedFrom }: RunState,
  { splits }: Dataset,
): Omit<Opening, 'parameters'> {
  const { images, labels } = splits.train;
  const rates = ratesFor(network, hyperparameters, startedFrom?.taken);
  return { network, ...optimizationOf(hyperparameters), rates, images, labels, seed };
}

async function withSession<T>(backend: Backend, opening: Opening, work: (session: Session) => Promise<T>): Promise<T> {
  const session = await backend.open(opening);
  try {
    return await work(session);
  } finally {
    await session.dispose();
  }
}

async function begun(
  { backend, why, dataset }: Prepared,
  state: RunState,
  host: Surroundings,
  { alone, drawn }: { readonly alone: boolean; readonly drawn: Mixture['drawn'] },
): Promise<ComputeEvent> {
  const device = alone ? ((await backend.inspect?.())?.device ?? 'CPU') : 'CPU, 1 thread';
  const { network, history, epochs, startedFrom = null } = state;
  return {
    ...{ kind: 'begun', backend: backend.id, why, device, dataset: host.card(dataset) },
    ...{ network: network.name, parameters: learnedCount(network), from: history.length, epochs },
    ...{ startedFrom, drawn: drawn.hands, drawnRooms: drawn.rooms },
  };
}
