import { GATE, type GateSettings, judge } from '../../../../datasets/capture/gate.ts';
import { centreSquare } from '../../../../datasets/preprocess.ts';
import type { Lab } from '../../../lib/lab.ts';
import { asLabError, type LabError } from '../../../lib/lab-error.ts';
import { packIds } from '../../../lib/packed-ids.ts';
import { type Grabbed, Grabber, pngOf } from '../grab.ts';
import { framesOf } from '../video/frames-of.ts';
import type { Damage, ShownFrame } from '../video/shown-frame.ts';
import type { Gated, Keeper, Kept, Refused } from './gated.ts';

/** The range to capture from a video. */
export interface Range {
  readonly label: number;
  /** s */
  readonly from: number;
  /** s; absent: the end. */
  readonly to?: number;
  /** Frames per second that are examined. */
  readonly rate: number;
  /** The net sees it mirrored. */
  readonly flip: boolean;
}

/** Result of capturing a range. */
export interface Outcome {
  readonly looked: number;
  readonly kept: number;
  readonly damage: Damage | null;
}

/** Number of last pictures shown. */
const SHOWN = 12;
/** Maximum length of a session's name, and of its camera's. */
const MOST_NAME = 120;

/**
 * Adds frames of video files to a dataset, through the gate. All pictures of one file are one session, however many
 * ranges are captured: frames of one clip never end up in two splits.
 */
export class VideoCapture implements Gated, Keeper {
  readonly #lab: Lab;
  readonly #dataset: number;
  #settings = $state.raw<{ readonly gate: GateSettings }>({ gate: GATE });
  #refused = $state.raw<Refused>({});
  #kept = $state.raw<readonly Kept[]>([]);
  #share = $state<number | null>(null);
  #outcome = $state.raw<Outcome | null>(null);
  #error = $state.raw<LabError | null>(null);
  #session: { readonly file: File; readonly id: number } | null = null;
  #burst = Math.floor(Date.now() / 1000);
  #stop = new AbortController();

  constructor(lab: Lab, dataset: number) {
    this.#lab = lab;
    this.#dataset = dataset;
  }

  get settings(): { readonly gate: GateSettings } {
    return this.#settings;
  }

  /** Rejected frames of the last range, by reason. */
  get refused(): Refused {
    return this.#refused;
  }

  get kept(): readonly Kept[] {
    return this.#kept;
  }

  /** Progress of the current range, in [0,1]; null: none is running. */
  get share(): number | null {
    return this.#share;
  }

  get outcome(): Outcome | null {
    return this.#outcome;
  }

  get error(): LabError | null {
    return this.#error;
  }

  set(change: { gate: GateSettings }): void {
    this.#settings = change;
  }

  /** Stops the range; what was kept stays. */
  stop(): void {
    this.#stop.abort();
  }

  /** Captures a range of a file, until its end or until it is stopped. */
  async take(file: File, range: Range): Promise<void> {
    if (this.#share !== null) return;
    this.#stop = new AbortController();
    this.#burst++;
    this.#error = null;
    this.#outcome = null;
    this.#refused = {};
    this.#share = 0;
    try {
      await this.#through(file, range);
    } catch (thrown) {
      this.#error = asLabError(thrown);
    } finally {
      this.#share = null;
    }
  }

  async takeBack({ id }: Kept): Promise<void> {
    const { client, notices } = this.#lab;
    const edit = { kind: 'delete' } as const;
    const done = await notices.attempt(() =>
      client.request('pictures.edit', { dataset: this.#dataset, ids: packIds([id]), edit }),
    );
    if (done) this.#kept = this.#kept.filter((kept) => kept.id !== id);
  }

  async #through(file: File, { label, flip, ...range }: Range): Promise<void> {
    const grabber = new Grabber();
    const frames = framesOf(file, { ...range, signal: this.#stop.signal });
    let last: Uint8Array | null = null;
    let [looked, kept] = [0, 0];
    try {
      for (;;) {
        const { value, done } = await frames.next();
        if (done) {
          this.#outcome = { looked, kept, damage: value };
          return;
        }
        looked++;
        const grabbed = cutOf(grabber, value, flip);
        const verdict = judge(grabbed.pixels, { last, scene: null }, this.#settings.gate);
        if (verdict.kind === 'refused') this.#refuse(verdict.why);
        else {
          last = grabbed.pixels;
          if (await this.#keep(file, label, grabbed)) kept++;
        }
        this.#share = value.share;
        this.#outcome = { looked, kept, damage: null };
      }
    } finally {
      await frames.return(null);
    }
  }

  /** @returns whether it is in the dataset now; false where the same pixels were already there */
  async #keep(file: File, label: number, { square, pixels, crop }: Grabbed): Promise<boolean> {
    const session = await this.#sessionOf(file);
    const png = await pngOf(square);
    const asked = { session, burst: this.#burst, label, png, crop };
    const captured = await this.#lab.client.request('captures.add', asked);
    if (captured.kind === 'duplicate') {
      this.#refuse('duplicate');
      return false;
    }
    this.#kept = [{ id: captured.picture, label, pixels }, ...this.#kept].slice(0, SHOWN);
    return true;
  }

  /** Started with the first picture that is kept. */
  async #sessionOf(file: File): Promise<number> {
    if (this.#session?.file === file) return this.#session.id;
    const { id } = await this.#lab.client.request('captures.begin', {
      ...{ dataset: this.#dataset, name: file.name.slice(0, MOST_NAME), camera: file.name.slice(0, MOST_NAME) },
      ...{ hand: 'unsaid', background: '' },
    });
    this.#session = { file, id };
    return id;
  }

  #refuse(why: keyof Refused): void {
    this.#refused = { ...this.#refused, [why]: (this.#refused[why] ?? 0) + 1 };
  }
}

function cutOf(grabber: Grabber, { source, width, height }: ShownFrame, flip: boolean): Grabbed {
  return grabber.cut(source, { width, height }, centreSquare(width, height), flip);
}
