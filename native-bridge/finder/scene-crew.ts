/** Threads that draw scenes ahead. */
import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { ScenesAsk } from './scene-worker.ts';
import { joined, type Scenes } from './scenes.ts';

/** Maximum number of threads: with this many, training never waits for scenes. */
const MOST = 4;

export class SceneCrew {
  readonly #seed: number;
  readonly #workers: readonly Worker[];

  constructor(seed: number, threads = Math.min(availableParallelism(), MOST)) {
    this.#seed = seed;
    const file = new URL(`scene-worker${extname(import.meta.filename)}`, import.meta.url);
    this.#workers = Array.from({ length: threads }, () => new Worker(file));
  }

  /**
   * Draws scenes [from, from + count), divided among the threads. One call at a time. @throws the error of a failed
   * thread
   */
  async draw(from: number, count: number): Promise<Scenes> {
    const cut = (i: number) => from + Math.floor((i * count) / this.#workers.length);
    const parts = this.#workers.map(async (worker, i) => {
      const ask: ScenesAsk = { seed: this.#seed, from: cut(i), count: cut(i + 1) - cut(i) };
      worker.postMessage(ask);
      const [scenes] = await once(worker, 'message'); // rejects with the thread's error
      return scenes as Scenes;
    });
    return joined(await Promise.all(parts));
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}
