import type { CameraView } from '../../../main/ipc/schemas/lab.ts';
import type { Lab } from '../../lib/lab.ts';
import { wholeRegion } from './region.ts';

/** How the active camera is viewed; stored for every camera by its name. */
export class Sight {
  readonly #lab: Lab;
  #frame = $state.raw<{ readonly width: number; readonly height: number } | null>(null);
  /** While a person drags. */
  #draft = $state.raw<CameraView | null>(null);

  constructor(lab: Lab) {
    this.#lab = lab;
  }

  /** Size of the camera's frames; null until the first one. */
  get frame(): { readonly width: number; readonly height: number } | null {
    return this.#frame;
  }

  /** Null until the first frame. */
  get view(): CameraView | null {
    const { name } = this.#lab.camera;
    if (!this.#frame || name === null) return null;
    return this.#draft ?? this.#lab.look.preferences.cameras[name] ?? fresh(this.#frame);
  }

  /** Called with the video's first frame, and when the camera's orientation or resolution changes. */
  resized({ videoWidth: width, videoHeight: height }: HTMLVideoElement): void {
    this.#frame = width > 0 && height > 0 ? { width, height } : null;
  }

  /** Shown at once, stored with `keep`. */
  draft(change: Partial<CameraView>): void {
    if (this.view) this.#draft = { ...this.view, ...change };
  }

  async keep(change: Partial<CameraView> = {}): Promise<void> {
    const { name } = this.#lab.camera;
    if (!this.view || name === null) return;
    const view = { ...this.view, ...change };
    const { look, notices } = this.#lab;
    await notices.attempt(() => look.set({ cameras: { ...look.preferences.cameras, [name.slice(0, 200)]: view } }));
    this.#draft = null;
  }
}

/** The preview is mirrored; the net gets what the camera sees, like a dataset's pictures. */
function fresh(frame: { width: number; height: number }): CameraView {
  return { finds: true, region: wholeRegion(frame), mirror: true, flip: false };
}
