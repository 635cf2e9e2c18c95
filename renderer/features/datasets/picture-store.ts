/**
 * Pixels and rows of the pictures on the screen or near it: requested in batches, one batch of each at a time, newest
 * request first, and evicted when others have been viewed since.
 */

import type { PictureRow } from '../../../main/ipc/schemas/dataset.ts';
import { rgbToImage } from '../../components/rgb-image.ts';

/** Bytes of one picture, (64,64,3). */
const PICTURE_BYTES = 64 * 64 * 3;
/** Pictures per batch: the contract allows 512; smaller batches arrive sooner. */
const BATCH = 128;
/** Tiles kept: 16 KiB each, 64 MiB in total. */
const KEPT = 4096;

export interface PictureSource {
  /** (ids,64,64,3) */
  pixels(ids: readonly number[]): Promise<Uint8Array>;
  rows(ids: readonly number[]): Promise<PictureRow[]>;
}

export class PictureStore {
  readonly #source: PictureSource;
  readonly #arrived: (error?: unknown) => void;
  readonly #tiles = new Map<number, ImageData>();
  readonly #rows = new Map<number, PictureRow>();
  #wish: readonly number[] = [];
  #asking = { pixels: false, rows: false };
  /** Rows requested before an edit are discarded. */
  #edition = 0;

  /** @param arrived called when something new can be drawn, and on errors, which a repeated `wish` throws again */
  constructor(source: PictureSource, arrived: (error?: unknown) => void) {
    this.#source = source;
    this.#arrived = arrived;
  }

  /** (64,64) RGBA, or undefined where it is not loaded yet. */
  tile(id: number): ImageData | undefined {
    return this.#tiles.get(id);
  }

  row(id: number): PictureRow | undefined {
    return this.#rows.get(id);
  }

  /** What should be loaded, the most important first; replaces the previous wish. */
  wish(ids: readonly number[]): void {
    this.#wish = ids;
    for (const id of ids) this.#touch(id);
    void this.#ask('pixels');
    void this.#ask('rows');
  }

  /** The pictures' metadata has changed; pixels never do. */
  forgetRows(): void {
    this.#edition++;
    this.#rows.clear();
    void this.#ask('rows');
  }

  /** The map's first entry is the one wished for longest ago. */
  #touch(id: number): void {
    const tile = this.#tiles.get(id);
    if (tile === undefined) return;
    this.#tiles.delete(id);
    this.#tiles.set(id, tile);
  }

  async #ask(what: 'pixels' | 'rows'): Promise<void> {
    if (this.#asking[what]) return;
    this.#asking[what] = true;
    try {
      for (let ids = this.#missing(what); ids.length > 0; ids = this.#missing(what)) {
        await (what === 'pixels' ? this.#takePixels(ids) : this.#takeRows(ids));
        this.#arrived();
      }
    } catch (error) {
      this.#arrived(error);
    } finally {
      this.#asking[what] = false;
    }
  }

  #missing(what: 'pixels' | 'rows'): number[] {
    const there = what === 'pixels' ? this.#tiles : this.#rows;
    return this.#wish.filter((id) => !there.has(id)).slice(0, BATCH);
  }

  async #takePixels(ids: readonly number[]): Promise<void> {
    const pixels = await this.#source.pixels(ids);
    for (const [i, id] of ids.entries()) {
      this.#tiles.set(id, rgbToImage(pixels, i * PICTURE_BYTES));
    }
    for (const id of this.#tiles.keys()) {
      if (this.#tiles.size <= KEPT) break;
      this.#tiles.delete(id);
    }
  }

  async #takeRows(ids: readonly number[]): Promise<void> {
    const edition = this.#edition;
    const rows = await this.#source.rows(ids);
    if (edition !== this.#edition) return;
    for (const row of rows) this.#rows.set(row.id, row);
    // A row that never arrives (deleted meanwhile) must not be requested for ever.
    const there = new Set(rows.map(({ id }) => id));
    this.#wish = this.#wish.filter((id) => there.has(id) || !ids.includes(id));
  }
}
