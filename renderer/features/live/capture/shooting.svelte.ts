import { GATE, type GateSettings, judge, type Verdict } from '../../../../datasets/capture/gate.ts';
import type { Captured } from '../../../../main/ipc/schemas/capture.ts';
import type { Lab } from '../../../lib/lab.ts';
import { asLabError, type LabError } from '../../../lib/lab-error.ts';
import { packIds } from '../../../lib/packed-ids.ts';
import { type Grabbed, pngOf } from '../grab.ts';
import type { Recognition, Seen } from '../recognition.svelte.ts';
import { click } from './click.ts';
import type { Gated, Keeper, Kept, Refused } from './gated.ts';

/** The class and session that a picture is captured for. */
export interface Aim {
  readonly dataset: number;
  readonly session: number;
  readonly label: number;
}

export type Shutter = 'hold' | 'countdown' | 'interval' | 'sign';

export interface ShootingSettings {
  readonly shutter: Shutter;
  /** Pictures per second while the shutter is open. */
  readonly rate: number;
  /** Seconds before a burst, with the shutter on `countdown`; seconds between pictures, on `interval`. */
  readonly seconds: number;
  /** Pictures per burst when nobody holds the shutter. */
  readonly pictures: number;
  readonly sound: boolean;
  readonly gate: GateSettings;
}

const SETTINGS: ShootingSettings = { shutter: 'hold', rate: 5, seconds: 3, pictures: 10, sound: true, gate: GATE };
/** Pictures in transit to main. Beyond this many, new ones are dropped: the newest is worth the most. */
const MOST_WAITING = 3;
/** Number of last pictures shown. */
const SHOWN = 12;

/** The shutter: takes frames at its rate, passes them through the gate, and stores them. Create it during component setup. */
export class Shooting implements Gated, Keeper {
  readonly #lab: Lab;
  readonly #recognition: Recognition;
  readonly #aim: () => Aim | null;
  #settings = $state.raw<ShootingSettings>(SETTINGS);
  #open = $state(false);
  #countdown = $state<number | null>(null);
  #verdict = $state.raw<Verdict | null>(null);
  #kept = $state.raw<readonly Kept[]>([]);
  #counts = $state.raw<ReadonlyMap<number, number>>(new Map());
  #refused = $state.raw<Refused>({});
  #error = $state.raw<LabError | null>(null);
  #flash = $state(0);
  #scene = $state.raw<Uint8Array | null>(null);
  /** The last frame that passed the gate. */
  #last: Uint8Array | null = null;
  /** Burst ids must be unique across pages of the same session: they start at the current time. */
  #burst = Math.floor(Date.now() / 1000);
  #left = 0;
  #takenAt = Number.NEGATIVE_INFINITY; // ms
  #waiting = 0;
  #timer = 0;

