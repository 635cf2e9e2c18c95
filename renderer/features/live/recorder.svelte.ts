import type { ModelSummary } from '../../../main/ipc/schemas/model.ts';
import { date } from '../../lib/format.ts';
import type { Lab } from '../../lib/lab.ts';
import { asLabError, type LabError } from '../../lib/lab-error.ts';
import { t } from './messages/index.ts';
import type { ModelAnswer, Seen } from './recognition.svelte.ts';

export type RecorderState =
  | { readonly kind: 'off' }
  | { readonly kind: 'on'; readonly recording: number; readonly frames: number; readonly seconds: number }
  | { readonly kind: 'failed'; readonly error: LabError };

/** Frames per message: about two messages a second. */
const CHUNK = 16;
const PICTURE_BYTES = 64 * 64 * 3;

/** Records the frames that the first model sees, with its answers, as they arrive. */
export class Recorder {
  readonly #lab: Lab;
  #state = $state.raw<RecorderState>({ kind: 'off' });
  #model: ModelSummary | null = null;
  #began = 0;
  #waiting: { at: number; pixels: Uint8Array; answer: ModelAnswer }[] = [];
  #sending: Promise<void> = Promise.resolve();

  constructor(lab: Lab) {
    this.#lab = lab;
  }

  get state(): RecorderState {
    return this.#state;
  }

  async start(model: ModelSummary): Promise<void> {
    try {
      const name = t.recordingName({ model: model.name, date: date(Date.now()) });
      const { id } = await this.#lab.client.request('recordings.begin', { model: model.id, name });
      this.#model = model;
      this.#began = 0;
      this.#waiting = [];
      this.#state = { kind: 'on', recording: id, frames: 0, seconds: 0 };
    } catch (thrown) {
      this.#state = { kind: 'failed', error: asLabError(thrown) };
    }
  }

  /** A recording holds one model's answers: when another replaces it, the recording ends. */
  take({ at, grabbed, answers }: Seen): void {
    if (this.#state.kind !== 'on') return;
    const answer = answers.find(({ model }) => model.id === this.#model?.id);
    if (!answer) return void this.stop();
    if (this.#state.frames === 0) this.#began = at;
    this.#waiting.push({ at: at - this.#began, pixels: grabbed.pixels, answer });
    this.#state = { ...this.#state, frames: this.#state.frames + 1, seconds: (at - this.#began) / 1000 };
    if (this.#waiting.length >= CHUNK) this.#send(this.#state.recording);
  }

  /** @returns the complete recording, or null where there was none */
  async stop(): Promise<number | null> {
    if (this.#state.kind !== 'on') return null;
    const { recording } = this.#state;
    this.#send(recording);
    this.#state = { kind: 'off' };
    await this.#sending;
    return recording;
  }

  #send(recording: number): void {
    const frames = this.#waiting.splice(0);
    if (frames.length === 0) return;
    this.#sending = this.#sending.then(async () => {
      try {
        await this.#lab.client.request('recordings.append', { recording, ...columnsOf(frames) });
      } catch (thrown) {
        this.#state = { kind: 'failed', error: asLabError(thrown) };
      }
    });
  }
}

/** Frames in the format of `recordings.append`. */
export function columnsOf(
  frames: readonly { at: number; pixels: Uint8Array; answer: Pick<ModelAnswer, 'probabilities'> }[],
) {
  const pixels = new Uint8Array(frames.length * PICTURE_BYTES);
  frames.forEach((frame, place) => {
    pixels.set(frame.pixels, place * PICTURE_BYTES);
  });
  return {
    times: new Uint8Array(Float64Array.from(frames, ({ at }) => at).buffer),
    pixels,
    probabilities: new Uint8Array(Float32Array.from(frames.flatMap(({ answer }) => answer.probabilities)).buffer),
  };
}
