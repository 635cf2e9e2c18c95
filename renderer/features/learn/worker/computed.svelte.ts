import { LabError } from '../../../lib/lab-error.ts';
import { t } from '../messages/index.ts';
import type { AnyJob, InputOf, OutputOf, PartOf } from './job.ts';
import type { Jobs } from './jobs.ts';
import type { FromWorker, ToWorker } from './messages.ts';

interface Waiting {
  readonly part: (part: never) => void;
  readonly done: (output: never) => void;
  readonly failed: (error: LabError) => void;
}

/** One worker for all of Learn: started with the first job, and kept, so that its compiled code stays warm. */
class WorkerLine {
  #worker: Worker | null = null;
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;

  run(name: string, input: unknown, waiting: Waiting): number {
    const id = ++this.#last;
    this.#waiting.set(id, waiting);
    this.#post({ kind: 'run', id, name, input });
    return id;
  }

  stop(id: number): void {
    if (this.#waiting.delete(id)) this.#post({ kind: 'stop', id });
  }

  #post(message: ToWorker): void {
    this.#worker ??= this.#begin();
    this.#worker.postMessage(message);
  }

  #begin(): Worker {
    const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
    worker.onmessage = ({ data }: MessageEvent<FromWorker>) => this.#onMessage(data);
    worker.onerror = ({ message }) => this.#broke(message);
    return worker;
  }

  #onMessage(message: FromWorker): void {
    const waiting = this.#waiting.get(message.id);
    if (!waiting) return;
    if (message.kind === 'part') {
      waiting.part(message.part as never);
      return;
    }
    this.#waiting.delete(message.id);
    if (message.kind === 'done') waiting.done(message.output as never);
    else
      waiting.failed(
        new LabError({
          message: message.message,
          badArgument: false,
          ...(message.remedy && { remedy: message.remedy }),
        }),
      );
  }

  #broke(message: string): void {
    const error = new LabError({
      message: message ? t.workerStoppedBy({ message }) : t.workerStopped(),
      remedy: t.reloadPage(),
      badArgument: false,
    });
    for (const { failed } of this.#waiting.values()) failed(error);
    this.#waiting.clear();
    this.#worker?.terminate();
    this.#worker = null;
  }
}

const line = new WorkerLine();

type JobName = keyof Jobs;
export type JobNamed<N extends JobName> = Jobs[N] extends AnyJob ? Jobs[N] : never;

/**
 * The newest result of one job. When `ask` is called during a computation, `latest` waits and then computes only the
 * newest input (for continuous input), `restart` stops it first (for computations that take seconds). Create it during
 * component setup.
 */
export class Computed<N extends JobName> {
  readonly #name: N;
  readonly #mode: 'latest' | 'restart';
  #output = $state.raw<OutputOf<JobNamed<N>> | null>(null);
  #part = $state.raw<PartOf<JobNamed<N>> | null>(null);
  #error = $state.raw<LabError | null>(null);
  #busy = $state(false);
  #running: number | null = null;
  #next: { readonly input: InputOf<JobNamed<N>> } | null = null;

  constructor(name: N, mode: 'latest' | 'restart' = 'latest') {
    this.#name = name;
    this.#mode = mode;
    $effect(() => () => this.stop());
  }

  /** For the newest computed input; the previous result stays until then. */
  get output(): OutputOf<JobNamed<N>> | null {
    return this.#output;
  }

  /** The newest part of a result that is being computed. */
  get part(): PartOf<JobNamed<N>> | null {
    return this.#part;
  }

  get error(): LabError | null {
    return this.#error;
  }

  get busy(): boolean {
    return this.#busy;
  }

  /** `input` is cloned: call `$state.snapshot` on proxies. */
  ask(input: InputOf<JobNamed<N>>): void {
    if (this.#running !== null && this.#mode === 'latest') {
      this.#next = { input };
      return;
    }
    this.stop();
    this.#busy = true;
    this.#running = line.run(this.#name, input, {
      part: (part) => (this.#part = part),
      done: (output) => {
        this.#output = output;
        this.#end(null);
      },
      failed: (error) => this.#end(error),
    });
  }

  stop(): void {
    if (this.#running !== null) line.stop(this.#running);
    this.#running = null;
    this.#next = null;
    this.#busy = false;
    this.#part = null;
  }

  #end(error: LabError | null): void {
    const next = this.#next;
    this.#error = error;
    this.#running = null;
    this.#busy = false;
    this.#part = null;
    this.#next = null;
    if (next) this.ask(next.input);
  }
}