  constructor(lab: Lab, recognition: Recognition, aim: () => Aim | null) {
    this.#lab = lab;
    this.#recognition = recognition;
    this.#aim = aim;
    $effect(() => recognition.listen((seen) => this.#frame(seen)));
    $effect(() => () => this.release());
  }

  get settings(): ShootingSettings {
    return this.#settings;
  }

  /** Whether pictures are being taken. */
  get open(): boolean {
    return this.#open;
  }

  /** Seconds until then; null without a countdown. */
  get countdown(): number | null {
    return this.#countdown;
  }

  /** The gate's verdict on the newest frame. */
  get verdict(): Verdict | null {
    return this.#verdict;
  }

  /** The last ones, newest first. */
  get kept(): readonly Kept[] {
    return this.#kept;
  }

  /** Increments with every picture taken. */
  get flash(): number {
    return this.#flash;
  }

  /** Rejected frames of this visit, by reason. */
  get refused(): Refused {
    return this.#refused;
  }

  get error(): LabError | null {
    return this.#error;
  }

  get hasScene(): boolean {
    return this.#scene !== null;
  }

  /** Pictures of a class at main's last count; undefined before the first one was kept. */
  countOf(label: number): number | undefined {
    return this.#counts.get(label);
  }

  set(change: Partial<ShootingSettings>): void {
    if (change.shutter && change.shutter !== this.#settings.shutter) this.release();
    this.#settings = { ...this.#settings, ...change };
  }

  /** The counts belong to another class list. */
  forget(): void {
    this.#counts = new Map();
    this.#kept = [];
    this.#last = null;
  }

  /** The shutter is pressed: hold, or trigger. */
  press(): void {
    if (this.#open || this.#countdown !== null || !this.#aim()) return;
    this.#error = null;
    const { shutter, seconds, pictures } = this.#settings;
    if (shutter === 'countdown') this.#count(seconds);
    else this.#begin(shutter === 'sign' ? pictures : Number.POSITIVE_INFINITY);
  }

  /** It is released, or everything is to stop. */
  release(): void {
    clearTimeout(this.#timer);
    this.#countdown = null;
    this.#open = false;
  }

  /** Remembers the scene without a hand: frames that look like it count as empty. */
  rememberScene(): void {
    this.#scene = this.#scene ? null : (this.#recognition.seen?.grabbed.pixels ?? null);
  }

  async takeBack({ id }: Kept): Promise<void> {
    const aim = this.#aim();
    if (!aim) return;
    const edit = { kind: 'delete' } as const;
    const done = await this.#lab.notices.attempt(() =>
      this.#lab.client.request('pictures.edit', { dataset: aim.dataset, ids: packIds([id]), edit }),
    );
    if (!done) return;
    this.#kept = this.#kept.filter((kept) => kept.id !== id);
    this.#counts = new Map();
  }

  #count(seconds: number): void {
    this.#countdown = seconds > 0 ? seconds : null;
    if (seconds > 0) this.#timer = window.setTimeout(() => this.#count(seconds - 1), 1000);
    else this.#begin(this.#settings.pictures);
  }

  #begin(pictures: number): void {
    this.#burst++;
    this.#left = pictures;
    this.#takenAt = Number.NEGATIVE_INFINITY;
    this.#open = true;
  }

  #frame({ at, square, grabbed }: Seen): void {
    if (!square) {
      this.#verdict = null;
      return;
    }
    this.#verdict = judge(grabbed.pixels, { last: this.#last, scene: this.#scene }, this.#settings.gate);
    if (!this.#open || at - this.#takenAt < this.#period) return;
    this.#takenAt = at;
    const against = this.#verdict.kind === 'refused' ? this.#verdict.why : null;
    const crowded = this.#waiting >= MOST_WAITING ? 'dropped' : null;
    if (against ?? crowded) this.#refuse(against ?? 'dropped');
    else this.#shoot(grabbed);
  }

  #shoot(grabbed: Grabbed): void {
    this.#last = grabbed.pixels;
    void this.#keep(grabbed);
    if (--this.#left <= 0) this.release();
  }

  /** ms */
  get #period(): number {
    const { shutter, rate, seconds } = this.#settings;
    return shutter === 'interval' ? seconds * 1000 : 1000 / rate;
  }

  #refuse(why: keyof Refused): void {
    this.#refused = { ...this.#refused, [why]: (this.#refused[why] ?? 0) + 1 };
  }

  async #keep({ square, pixels, crop }: Grabbed): Promise<void> {
    const aim = this.#aim();
    if (!aim) return;
    const { session, label } = aim;
    this.#waiting++;
    if (this.#settings.sound) click();
    try {
      const burst = this.#burst;
      const png = await pngOf(square);
      const captured = await this.#lab.client.request('captures.add', { session, burst, label, png, crop });
      this.#take(captured, { label, pixels });
    } catch (thrown) {
      // A full disk stays full: the shutter closes and shows the error.
      this.release();
      this.#error = asLabError(thrown);
    } finally {
      this.#waiting--;
    }
  }

  #take(captured: Captured, { label, pixels }: Omit<Kept, 'id'>): void {
    if (captured.kind === 'duplicate') {
      this.#refuse('duplicate');
      return;
    }
    this.#flash++;
    this.#kept = [{ id: captured.picture, label, pixels }, ...this.#kept].slice(0, SHOWN);
    this.#counts = new Map([...this.#counts, [label, captured.count]]);
  }
}
