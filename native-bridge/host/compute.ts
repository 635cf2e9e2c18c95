/**
 * Entry point of a compute host: a separate process that serves one request and loads at most one backend. A crash, a
 * hang or running out of memory here ends one run, never the app.
 */
import { performance } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { z } from 'zod';
import { openDataset } from '../../datasets/catalog.ts';
import { type Dataset, DatasetError, type OnProgress, SPLIT_NAMES } from '../../datasets/dataset.ts';
import { exportDataset } from '../../datasets/export/export.ts';
import { UnclearArrays } from '../../datasets/formats/arrays/unclear.ts';
import { countCopies } from '../../datasets/inspect/copies.ts';
import { type Backend, BackendError, type BackendId } from '../backends/backend.ts';
import { homeFolder } from '../backends/building/install.ts';
import { BACKENDS } from '../backends/table.ts';
import { benchEpochs } from './bench-run.ts';
import {
  type BackendRow,
  type ComputeEvent,
  ComputeRequest,
  type DataSource,
  type DatasetCard,
  type HostMessage,
  type ImportRequest,
} from './compute-messages.ts';
import { missingEnvironment } from './environment.ts';
import { describeFailure } from './failure.ts';
import { makeFinder } from './finder-made.ts';
import { importDataset } from './import-run.ts';
import { hostPort } from './port.ts';
import type { Ending } from './run-epochs.ts';
import { runSweep } from './sweep.ts';
import { SweepControl } from './sweep-messages.ts';
import type { SweepRun } from './sweep-run.ts';
import { trainRun } from './training-run.ts';
import { TrainingSet } from './training-set.ts';

const port = hostPort<HostMessage>();
/** How a person wants training to end before its last epoch; null while it should continue. */
let ending: Ending | null = null;
/** The running sweep. */
let sweep: SweepRun | null = null;
/** The runs that train concurrently here. */
let set: TrainingSet | null = null;
let lastProgress = 0; // ms

port.onMessage(async (message) => {
  const parsed = ComputeRequest.safeParse(message);
  if (!parsed.success) {
    const error = { message: `Bad request to the compute host: ${z.prettifyError(parsed.error)}`, badArgument: true };
    return port.finish({ kind: 'failed', error });
  }
  const request = parsed.data;
  if (request.kind === 'stop' || request.kind === 'finish') return end(request);
  if (isControl(request)) return sweep?.hear(request);
  if (request.kind === 'endOfRun') return set?.end(request);
  if (request.kind === 'trainInSet') return set?.train(request.run, request.request);
  try {
    await serve(request);
  } catch (error) {
    port.finish({ kind: 'failed', error: describeFailure(error) });
  }
});

function isControl(request: ComputeRequest): request is SweepControl {
  return SweepControl.options.some(({ shape }) => shape.kind.value === request.kind);
}

function end(wanted: Ending): void {
  ending = wanted;
  if (wanted.kind === 'stop') sweep?.pause();
  else sweep?.finish();
}

type Asked = Exclude<ComputeRequest, Ending | SweepControl | { kind: 'endOfRun' | 'trainInSet' }>;

async function serve(request: Asked): Promise<void> {
  switch (request.kind) {
    case 'trainingSet':
      set = await TrainingSet.open(request, {
        ...{ open, missingEnvironment, breathe, card: datasetCard, send: port.send, onProgress: sendProgress },
      });
      return port.send({ kind: 'setOpened', lanes: set.lanes });
    case 'probe':
      return port.finish({ kind: 'backends', backends: await backendRows(), home: homeFolder() });
    case 'inspect': {
      const backend = await loadBackend(request.backend);
      const environment = missingEnvironment(backend);
      if (environment) return port.finish({ kind: 'restart', environment });
      if (!backend.inspect) throw new Error(`backend ${request.backend} cannot be inspected`);
      return port.finish({ kind: 'inspected', ...(await backend.inspect()) });
    }
    case 'provision':
      await provisionAll(request);
      return port.finish({ kind: 'provisioned' });
    case 'dataset':
      return port.finish({ kind: 'dataset', ...checkedCard(await open(request.data, request.seed ?? 3)) });
    case 'bench':
      return port.finish(await benchEpochs(request, { open, onProgress: sendProgress, missingEnvironment }));
    case 'makeFinder':
      return port.finish(await makeFinder(request, sendProgress));
    case 'sweep':
      return port.finish(
        await runSweep(request, {
          ...{ open, missingEnvironment, send: port.send, onProgress: sendProgress },
          started(begun) {
            sweep = begun;
            if (ending) end(ending);
          },
        }),
      );
    case 'import':
      return port.finish(await importOrAsk(request));
    case 'export': {
      const onProgress = stoppable('The export', sendProgress);
      const { kind: _, data, seed = 3, to, ...how } = request;
      const dataset = await open(data, seed, onProgress);
      const exported = await exportDataset(dataset, to, { ...how, onProgress });
      return port.finish({ kind: 'exported', ...exported, dataset: datasetCard(dataset) });
    }
    case 'train':
      return port.finish(
        await trainRun(request, {
          open,
          missingEnvironment,
          card: datasetCard,
          send: port.send,
          onProgress: sendProgress,
          keepGoing,
          ending: () => ending,
        }),
      );
  }
}

