/** The connection to a work host: opened once, then given pieces of work; one that hangs is killed. */
import { WorkEvent, type WorkOpening, type WorkRequest } from '../../native-bridge/host/work-messages.ts';
import type { OnEpochs, TrainedPiece, WorkPiece } from '../../native-bridge/queue/work-place.ts';
import { HostError } from './host-error.ts';
import type { HostProcess } from './host-process.ts';
import { startHost } from './start-host.ts';

/** How long an epoch may take until the host counts as hung; all in ms. */
export interface Patience {
  /** If no epoch of the piece has been measured. */
  readonly unknown: number;
  readonly least: number;
  /** Multiple of the measured epoch. */
  readonly factor: number;
  /** Between two checks. */
  readonly look: number;
}
export const PATIENCE: Patience = { unknown: 10 * 60_000, least: 60_000, factor: 30, look: 1000 };

interface UnderWay {
  /** ms: its last sign of life. */
  seen: number;
  /** ms; null if none has been measured. */
  epoch: number | null;
  onEpochs: OnEpochs;
  resolve(piece: TrainedPiece): void;
  reject(error: Error): void;
}

type OnProgress = (progress: { step: string; done: number; total: number }) => void;
type Opening = Omit<WorkOpening, 'kind'>;

export class WorkHost {
  /** How many pieces it trains at the same time. */
  readonly lanes: number;
  readonly device: string;
  readonly #host: HostProcess;
  readonly #patience: Patience;
  readonly #underWay = new Map<number, UnderWay>();
  readonly #watch: NodeJS.Timeout;
  #lastId = 0;
  #ended: Error | null = null;

  /** @throws HostError if the host cannot be opened like this */
  static async open(opening: Opening, onProgress?: OnProgress, patience = PATIENCE): Promise<WorkHost> {
    const { host, opened } = await started(opening, onProgress, {});
    return new WorkHost(host, opened, patience);
  }

  private constructor(host: HostProcess, { lanes, device }: Opened, patience: Patience) {
    this.lanes = lanes;
    this.device = device;
    this.#host = host;
    this.#patience = patience;
    host.onMessage((message) => this.#hear(WorkEvent.parse(message)));
    host.onError((error) => this.#end(error));
    host.onExit((status, signal) => this.#end(died(status, signal, host.printed())));
    this.#watch = setInterval(() => this.#lookForHang(), patience.look);
  }

  get alive(): boolean {
    return this.#ended === null;
  }

  /**
   * @param signal ends it after its current epoch
   * @param onEpochs see WorkPlace
   * @throws HostError if the host refuses it, dies or hangs
   */
  train({ order, state, epochSeconds }: WorkPiece, signal: AbortSignal, onEpochs: OnEpochs): Promise<TrainedPiece> {
    const id = ++this.#lastId;
    const cut = () => this.#send({ kind: 'cut', id });
    return new Promise<TrainedPiece>((resolve, reject) => {
      if (this.#ended) return reject(this.#ended);
      const epoch = epochSeconds === null ? null : epochSeconds * 1000;
      this.#underWay.set(id, { seen: performance.now(), epoch, onEpochs, resolve, reject });
      this.#send({ kind: 'train', id, order, state });
      signal.addEventListener('abort', cut);
      if (signal.aborted) cut();
    }).finally(() => {
      signal.removeEventListener('abort', cut);
      this.#underWay.delete(id);
    });
  }

  /** Ends the host. */
  close(): void {
    clearInterval(this.#watch);
    this.#host.release();
    this.#end(new HostError({ message: 'The work host was closed.', badArgument: false }));
  }

  #send(request: WorkRequest): void {
    this.#host.send(request, (error) => this.#end(error));
  }

  #hear(event: WorkEvent): void {
    if (event.kind === 'failed' && event.id === null) this.#end(new HostError(event.error));
    const piece = 'id' in event && event.id !== null ? this.#underWay.get(event.id) : undefined;
    if (event.kind === 'failed') piece?.reject(new HostError(event.error));
    if (event.kind === 'epoch' && piece) {
      showedLife(piece);
      if (event.epochs.length > 0) piece.onEpochs(event.epochs);
    }
    if (event.kind !== 'trained') return;
    const { kind: _, id: __, ...trained } = event;
    piece?.resolve(trained);
  }

  /** Nothing else reveals a native loop that never ends: the process itself may still respond. */
  #lookForHang(): void {
    const { unknown, least, factor } = this.#patience;
    for (const { seen, epoch } of this.#underWay.values()) {
      const limit = epoch === null ? unknown : Math.max(least, factor * epoch);
      if (performance.now() - seen <= limit) continue;
      const waited = Math.round(limit / 1000);
      this.#end(
        new HostError({ message: `No epoch ended within ${waited} s; the work host was ended.`, badArgument: false }),
      );
      this.#host.kill();
      return;
    }
  }

  #end(error: Error): void {
    if (this.#ended) return;
    this.#ended = error;
    clearInterval(this.#watch);
    for (const { reject } of this.#underWay.values()) reject(error);
  }
}

/** Messages of epochs come at most five a second, so a short epoch looks longer, never shorter. */
function showedLife(piece: UnderWay): void {
  const now = performance.now();
  piece.epoch = Math.max(piece.epoch ?? 0, now - piece.seen);
  piece.seen = now;
}

type Opened = Extract<WorkEvent, { kind: 'opened' }>;

/** Starts and opens a host; starts it again if it lacks environment variables that the loader reads only at start. */
async function started(
  opening: Opening,
  onProgress: OnProgress | undefined,
  environment: Record<string, string>,
): Promise<{ host: HostProcess; opened: Opened }> {
  const host = startHost('work', environment);
  const answer = await new Promise<WorkEvent>((resolve, reject) => {
    host.onMessage((message) => {
      const event = WorkEvent.parse(message);
      if (event.kind === 'progress') onProgress?.(event);
      else if (event.kind === 'failed') reject(new HostError(event.error));
      else resolve(event);
    });
    host.onError(reject);
    host.onExit((status, signal) => reject(died(status, signal, host.printed())));
    host.send({ kind: 'open', ...opening });
  }).catch((error: unknown) => {
    host.release();
    throw error;
  });
  if (answer.kind === 'opened') return { host, opened: answer };
  host.release();
  if (answer.kind === 'restart' && Object.keys(environment).length === 0) {
    return started(opening, onProgress, answer.environment);
  }
  throw new HostError({ message: 'The work host could not be opened.', badArgument: false });
}

function died(status: number | null, signal: string | null, printed: string): HostError {
  const how = signal ?? `exit status ${status}`;
  return new HostError({
    message: `The work host ended (${how}) in the middle of a piece.`,
    badArgument: false,
    stack: printed,
  });
}
