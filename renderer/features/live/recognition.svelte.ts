import type { Region } from '../../../datasets/preprocess.ts';
import type { CameraView } from '../../../main/ipc/schemas/lab.ts';
import type { FrameAnswer } from '../../../main/ipc/schemas/live.ts';
import type { ModelSummary } from '../../../main/ipc/schemas/model.ts';
import { regionOf as regionIn } from '../../../native-bridge/finder/view.ts';
import { FollowedSquare } from '../../../native-bridge/live/follow.ts';
import { Latency } from '../../../native-bridge/live/latency.ts';
import { STEADY, type Steady, SteadySign } from '../../../native-bridge/live/steady.ts';
import type { Client } from '../../lib/client.svelte.ts';
import type { FrameLine } from '../../lib/frame-line.ts';
import { asLabError, LabError } from '../../lib/lab-error.ts';
import { openFrameLine } from '../../lib/open-frame-line.ts';
import { followFrames, type Shown } from './camera-frames.ts';
import { type Grabbed, Grabber } from './grab.ts';
import { type Frame, regionOf, sharesOf } from './region.ts';

/** One model's answer to a frame. */
export interface ModelAnswer extends Steady {
  readonly model: ModelSummary;
  /** Of this frame alone, one per class. */
  readonly probabilities: readonly number[];
}

/** A frame with its answers, in the order of the models. */
export interface Seen {
  /** ms of `performance.now()`. */
  readonly at: number;
  /** What the net saw of the frame; null: no hand was found, and the grabbed square is the person's own. */
  readonly square: Region | null;
  readonly grabbed: Grabbed;
  readonly answers: readonly ModelAnswer[];
}

/** Performance figures; null where nothing was measured yet. */
export interface Pace {
  /** Frames answered per second. */
  readonly rate: number | null;
  /** ms from the frame to its label. */
  readonly p50: number | null;
  readonly p95: number | null;
  /** ms of the host's computing, median. */
  readonly compute: number | null;
  /** Frames dropped since the camera is on, because a newer one had arrived. */
  readonly dropped: number;
}

interface Seat {
  readonly model: ModelSummary;
  readonly steady: SteadySign;
}

const NOTHING: Pace = { rate: null, p50: null, p95: null, compute: null, dropped: 0 };
/** ms between two UI updates of the last frame. */
const GLANCE_EVERY = 100;
/** ms between two updates of the figures: numbers that change thirty times a second are unreadable. */
const PACE_EVERY = 500;
/** ms before a broken connection, or a refused model, is tried again. */
const TRY_AGAIN = 1000;

/** Smoothed probability below which a model's answer is "no sign": from its card, or a guess marked as one. */
export function thresholdOf({ card }: ModelSummary): { readonly value: number; readonly calibrated: boolean } {
  const calibrated = card?.rejection?.threshold;
  return { value: calibrated ?? STEADY.threshold, calibrated: calibrated !== undefined };
}

/**
 * Sends frames of a video through one or two models: at most one in flight; of the frames that arrive meanwhile, the
 * newest goes next. Runs on the page's main thread: a worker was no faster on two cores. Models can be changed while it
 * runs. Create it during component setup; call `close` at the end.
 */
export class Recognition {
  readonly #client: Client;
  readonly #view: () => CameraView | null;
  readonly #line: FrameLine = openFrameLine();
  readonly #grabber = new Grabber();
  readonly #latency = new Latency();
  readonly #computing = new Latency();
  readonly #followed = new FollowedSquare();
  readonly #listeners = new Set<(seen: Seen) => void>();
  #seats = $state.raw<readonly Seat[]>([]);
  #seen = $state.raw<Seen | null>(null);
  #glance = $state.raw<Seen | null>(null);
  #pace = $state.raw<Pace>(NOTHING);
  #error = $state.raw<LabError | null>(null);
  #thresholds = $state.raw<ReadonlyMap<number, number>>(new Map());
  #smoothing = $state.raw({ halfLife: STEADY.halfLife, hysteresis: STEADY.hysteresis });
  #busy = false;
  #next: Shown | null = null;
  #dropped = 0;
  #measuredAt = 0;
  #closed = false;

  /** @param view how the camera is viewed; null while nothing is to be sent to the models */
  constructor(client: Client, view: () => CameraView | null) {
    this.#client = client;
    this.#view = view;
  }

  /** The last answered frame. */
  get seen(): Seen | null {
    return this.#seen;
  }

  /** One of the last answered frames: updating ten times a second is readable, and leaves time for frames. */
  get glance(): Seen | null {
    return this.#glance;
  }

  get pace(): Pace {
    return this.#pace;
  }

  /** Why there is no answer; cleared by the next one. */
  get error(): LabError | null {
    return this.#error;
  }

  get models(): readonly ModelSummary[] {
    return this.#seats.map(({ model }) => model);
  }

  get smoothing(): { readonly halfLife: number; readonly hysteresis: number } {
    return this.#smoothing;
  }

  threshold(model: ModelSummary): number {
    return this.#thresholds.get(model.id) ?? thresholdOf(model).value;
  }

  setThreshold(model: ModelSummary, value: number): void {
    this.#thresholds = new Map([...this.#thresholds, [model.id, value]]);
    this.#settle();
  }