async function importOrAsk(request: ImportRequest): Promise<ComputeEvent> {
  try {
    return { kind: 'imported', ...(await importDataset(request, sendProgress, () => ending !== null)) };
  } catch (error) {
    if (!(error instanceof UnclearArrays)) throw error;
    return { kind: 'unclear', message: error.message, remedy: error.remedy, arrays: [...error.choices] };
  }
}

/** Provisions every backend in turn: one that is impossible here does not stop the others. */
async function provisionAll({ gpu, force, only }: Extract<ComputeRequest, { kind: 'provision' }>): Promise<void> {
  const failures: BackendError[] = [];
  for (const { id, load } of BACKENDS) {
    if (only !== undefined && id !== only) continue;
    const backend = await load();
    const probe = await backend.probe();
    // A backend that this machine can never have is not a failure of the repair; `doctor` reports it.
    if (!probe.available && !probe.fixable) continue;
    try {
      await backend.provision?.({ gpu, force, onProgress: sendProgress });
    } catch (error) {
      if (!(error instanceof BackendError)) throw error;
      failures.push(error);
    }
  }
  if (failures.length === 0) return;
  const join = (texts: readonly string[]) => texts.join('\n');
  throw new BackendError(join(failures.map(({ message }) => message)), join(failures.map(({ remedy }) => remedy)));
}

async function open(data: DataSource, seed: number, onProgress: OnProgress = sendProgress): Promise<Dataset> {
  const { spec, ...shares } = data;
  return openDataset(spec, { ...shares, seed, onProgress });
}

/** Lets messages in and out about every 50 ms, because a step blocks this thread. */
let lastTurn = 0; // ms
async function breathe(): Promise<void> {
  const now = performance.now();
  if (now - lastTurn <= 50) return;
  lastTurn = now;
  await nextTurn();
}

/** False once a stop was requested. */
async function keepGoing(): Promise<boolean> {
  await breathe();
  return ending === null;
}

/** Wraps progress reports to end the work once the person has cancelled. @throws DatasetError */
function stoppable(what: string, onProgress: OnProgress): OnProgress {
  return (progress) => {
    if (ending) throw new DatasetError(`${what} was cancelled.`, 'Nothing was kept. Start it again any time.');
    onProgress(progress);
  };
}

/** At most 10 per second, but always the last one of a step. */
function sendProgress(progress: { step: string; done: number; total: number }): void {
  const now = performance.now();
  if (now - lastProgress < 100 && progress.done < progress.total) return;
  lastProgress = now;
  port.send({ kind: 'progress', ...progress });
}

async function loadBackend(id: BackendId): Promise<Backend> {
  const row = BACKENDS.find((backend) => backend.id === id);
  if (!row)
    throw new BackendError(`There is no backend "${id}".`, `There are: ${BACKENDS.map((b) => b.id).join(', ')}.`);
  return row.load();
}

async function backendRows(): Promise<BackendRow[]> {
  const rows: BackendRow[] = [];
  for (const { id, load, buildsOnFirstUse = false } of BACKENDS) {
    const probe = await (await load()).probe();
    rows.push(
      probe.available
        ? { id, ...probe, details: { ...probe.details }, reason: null, remedy: null, fixable: false, builtOnUse: false }
        : { id, ...probe, device: null, version: null, details: {}, builtOnUse: probe.fixable && buildsOnFirstUse },
    );
  }
  return rows;
}

/** The card with the additional check of `data`: duplicates. */
function checkedCard(dataset: Dataset): DatasetCard {
  const card = datasetCard(dataset);
  const { within, across } = countCopies(SPLIT_NAMES.map((name) => dataset.splits[name]));
  const found = [
    ...(within > 0 ? [`${within} pictures have a duplicate in their own split`] : []),
    ...(across > 0
      ? [`${across} pictures have a duplicate in another split: remove these before you trust a score`]
      : []),
  ];
  return { ...card, notes: [...card.notes, ...found] };
}

function datasetCard({ name, classes, splits, sha256, notes = [] }: Dataset): DatasetCard {
  const { train, validation, test } = splits;
  const counts = { train: train.count, validation: validation.count, test: test.count };
  return { name, classes: [...classes], ...counts, sha256, notes: [...notes] };
}
