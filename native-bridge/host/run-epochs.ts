/** The epochs of one training session: trains them, writes them to the folder and reports them. */
import type { Dataset } from '../../datasets/dataset.ts';
import type { Session } from '../backends/backend.ts';
import type { Parameters } from '../convnet/tensor.ts';
import { bestEpoch, patienceEnded } from '../training/best-epoch.ts';
import type { Checkpoint } from '../training/checkpoint.ts';
import type { EpochRecord, RunState } from '../training/checkpoint-state.ts';
import { staysKept } from '../training/kept-epochs.ts';
import { train } from '../training/loop.ts';
import type { Mixture } from '../training/mixture.ts';
import { SideBySide } from '../training/stepping.ts';
import type { ComputeEvent, ComputeRequest } from './compute-messages.ts';
import { EpochKeeper } from './epoch-keeper.ts';
import type { RunFolder } from './run-folder.ts';
import { RunKeeper } from './run-keeper.ts';

/** How a run ends before its last epoch: `stop` keeps it to be resumed, `finish` makes the model from what there is. */
export type Ending = Extract<ComputeRequest, { kind: 'stop' | 'finish' }>;

export interface Following {
  send(event: ComputeEvent): void;
  onProgress(progress: { step: string; done: number; total: number }): void;
  /** False once the person has requested an ending. */
  keepGoing(): Promise<boolean>;
  /** The requested ending. */
  ending(): Ending | null;
  /** Other runs train in this process: if the backend supports it, this one uses only one thread. */
  readonly sideBySide?: boolean;
}

/**
 * Trains from `from.state` until its last epoch, the end of patience, or an ending that the person requested.
 * @returns the last whole epoch, as stored in the folder
 */
export async function trainEpochs(
  session: Session,
  from: { readonly state: RunState; readonly best: Parameters | null },
  dataset: Dataset,
  mixture: Mixture | null,
  folder: RunFolder,
  host: Following,
): Promise<Checkpoint> {
  const keeper = new RunKeeper(folder);
  const tellMemory = memoryTeller(host);
  let last = await snapshot(session, from.state, from.best);
  const { train: trainSet, validation } = dataset.splits;
  // The checkpoint first: what is in the folder after a failure can then be resumed.
  await keeper.begin(last);
  const epochKeeper = last.state.keepEpochs ? await EpochKeeper.begin(folder.kept, last, trainSet) : null;
  const { hyperparameters, seed, epochs, history } = from.state;
  const plan = {
    ...{ train: trainSet, validation, hyperparameters, seed, from: history.length, epochs },
    ...(mixture && { mixture }),
    ...(host.sideBySide && session.epoch && { stepping: new SideBySide() }),
    // Kept epochs are shown with their accuracy over the whole training split, so it is measured for each of them.
    measuresTrain: (epoch: number) => epochKeeper !== null && staysKept(epoch + 1, epoch + 1),
  };
  const training = train(session, plan, {
    enough: () => host.ending() !== null || patienceEnded(last.state),
    async step({ epoch, step, steps }) {
      host.onProgress({ step: `Epoch ${epoch}`, done: epoch * steps + step + 1, total: epochs * steps });
      tellMemory();
      return host.keepGoing();
    },
    async epoch(record) {
      last = await snapshot(session, withEpoch(last.state, record), last.best);
      await epochKeeper?.epoch(last);
      await keeper.epoch(last);
      host.send({ kind: 'epoch', ...record });
    },
  });
  // Also after a stop in mid-epoch, and after a cost that is not finite: then the curve is of most interest.
  await training.finally(async () => {
    await keeper.flush();
    await epochKeeper?.flush();
  });
  return last;
}

function withEpoch(state: RunState, record: EpochRecord): RunState {
  const history = [...state.history, record];
  return { ...state, history, generator: { kind: 'mt19937', seed: state.seed + 1 + history.length } };
}

/** The session's current content, after the state's last epoch. */
async function snapshot(session: Session, state: RunState, best: Parameters | null): Promise<Checkpoint> {
  const { steps, slots } = await session.optimizerState();
  const parameters = await session.parameters();
  const last = state.history.at(-1);
  const isBest = last !== undefined && bestEpoch(state.history) === last;
  return { state: { ...state, steps }, parameters, slots, best: isBest ? parameters : best };
}

const REPORT_MEMORY_EVERY = 1000; // ms

/** Reports this process's resident memory, at the first call and then about once a second. */
function memoryTeller({ send }: Following): () => void {
  let reported = Number.NEGATIVE_INFINITY; // ms
  return () => {
    const now = performance.now();
    if (now - reported < REPORT_MEMORY_EVERY) return;
    reported = now;
    send({ kind: 'memory', bytes: process.memoryUsage.rss() });
  };
}

/** How a session ends: with a model from the last whole epoch or from the best one, or with a pause. */
export function endOf(state: RunState, ending: Ending | null): 'last' | 'best' | 'pause' {
  if (ending?.kind === 'finish') return ending.at;
  if (patienceEnded(state)) return 'best';
  return state.history.length >= state.epochs ? 'last' : 'pause';
}
