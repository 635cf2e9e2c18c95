import { centreSquare } from '../../../../datasets/preprocess.ts';
import type { ModelSummary } from '../../../../main/ipc/schemas/model.ts';
import type { Lab } from '../../../lib/lab.ts';
import { asLabError, LabError } from '../../../lib/lab-error.ts';
import { openFrameLine } from '../../../lib/open-frame-line.ts';
import { Grabber } from '../grab.ts';
import { columnsOf } from '../recorder.svelte.ts';
import { framesOf } from '../video/frames-of.ts';
import type { Damage } from '../video/shown-frame.ts';

export type VideoState =
  | { readonly kind: 'idle' }
  | { readonly kind: 'running'; readonly share: number; readonly frames: number }
  | { readonly kind: 'failed'; readonly error: LabError };

export interface VideoSettings {
  /** Frames a second at most. */
  readonly rate: number;
  /** The net sees it mirrored. */
  readonly flip: boolean;
}

/** Frames per message. */
const CHUNK = 16;
/** Maximum length of a recording's name. */
const MOST_NAME = 100;

/** Runs a model on a video file and stores the result as a recording, which the replay shows like any other. */
export class VideoRecording {
  readonly #lab: Lab;
  #state = $state.raw<VideoState>({ kind: 'idle' });
  #stop = new AbortController();

  constructor(lab: Lab) {
    this.#lab = lab;
  }

  get state(): VideoState {
    return this.#state;
  }

  /** @returns the recording, and the damage of a video that ends early; null where it was cancelled or failed */
  async run(file: File, model: ModelSummary, settings: VideoSettings): Promise<Done | null> {
    this.#stop.abort();
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.#state = { kind: 'running', share: 0, frames: 0 };
    let recording: number | null = null;
    try {
      const { client } = this.#lab;
      await client.request('live.admit', { models: [model.id] });
      const name = `${file.name.slice(0, MOST_NAME)}, ${model.name}`.slice(0, MOST_NAME);
      ({ id: recording } = await client.request('recordings.begin', { model: model.id, name }));
      const damage = await this.#fill(recording, file, model, settings, signal);
      if (!signal.aborted) {
        this.#state = { kind: 'idle' };
        return { recording, damage };
      }
    } catch (thrown) {
      if (!signal.aborted) this.#state = { kind: 'failed', error: asLabError(thrown) };
    }
    if (recording !== null) await this.#forget(recording);
    return null;
  }

  /** Cancels it; nothing of it is kept. */
  cancel(): void {
    this.#stop.abort();
    this.#state = { kind: 'idle' };
  }

  async #fill(
    recording: number,
    file: File,
    model: ModelSummary,
    { rate, flip }: VideoSettings,
    signal: AbortSignal,
  ): Promise<Damage | null> {
    const { client } = this.#lab;
    const [grabber, line] = [new Grabber(), openFrameLine()];
    const frames = framesOf(file, { rate, signal });
    let waiting: Parameters<typeof columnsOf>[0][number][] = [];
    const send = async () => {
      if (waiting.length > 0) await client.request('recordings.append', { recording, ...columnsOf(waiting) });
      waiting = [];
    };
    let count = 0;
    try {
      for (;;) {
        const { value, done } = await frames.next();
        if (signal.aborted) return null;
        if (done) {
          await send();
          return value;
        }
        const { at, share, source, width, height } = value;
        const { pixels } = grabber.cut(source, { width, height }, centreSquare(width, height), flip);
        const answer = await line.ask([model.id], pixels);
        if (answer.kind === 'failed') throw new LabError(answer.error);
        waiting.push({ at, pixels, answer: { probabilities: answer.answers[0]?.probabilities ?? [] } });
        if (waiting.length === CHUNK) await send();
        // Cancelled while the answer was in transit: the state is idle and stays so.
        if (signal.aborted) return null;
        this.#state = { kind: 'running', share, frames: ++count };
      }
    } finally {
      line.close();
      await frames.return(null);
    }
  }

  async #forget(recording: number): Promise<void> {
    await this.#lab.notices.attempt(() => this.#lab.client.request('recordings.remove', { recording }));
  }
}

export interface Done {
  readonly recording: number;
  readonly damage: Damage | null;
}
