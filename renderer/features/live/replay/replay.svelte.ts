import type { Recording } from '../../../../main/ipc/schemas/live.ts';
import type { ModelSummary } from '../../../../main/ipc/schemas/model.ts';
import { STEADY } from '../../../../native-bridge/live/steady.ts';
import type { Client } from '../../../lib/client.svelte.ts';
import { asLabError, LabError } from '../../../lib/lab-error.ts';
import { openFrameLine } from '../../../lib/open-frame-line.ts';
import { thresholdOf } from '../recognition.svelte.ts';
import { namesOf, steadySigns } from './spans.ts';

/** Frames per request: 3 MB. */
const CHUNK = 256;
const PICTURE_BYTES = 64 * 64 * 3;

interface Chunk {
  readonly times: Float64Array;
  readonly pixels: Uint8Array;
  readonly probabilities: Float32Array;
}

/** A model's answers, frame by frame. */
interface Signs {
  readonly signs: Int16Array;
  readonly labels: readonly string[];
}

const NOTHING: Signs = { signs: new Int16Array(0), labels: [] };

/** A recording, and the same frames through another model. Pixels are loaded on demand. */
export class Replay {
  readonly #client: Client;
  readonly recording: Recording;
  #times = $state.raw(new Float64Array(0));
  #first = $state.raw<Signs>(NOTHING);
  #second = $state.raw<Signs | null>(null);
  // Names are computed where they are read: the page's language may change.
  readonly #firstNames = $derived(namesOf(this.#first.signs, this.#first.labels));
  readonly #secondNames = $derived(this.#second && namesOf(this.#second.signs, this.#second.labels));
  #done = $state(0);
  #error = $state.raw<LabError | null>(null);
  /** The last shown chunk, by its number. */
  #kept: { readonly number: number; readonly chunk: Promise<Chunk> } | null = null;
  /** Counts the models requested: answers of an earlier one are dropped. */
  #asked = 0;

  constructor(client: Client, recording: Recording) {
    this.#client = client;
    this.recording = recording;
  }

  /** ms of every frame since the first. */
  get times(): Float64Array {
    return this.#times;
  }

  /** Steady signs by name, of the recorded model. */
  get first(): readonly string[] {
    return this.#firstNames;
  }

  /** Of the other model, as far as it has come; null without one. */
  get second(): readonly string[] | null {
    return this.#secondNames;
  }

  /** Frames processed by the other model. */
  get done(): number {
    return this.#done;
  }

  get error(): LabError | null {
    return this.#error;
  }

  /** Reads the recorded answers. @param recorded the model, if it still exists: its threshold is used */
  async load(recorded: ModelSummary | null): Promise<void> {
    const { frames, labels } = this.recording;
    const times = new Float64Array(frames);
    const probabilities = new Float32Array(frames * labels.length);
    await this.#attempt(async () => {
      for (let from = 0; from < frames; from += CHUNK) {
        const chunk = await this.#fetch(from / CHUNK);
        times.set(chunk.times, from);
        probabilities.set(chunk.probabilities, from * labels.length);
      }
    });
    const settings = { ...STEADY, ...(recorded && { threshold: thresholdOf(recorded).value }) };
    this.#times = times;
    this.#first = { signs: steadySigns(times, probabilities, labels.length, settings), labels };
  }

  /** Runs another model on every frame, as fast as it answers; null: none. */
  async show(model: ModelSummary | null): Promise<void> {
    const asked = ++this.#asked;
    this.#done = 0;
    this.#second = model ? NOTHING : null;
    if (!model) return;
    const { frames } = this.recording;
    const classes = model.labels.length;
    const probabilities = new Float32Array(frames * classes);
    const line = openFrameLine();
    await this.#attempt(async () => {
      await this.#client.request('live.admit', { models: [model.id] });
      for (let i = 0; i < frames && asked === this.#asked; i++) {
        const answer = await line.ask([model.id], await this.pixels(i));
        if (answer.kind === 'failed') throw new LabError(answer.error);
        probabilities.set(answer.answers[0]?.probabilities ?? [], i * classes);
        if (i % CHUNK === 0 || i === frames - 1) this.#done = i + 1;
      }
    });
    line.close();
    if (asked !== this.#asked) return;
    const settings = { ...STEADY, threshold: thresholdOf(model).value };
    this.#second = { signs: steadySigns(this.#times, probabilities, classes, settings), labels: model.labels };
  }

  /** Stops what is running. */
  close(): void {
    this.#asked++;
  }

  /** (64,64,3) of one frame. */
  async pixels(frame: number): Promise<Uint8Array> {
    const number = Math.floor(frame / CHUNK);
    if (this.#kept?.number !== number) this.#kept = { number, chunk: this.#fetch(number) };
    const { pixels } = await this.#kept.chunk;
    const at = (frame % CHUNK) * PICTURE_BYTES;
    return pixels.subarray(at, at + PICTURE_BYTES);
  }

  async #fetch(number: number): Promise<Chunk> {
    const { id: recording, frames } = this.recording;
    const from = number * CHUNK;
    const count = Math.min(CHUNK, frames - from);
    const { times, pixels, probabilities } = await this.#client.request('recordings.frames', {
      recording,
      from,
      count,
    });
    // Copied: bytes of a message need not be aligned for numbers.
    return {
      times: new Float64Array(times.slice().buffer),
      pixels,
      probabilities: new Float32Array(probabilities.slice().buffer),
    };
  }

  async #attempt(work: () => Promise<void>): Promise<void> {
    try {
      this.#error = null;
      await work();
    } catch (thrown) {
      this.#error = asLabError(thrown);
    }
  }
}
