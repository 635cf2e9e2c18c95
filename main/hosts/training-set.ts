/** A compute host in which several runs train side by side, each on its own thread. */
import {
  type ComputeEvent,
  HostMessage,
  type SetRequest,
  type TrainRequest,
} from '../../native-bridge/host/compute-messages.ts';
import { compute, died, type Watching } from './compute.ts';
import { HostError } from './host-error.ts';
import type { HostProcess } from './host-process.ts';
import { Recogniser } from './recognition.ts';
import { startHost } from './start-host.ts';

type End = Extract<ComputeEvent, { kind: 'trained' | 'stopped' }>;

interface UnderWay {
  readonly watching: Watching;
  readonly request: TrainRequest;
  resolve(end: End | Promise<End>): void;
  reject(error: Error): void;
}

export class TrainingSet {
  /** For the models of the runs: one process checks them all. */
  readonly recogniser = new Recogniser();
  readonly #host: HostProcess;
  readonly #underWay = new Map<number, UnderWay>();
  #lastRun = 0;
  #lanes = 1;
  #closed = false;
  #opened: (Pick<UnderWay, 'watching' | 'reject'> & { resolve(): void }) | null = null;

  private constructor() {
    this.#host = startHost('compute');
    this.#host.onMessage((message) => this.#hear(message));
    this.#host.onError((error) => this.#end(() => error));
    this.#host.onExit((code, signal) => this.#end((watching) => died(code, signal, this.#host.printed(), watching)));
  }

  /**
   * @param watching for the case that the host ends while it opens
   * @throws HostError if the backend is not available here
   */
  static async open(
    wanted: Omit<SetRequest, 'kind'>,
    watching: Pick<Watching, 'signal' | 'afterCrash'> = {},
  ): Promise<TrainingSet> {
    const set = new TrainingSet();
    try {
      await new Promise<void>((resolve, reject) => {
        set.#opened = { watching, resolve, reject };
        set.#host.send({ kind: 'trainingSet', ...wanted });
      });
    } catch (error) {
      set.close();
      throw error;
    }
    return set;
  }

  /** How many runs train at the same time without waiting for one another; 1: a set gains nothing here. */
  get lanes(): number {
    return this.#lanes;
  }

  /** False if its process has ended. */
  get alive(): boolean {
    return !this.#closed && this.#host.alive;
  }

  /** Like `compute` with the same request. @throws HostError for what the host reports and for its death */
  train(request: TrainRequest, watching: Watching): Promise<End> {
    const run = ++this.#lastRun;
    const stop = () => this.#host.send({ kind: 'endOfRun', run, ending: { kind: 'stop' } });
    return new Promise<End>((resolve, reject) => {
      this.#underWay.set(run, { watching, request, resolve, reject });
      if (!this.alive) return this.#end((of) => died(null, null, this.#host.printed(), of));
      this.#host.send({ kind: 'trainInSet', run, request });
      const pid = this.#host.pid ?? 0;
      watching.onHost?.({
        pid,
        send: (ending) => {
          if (ending.kind === 'stop' || ending.kind === 'finish')
            this.#host.send({ kind: 'endOfRun', run, ending: ending.kind === 'stop' ? { kind: 'stop' } : ending });
        },
      });
      watching.signal?.addEventListener('abort', stop);
      if (watching.signal?.aborted) stop();
    }).finally(() => watching.signal?.removeEventListener('abort', stop));
  }

  close(): void {
    this.#closed = true;
    this.#host.release();
    this.recogniser.close();
  }

  #hear(message: unknown): void {
    const parsed = HostMessage.safeParse(message);
    if (!parsed.success) {
      this.#host.kill();
      this.#end(() => new Error(`The compute host sent an invalid message: ${parsed.error.message}`));
      return;
    }
    const event = parsed.data;
    if (event.kind === 'setOpened') {
      this.#lanes = event.lanes;
      this.#opened?.resolve();
    } else if (event.kind === 'failed') this.#end(() => new HostError(event.error));
    else if (event.kind === 'ofRun') this.#hearOf(event.run, event.event);
  }

  #hearOf(run: number, event: ComputeEvent): void {
    const one = this.#underWay.get(run);
    if (!one) return;
    const { watching, request, resolve, reject } = one;
    if (event.kind === 'failed') reject(new HostError(event.error));
    else if (event.kind === 'trained' || event.kind === 'stopped') resolve(event);
    // Another process can have what this one lacks: the run then trains there.
    else if (event.kind === 'restart') resolve(compute(request, ['trained', 'stopped'], watching));
    else {
      watching.onEvent?.(event);
      return;
    }
    this.#underWay.delete(run);
  }

  /** The host has ended, and with it the runs that trained there: each gets the error for its own caller. */
  #end(errorFor: (watching: Pick<Watching, 'signal' | 'afterCrash'>) => Error): void {
    for (const { reject, watching } of [...(this.#opened ? [this.#opened] : []), ...this.#underWay.values()]) {
      reject(errorFor(watching));
    }
    this.#underWay.clear();
  }
}
