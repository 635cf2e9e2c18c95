/** Threads that draw a companion's pictures ahead, so that an epoch finds those that are new in it. */
import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { type Companion, newIn } from './companion.ts';
import type { DrawingAnswer, DrawingAsk } from './drawing-worker.ts';

/** Most threads: more than these are never waited for. */
const MOST = 4;

export class DrawingCrew {
  private readonly companion: Companion;
  private readonly workers: readonly Worker[];

  /** @param threads whole number from 1 */
  constructor(companion: Companion, threads = Math.min(availableParallelism(), MOST)) {
    this.companion = companion;
    const file = new URL(`drawing-worker${extname(import.meta.filename)}`, import.meta.url);
    this.workers = Array.from({ length: threads }, () => new Worker(file, { workerData: companion }));
    for (const worker of this.workers) worker.unref();
  }

  /**
   * Draws what is new in that epoch, each thread its part. One call at a time.
   * @param first whether no picture is there yet
   * @throws the error of a thread that failed
   */
  async draw(epoch: number, first: boolean): Promise<DrawingAnswer[]> {
    const { from, to } = newIn(this.companion, epoch, first);
    const cut = (i: number) => from + Math.floor((i * (to - from)) / this.workers.length);
    const asks = this.workers.map((worker, i) => ({ worker, ask: { epoch, from: cut(i), to: cut(i + 1) } }));
    return Promise.all(asks.filter(({ ask }) => ask.to > ask.from).map(({ worker, ask }) => answerOf(worker, ask)));
  }

  async close(): Promise<void> {
    await Promise.all(this.workers.map((worker) => worker.terminate()));
  }
}

function answerOf(worker: Worker, ask: DrawingAsk): Promise<DrawingAnswer> {
  return new Promise((resolve, reject) => {
    const ended = (code: number) => reject(new Error(`a drawing thread ended with ${code}`));
    worker.ref();
    worker.once('error', reject);
    worker.once('exit', ended);
    worker.once('message', (answer: DrawingAnswer) => {
      worker.unref();
      worker.off('error', reject);
      worker.off('exit', ended);
      resolve(answer);
    });
    worker.postMessage(ask);
  });
}
