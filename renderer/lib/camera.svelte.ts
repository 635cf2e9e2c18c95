import { CameraFault } from './camera-faults.ts';
import { camerasOf, type Device } from './camera-names.ts';

export type CameraState =
  | { readonly kind: 'off' }
  | { readonly kind: 'asking' }
  | { readonly kind: 'on'; readonly device: Device; readonly stream: MediaStream }
  | { readonly kind: 'failed'; readonly fault: CameraFault };

/** Enough for a net of 64x64, and supported by every camera; a camera without it gives what it has, uncropped. */
const FRAME = { width: { ideal: 640 }, height: { ideal: 480 }, frameRate: { ideal: 30 }, resizeMode: 'none' };

/**
 * The page's single camera: on from `open` to `close`, and only while the page is visible. Its frames stay in the page
 * until a screen passes one on.
 */
export class Camera {
  #state = $state.raw<CameraState>({ kind: 'off' });
  #devices = $state.raw<readonly Device[]>([]);
  /** The requested name; null: no camera is requested. */
  #wanted: string | null = null;
  /** Counts the requests: the answer to an earlier one is dropped. */
  #asked = 0;

  constructor() {
    navigator.mediaDevices?.addEventListener('devicechange', () => void this.#plugged());
    document.addEventListener('visibilitychange', () => this.#seen());
  }

  get state(): CameraState {
    return this.#state;
  }

  /** Connected cameras. Their names are known once one was allowed. */
  get devices(): readonly Device[] {
    return this.#devices;
  }

  get name(): string | null {
    return this.#state.kind === 'on' ? this.#state.device.name : null;
  }

  /** Turns the camera of that name on; another one where it is missing, any where the name is empty. */
  async open(name: string): Promise<void> {
    this.#wanted = name;
    if (document.hidden) return;
    const asked = ++this.#asked;
    this.#stop();
    if (!navigator.mediaDevices) return this.#fail(new CameraFault('unsupported'));
    this.#state = { kind: 'asking' };
    let stream: MediaStream | null = null;
    try {
      stream = await this.#ask(name);
      // Names are known now that a camera is allowed.
      await this.#list();
      if (asked === this.#asked) return this.#take(stream);
    } catch (thrown) {
      if (asked === this.#asked) this.#fail(CameraFault.of(thrown));
    }
    for (const track of stream?.getTracks() ?? []) track.stop();
  }

  close(): void {
    this.#wanted = null;
    this.#asked++;
    this.#stop();
    this.#state = { kind: 'off' };
  }

  async #ask(name: string): Promise<MediaStream> {
    await this.#list();
    const id = this.#devices.find((device) => device.name === name)?.id;
    const video = id ? { ...FRAME, deviceId: { exact: id } } : FRAME;
    return navigator.mediaDevices.getUserMedia({ video, audio: false });
  }

  #take(stream: MediaStream): void {
    const [track] = stream.getVideoTracks();
    if (!track) {
      this.#fail(new CameraFault('none'));
      return;
    }
    const id = track.getSettings().deviceId ?? '';
    // Of two of the same make, the list knows which one it is.
    // untranslated: like the list's names.
    const device = this.#devices.find((device) => device.id === id) ?? { id, name: track.label || 'Camera' };
    this.#state = { kind: 'on', stream, device };
    track.onended = () => this.#fail(new CameraFault('lost'));
    if (track.readyState === 'ended') this.#fail(new CameraFault('lost'));
  }

  #fail(fault: CameraFault): void {
    this.#stop();
    this.#state = { kind: 'failed', fault };
  }

  #stop(): void {
    if (this.#state.kind !== 'on') return;
    for (const track of this.#state.stream.getTracks()) {
      track.onended = null;
      track.stop();
    }
  }

  async #list(): Promise<void> {
    this.#devices = camerasOf(await navigator.mediaDevices.enumerateDevices());
  }

  /** A camera that was waited for, or lost, is resumed automatically. */
  async #plugged(): Promise<void> {
    await this.#list();
    const state = this.#state;
    if (state.kind === 'on' && !this.#devices.some(({ id }) => id === state.device.id))
      return this.#fail(new CameraFault('lost'));
    const waits = state.kind === 'failed' && state.fault.mendsItself;
    if (waits && this.#devices.length > 0 && this.#wanted !== null) await this.open(this.#wanted);
  }

  /** A hidden page has no camera. */
  #seen(): void {
    if (this.#wanted === null) return;
    if (!document.hidden) return void this.open(this.#wanted);
    this.#asked++;
    this.#stop();
    this.#state = { kind: 'off' };
  }
}
