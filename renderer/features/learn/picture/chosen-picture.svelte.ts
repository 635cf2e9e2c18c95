import { SvelteMap } from 'svelte/reactivity';
import { useLab } from '../../../lib/lab.ts';
import { firstPlace } from './first-place.ts';
import { keep, kept } from './kept-pictures.ts';

/** Side and bytes of a picture as every net of the lab sees it: (64,64,3) RGB. */
export const SIDE = 64;
export const BYTES = SIDE * SIDE * 3;

/** The station's picture; in the address as `picture=3/17`, `picture=kept-1a2b3c4d` or `picture=camera`. */
export type PictureName =
  | { readonly kind: 'dataset'; readonly dataset: number; readonly id: number }
  /** Follows the camera, frame by frame. */
  | { readonly kind: 'camera' }
  /** From the camera or a file: kept in this window until it is closed. */
  | { readonly kind: 'kept'; readonly key: string };

const DATASET = /^(\d+)\/(\d+)$/;
const KEPT = /^kept-([0-9a-f]{8})$/;

const CAMERA = 'camera';

export function readPicture(text: string | null): PictureName | null {
  if (text === CAMERA) return { kind: 'camera' };
  const dataset = DATASET.exec(text ?? '');
  if (dataset) return { kind: 'dataset', dataset: Number(dataset[1]), id: Number(dataset[2]) };
  const key = KEPT.exec(text ?? '')?.[1];
  return key ? { kind: 'kept', key } : null;
}

export function pictureText(name: PictureName): string {
  if (name.kind === 'camera') return CAMERA;
  return name.kind === 'dataset' ? `${name.dataset}/${name.id}` : `kept-${name.key}`;
}

/**
 * The picture named by the address, shared by the stations; by default the first picture of the preferred dataset, or
 * of the newest. Create it during component setup.
 */
export class ChosenPicture {
  readonly #lab = useLab();
  readonly #pixels = new SvelteMap<string, Uint8Array>();
  #fallback = $state.raw<PictureName | null>(null);
  #missing = $state(false);
  #frame = $state.raw<Uint8Array | null>(null);
  readonly #named = $derived(readPicture(this.#lab.router.query.get('picture')));
  readonly #name = $derived(this.#named ?? this.#fallback);
  readonly #preferred: () => number | null | undefined;

  /** @param preferred a dataset; null: none, undefined: not known yet */
  constructor(preferred: () => number | null | undefined = () => null) {
    this.#preferred = preferred;
    $effect(() => {
      const dataset = preferred();
      if (this.#lab.client.connections > 0 && !this.#named && dataset !== undefined) void this.#first(dataset);
    });
    $effect(() => {
      const name = this.#name;
      if (name && this.#lab.client.connections > 0) void this.#load(name);
    });
  }

  get name(): PictureName | null {
    return this.#name;
  }

  /** (64,64,3) RGB bytes; null until loaded, and where there is none. */
  get pixels(): Uint8Array | null {
    if (this.#name?.kind === 'camera') return this.#frame;
    return this.#name ? (this.#pixels.get(pictureText(this.#name)) ?? null) : null;
  }

  /** True where the lab has no picture at all, or the named one was removed. */
  get missing(): boolean {
    return this.#missing;
  }

  choose(name: PictureName): void {
    if (name.kind === 'camera') this.#frame = null;
    this.#lab.router.set({ picture: pictureText(name) });
  }

  /** Resets to the default picture, as with an address that names none. */
  forget(): void {
    this.#lab.router.set({ picture: null });
  }

  /** The newest frame of the camera, (64,64,3) RGB, shown while the camera is selected. */
  show(frame: Uint8Array): void {
    this.#frame = frame;
  }

  /**
   * Keeps (64,64,3) RGB bytes from the camera or a file in this window, and selects them.
   * @throws LabError where the window's storage is full
   */
  keep(pixels: Uint8Array): void {
    this.choose({ kind: 'kept', key: keep(pixels) });
  }

  async #first(preferred: number | null): Promise<void> {
    const { client } = this.#lab;
    const place = firstPlace(await client.request('datasets.list', {}).catch(() => []), preferred);
    const id = place && (await client.request('pictures.at', { ...place, index: 0 }).catch(() => null));
    // The preferred dataset may have changed meanwhile.
    if (this.#preferred() !== preferred) return;
    if (place && id !== null) this.#fallback = { kind: 'dataset', dataset: place.dataset, id };
    else this.#missing = true;
  }

  async #load(name: PictureName): Promise<void> {
    const text = pictureText(name);
    if (name.kind === 'camera' || this.#pixels.has(text)) {
      this.#missing = false;
      return;
    }
    const pixels = name.kind === 'kept' ? kept(name.key) : await this.#fetched(name.dataset, name.id);
    if (pixels?.length === BYTES) this.#pixels.set(text, pixels);
    // Another picture may have been selected meanwhile.
    if (this.#name && pictureText(this.#name) === text) this.#missing = pixels?.length !== BYTES;
  }

  async #fetched(dataset: number, id: number): Promise<Uint8Array | null> {
    const answer = await this.#lab.client.request('pictures.pixels', { dataset, ids: [id] }).catch(() => null);
    return answer?.pixels ?? null;
  }
}
