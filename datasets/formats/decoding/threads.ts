/**
 * Reads thousands of pictures on all cores. Threads read, decode and resize; each has two batches in progress, so that it
 * resizes one picture while the decoder's own threads work on another. Nothing else is read ahead, so memory use does not
 * grow with the number of pictures.
 */
import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { loadSharp } from '../decode.ts';
import type { BytesAt } from '../tree/file-tree.ts';
import { type Outcome, type PictureTask, type Refused, refusal } from './one-picture.ts';

/** The bytes themselves, or where a thread finds them. */
export type PictureBytes = Uint8Array | Exclude<BytesAt, null>;

type Ready = PictureTask & { readonly bytes: PictureBytes };

export interface Batch {
  readonly id: number;
  readonly pictures: readonly Ready[];
}

export type Reply =
  | { readonly id: number; readonly outcomes: readonly Outcome[] }
  | {
      readonly id: number;
      /** A full disk, or a bug: ends the whole operation. */
      readonly failure: Pick<NodeJS.ErrnoException, 'message' | 'code' | 'path' | 'stack'>;
    };

/** Pictures per batch: keeps the cost of messages low and cancelling quick. */
const BATCH = 8;
const BATCHES_AT_ONCE = 2;

/**
 * @param bytesOf reads what a thread cannot; called just before it is needed
 * @param onOutcome called with every outcome, in any order; what it throws ends the work
 * @throws what `onOutcome` throws, and Error for problems that are not a picture's fault; by then all threads have ended
 */
export async function readOnThreads(
  tasks: readonly PictureTask[],
  bytesOf: (task: PictureTask) => PictureBytes | Promise<PictureBytes>,
  onOutcome: (outcome: Outcome) => void,
): Promise<void> {
  // The library's native part must be loaded on this thread before another thread loads it.
  await loadSharp();
  const threads = Array.from({ length: availableParallelism() }, () => new Thread());
  let next = 0;
  const ready = async (task: PictureTask): Promise<Ready | Refused> => {
    try {
      return { ...task, bytes: await bytesOf(task) };
    } catch (error) {
      return refusal(task, error);
    }
  };
  const feed = async (thread: Thread) => {
    while (next < tasks.length) {
      const batch = tasks.slice(next, next + BATCH);
      next += batch.length;
      const pictures: Ready[] = [];
      for (const task of batch) {
        const one = await ready(task);
        if ('reason' in one) onOutcome(one);
        else pictures.push(one);
      }
      for (const outcome of await thread.read(pictures)) onOutcome(outcome);
    }
  };
  const stopping = (error: unknown) => {
    next = tasks.length;
    throw error;
  };
  const feeds = threads.flatMap((thread) =>
    Array.from({ length: BATCHES_AT_ONCE }, () => feed(thread).catch(stopping)),
  );
  try {
    await Promise.all(feeds);
  } finally {
    await Promise.all(threads.map((thread) => thread.end()));
    await Promise.allSettled(feeds);
  }
}

class Thread {
  readonly #worker = new Worker(new URL(`thread${extname(import.meta.filename)}`, import.meta.url));
  readonly #waiting = new Map<number, { resolve(outcomes: readonly Outcome[]): void; reject(error: Error): void }>();
  readonly #exit: Promise<void>;
  #last = 0;
  #ended: Error | null = null;

  constructor() {
    this.#worker.on('message', (reply: Reply) => {
      const asked = this.#waiting.get(reply.id);
      this.#waiting.delete(reply.id);
      if ('outcomes' in reply) asked?.resolve(reply.outcomes);
      else asked?.reject(Object.assign(new Error(reply.failure.message), reply.failure));
    });
    this.#worker.on('error', (error) => this.#end(error));
    this.#exit = new Promise((resolve) => {
      this.#worker.on('exit', () => {
        this.#end(new Error('a thread that reads pictures has ended'));
        resolve();
      });
    });
  }

  read(pictures: readonly Ready[]): Promise<readonly Outcome[]> {
    return new Promise((resolve, reject) => {
      if (this.#ended) return reject(this.#ended);
      const id = ++this.#last;
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, pictures } satisfies Batch);
    });
  }

  /** Resolves when its last picture is done and it no longer writes. */
  end(): Promise<void> {
    this.#worker.postMessage('end');
    return this.#exit;
  }

  #end(error: Error): void {
    this.#ended ??= error;
    for (const { reject } of this.#waiting.values()) reject(this.#ended);
    this.#waiting.clear();
  }
}
