/** Entry point of a work host: one copy of a sweep's pictures, one backend, and pieces of trials on all lanes. */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { type Backend, BackendError, type BackendId } from '../backends/backend.ts';
import { BACKENDS } from '../backends/table.ts';
import { unpackPictures } from '../queue/pictures.ts';
import { outcomeOf } from '../queue/piece-job.ts';
import { LocalCrew, laneCount } from '../tuning/local-crew.ts';
import { packState, unpackState } from '../tuning/packed-state.ts';
import { SweepPictures } from '../tuning/pictures.ts';
import type { WorkEpoch, WorkOrder } from '../tuning/work.ts';
import { missingEnvironment } from './environment.ts';
import { describeFailure } from './failure.ts';
import { hostPort } from './port.ts';
import { type WorkEvent, type WorkOpening, WorkRequest } from './work-messages.ts';

const port = hostPort<WorkEvent>();
let crew: LocalCrew | null = null;

interface UnderWay {
  readonly id: number;
  readonly abort: AbortController;
  /** ms */
  reported: number;
  /** Whole epochs since the last report. */
  epochs: WorkEpoch[];
}
/** By the order object, which the trainer passes back. */
const underWay = new Map<WorkOrder, UnderWay>();
const REPORT_EVERY = 200; // ms

port.onMessage((message) => {
  const parsed = WorkRequest.safeParse(message);
  if (!parsed.success) {
    const error = { message: `Bad request to the work host: ${z.prettifyError(parsed.error)}`, badArgument: true };
    return port.finish({ kind: 'failed', id: null, error });
  }
  const request = parsed.data;
  if (request.kind === 'open') return void open(request);
  if (request.kind === 'train') return void train(request);
  for (const { id, abort } of underWay.values()) if (id === request.id) abort.abort();
});

async function open({ backend: id, judge, pictures: file, sha256, lanes: wanted }: WorkOpening): Promise<void> {
  try {
    const backend = await provide(id);
    const environment = missingEnvironment(backend);
    if (environment) return port.finish({ kind: 'restart', environment });
    const device = (await backend.inspect?.())?.device ?? 'CPU';
    const pictures = new SweepPictures(unpackPictures(readFileSync(file), sha256));
    const lanes = laneCount(backend, wanted, availableParallelism());
    crew = new LocalCrew({ backend, pictures, judge, onEpoch: showLife, onScores: keepScores }, lanes);
    port.send({ kind: 'opened', lanes, device });
  } catch (error) {
    port.finish({ kind: 'failed', id: null, error: describeFailure(error) });
  }
}

/** That backend, downloaded or built if possible. @throws BackendError */
async function provide(id: BackendId): Promise<Backend> {
  const backend = await BACKENDS.find((row) => row.id === id)!.load();
  const probe = await backend.probe();
  if (probe.available) return backend;
  if (!probe.fixable || !backend.provision) throw new BackendError(probe.reason, probe.remedy);
  await backend.provision({ gpu: false, onProgress: (progress) => port.send({ kind: 'progress', ...progress }) });
  return backend;
}

async function train({ id, order, state }: Extract<WorkRequest, { kind: 'train' }>): Promise<void> {
  const abort = new AbortController();
  underWay.set(order, { id, abort, reported: 0, epochs: [] });
  try {
    if (!crew) throw new Error('a piece arrived before the host was open');
    const { result, worker: _, ...rest } = await crew.train(order, state && unpackState(state).state, abort.signal);
    const packed = result.state && packState(result.state, []);
    port.send({ kind: 'trained', id, outcome: outcomeOf(result), state: packed, ...rest });
  } catch (error) {
    port.send({ kind: 'failed', id, error: describeFailure(error) });
  } finally {
    underWay.delete(order);
  }
}

function showLife(order: WorkOrder): void {
  const piece = underWay.get(order);
  const now = performance.now();
  if (!piece || now - piece.reported < REPORT_EVERY) return;
  piece.reported = now;
  port.send({ kind: 'epoch', id: piece.id, epochs: piece.epochs });
  piece.epochs = [];
}

function keepScores(order: WorkOrder, _epoch: number, scores: WorkEpoch): void {
  underWay.get(order)?.epochs.push(scores);
}