  setSmoothing(change: Partial<{ halfLife: number; hysteresis: number }>): void {
    this.#smoothing = { ...this.#smoothing, ...change };
    this.#settle();
  }

  /** Called with every answered frame until the returned function is called. */
  listen(listener: (seen: Seen) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Uses those models from the next frame on; a model that stays keeps its smoothing state. */
  async use(models: readonly ModelSummary[]): Promise<void> {
    try {
      await this.#admit(models);
      this.#seats = models.map(
        (model) => this.#seats.find((seat) => seat.model.id === model.id) ?? { model, steady: this.#steady(model) },
      );
      this.#error = null;
    } catch (thrown) {
      this.#error = asLabError(thrown);
    }
  }

  /** Follows a video's frames until the returned function is called. */
  follow(video: HTMLVideoElement): () => void {
    this.#dropped = 0;
    const stop = followFrames(video, (frame) => this.#onFrame(video, frame));
    return () => {
      stop();
      this.#next = null;
      this.#seen = null;
      this.#glance = null;
      this.#pace = NOTHING;
      this.#followed.reset();
      for (const { steady } of this.#seats) steady.reset();
    };
  }

  close(): void {
    this.#closed = true;
    this.#line.close();
  }

  #onFrame(video: HTMLVideoElement, frame: Shown): void {
    this.#dropped += frame.missed;
    if (!this.#busy) return void this.#show(video, frame);
    if (this.#next) this.#dropped++;
    this.#next = frame;
  }

  async #show(video: HTMLVideoElement, frame: Shown): Promise<void> {
    this.#busy = true;
    try {
      await this.#ask(video, frame);
    } catch (thrown) {
      if (!this.#closed) this.#error = asLabError(thrown);
      await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN));
    }
    this.#busy = false;
    const next = this.#next;
    this.#next = null;
    if (next && !this.#closed) void this.#show(video, next);
  }

  async #ask(video: HTMLVideoElement, { at }: Shown): Promise<void> {
    const view = this.#view();
    if (!view || video.videoWidth === 0) return;
    const frame = { width: video.videoWidth, height: video.videoHeight };
    const own = regionOf(view.region, frame);
    const square = view.finds ? this.#square(frame) : own;
    const grabbed = this.#grabber.grab(video, square ?? own, view.flip);
    const whole = view.finds ? this.#grabber.whole(video) : undefined;
    const models = square ? this.models.map(({ id }) => id) : [];
    const answer = models.length > 0 || whole ? await this.#line.ask(models, grabbed.pixels, whole) : null;
    if (answer?.kind === 'failed') return this.#mend(answer);
    const now = performance.now();
    if (answer) this.#computing.add(answer.compute, now);
    this.#latency.add(now - at, now);
    this.#error = null;
    this.#followed.see(answer?.hand ? regionIn(answer.hand, frame) : null, at);
    this.#take({
      at,
      square,
      grabbed,
      answers: square ? this.#answersOf(answer?.answers ?? [], at) : this.#noSign(at),
    });
  }

  /** The previous frame's hand position sets the next frame's square, so that no answer waits for the search. */
  #square(frame: Frame): Region | null {
    const { place } = this.#followed;
    return place && regionOf(sharesOf(place, frame), frame);
  }

  /** Without a hand there is no sign, and the smoothing state is reset. */
  #noSign(at: number): ModelAnswer[] {
    return this.#seats.map(({ model, steady }) => {
      steady.reset();
      const none = new Float32Array(model.labels.length);
      return { model, probabilities: [...none], smoothed: none, sign: null, since: at };
    });
  }

  /** Answers of models that were changed meanwhile are dropped. */
  #answersOf(
    answers: readonly { readonly model: number; readonly probabilities: readonly number[] }[],
    at: number,
  ): ModelAnswer[] {
    return answers.flatMap(({ model, probabilities }) => {
      const seat = this.#seats.find((seat) => seat.model.id === model);
      return seat ? [{ model: seat.model, probabilities, ...seat.steady.see(probabilities, at) }] : [];
    });
  }

  #take(seen: Seen): void {
    this.#seen = seen;
    for (const listener of this.#listeners) listener(seen);
    if (seen.at - (this.#glance?.at ?? 0) >= GLANCE_EVERY) this.#glance = seen;
    const now = performance.now();
    if (now - this.#measuredAt < PACE_EVERY) return;
    this.#measuredAt = now;
    this.#pace = {
      rate: this.#latency.rate(now),
      p50: this.#latency.quantile(0.5),
      p95: this.#latency.quantile(0.95),
      compute: this.#computing.quantile(0.5),
      dropped: this.#dropped,
    };
  }

  /** A restarted host has no models loaded; any other error is reported. */
  async #mend({ admitted, error }: FrameAnswer & { kind: 'failed' }): Promise<void> {
    if (admitted) throw new LabError(error);
    await this.#admit(this.models);
  }

  async #admit(models: readonly ModelSummary[]): Promise<void> {
    if (models.length > 0) await this.#client.request('live.admit', { models: models.map(({ id }) => id) });
  }

  #steady(model: ModelSummary): SteadySign {
    return new SteadySign(model.labels.length, { ...this.#smoothing, threshold: this.threshold(model) });
  }

  #settle(): void {
    for (const { model, steady } of this.#seats) {
      steady.settings = { ...this.#smoothing, threshold: this.threshold(model) };
    }
  }
}
