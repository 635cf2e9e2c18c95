import { SvelteMap } from 'svelte/reactivity';
import { useLab } from '../../lib/lab.ts';

/** Bytes of one picture, (64,64,3). */
const PICTURE = 64 * 64 * 3;
/** Pictures per request: the maximum of the contract. */
const BATCH = 512;
/** 48 MiB of pixels. */
const KEPT = 4096;

/** Loads pixels of pictures as they become visible, batching the requests of one moment. Pixels never change. */
export class Pixels {
  readonly #client = useLab().client;
  readonly #pictures = new SvelteMap<string, Uint8Array>();
  readonly #wished = new Map<number, Set<number>>();

  /** (64,64,3) RGB; null until loaded. */
  get(dataset: number, id: number): Uint8Array | null {
    return this.#pictures.get(`${dataset}/${id}`) ?? null;
  }

  wish(dataset: number, id: number): void {
    if (this.#pictures.has(`${dataset}/${id}`)) return;
    if (this.#wished.size === 0) queueMicrotask(() => void this.#ask());
    const ids = this.#wished.get(dataset) ?? new Set();
    this.#wished.set(dataset, ids.add(id));
  }

  async #ask(): Promise<void> {
    const wished = [...this.#wished];
    this.#wished.clear();
    for (const [dataset, ids] of wished) {
      const all = [...ids];
      for (let from = 0; from < all.length; from += BATCH) await this.#take(dataset, all.slice(from, from + BATCH));
    }
  }

  /** What fails to load stays grey: the screen itself reports problems of the dataset. */
  async #take(dataset: number, ids: readonly number[]): Promise<void> {
    const answer = await this.#client.request('pictures.pixels', { dataset, ids: [...ids] }).catch(() => null);
    if (!answer) return;
    for (const [at, id] of ids.entries()) {
      this.#pictures.set(`${dataset}/${id}`, answer.pixels.slice(at * PICTURE, (at + 1) * PICTURE));
    }
    for (const key of this.#pictures.keys()) {
      if (this.#pictures.size <= KEPT) break;
      this.#pictures.delete(key);
    }
  }
}
