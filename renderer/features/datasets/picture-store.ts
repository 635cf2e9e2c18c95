/**
 * Pixels and rows of the pictures that are on the screen or near it: asked for in batches, one batch of each at a time,
 * the newest wish first, and let go again when others have been looked at since.
 */

import type { PictureRow } from '../../../main/ipc/schemas/dataset.ts';
import { rgbToImage } from '../../components/rgb-image.ts';

/** Bytes of one picture, (64,64,3). */
const PICTURE_BYTES = 64 * 64 * 3;
/** Pictures a batch: the contract takes 512; fewer come sooner. */
const BATCH = 128;
/** Tiles that are kept: 16 KiB each, 64 MiB in all. */
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
  /** Rows that were asked for before an edit are not taken. */
  #edition = 0;

  /** @param arrived something new can be drawn; also told of errors, which `wish` hears again when it is repeated */
  constructor(source: PictureSource, arrived: (error?: unknown) => void) {
    this.#source = source;
    this.#arrived = arrived;
  }

  /** (64,64) RGBA, or undefined where it is not here yet. */
  tile(id: number): ImageData | undefined {
    return this.#tiles.get(id);
  }

  row(id: number): PictureRow | undefined {
    return this.#rows.get(id);
  }

  /** What shall be there, the most wanted first; in place of what was wished before. */
  wish(ids: readonly number[]): void {
    this.#wish = ids;
    for (const id of ids) this.#touch(id);
    void this.#ask('pixels');
    void this.#ask('rows');
  }

  /** What is said of the pictures has changed; pixels never do. */
  forgetRows(): void {
    this.#edition++;
    this.#rows.clear();
    void this.#ask('rows');
  }

  /** The oldest in the map is the one that was wished for longest ago. */
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
    // A row that does not come (deleted meanwhile) must not be asked for for ever.
    const there = new Set(rows.map(({ id }) => id));
    this.#wish = this.#wish.filter((id) => there.has(id) || !ids.includes(id));
  }
}
