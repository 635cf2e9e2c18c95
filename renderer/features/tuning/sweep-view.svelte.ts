import type { SweepEvent, SweepSummary, TunableField } from '../../../main/ipc/schemas/sweep.ts';
import type { Client } from '../../lib/client.svelte.ts';
import { spoken } from '../../lib/hyperparameters/words.ts';
import { useLab } from '../../lib/lab.ts';
import { Loaded } from '../../lib/loaded.svelte.ts';
import { Curves } from './charts/curves.ts';
import type { Piece, Trial } from './sweep-types.ts';
import { withTrials } from './trial-rows.ts';

/** Everything that a sweep's screen shows, kept up to date. Create it during component setup; `id` may change. */
export class SweepView {
  readonly #id: () => number;
  readonly #client: Client = useLab().client;
  readonly #sweep: Loaded<SweepSummary>;
  #trials = $state.raw<readonly Trial[]>([]);
  #curves = $state.raw(Curves.empty());
  #pieces = $state.raw<readonly Piece[]>([]);
  #ready = $state(false);
  /** Progress that arrived while the rows were loading. */
  #missed: Progress[] = [];
  #asked = 0;

  constructor(id: () => number) {
    this.#id = id;
    this.#sweep = new Loaded(() => this.#client.request('sweeps.get', { sweep: id() }));
    $effect(() => {
      void this.#client.connections;
      id();
      this.#ready = false;
      this.#missed = [];
      const stop = this.#client.listen('sweep', (event) => this.#onEvent(event));
      void this.#ask();
      return stop;
    });
  }

  get state() {
    return this.#sweep.state;
  }

  get sweep(): SweepSummary | undefined {
    return this.#sweep.value;
  }

  /** By number. */
  get trials(): readonly Trial[] {
    return this.#trials;
  }

  get curves(): Curves {
    return this.#curves;
  }

  get pieces(): readonly Piece[] {
    return this.#pieces;
  }

  /** False until the existing trials are loaded. */
  get ready(): boolean {
    return this.#ready;
  }

  trial(number: number | null): Trial | null {
    if (number === null) return null;
    const here = this.#trials[number];
    return here?.number === number ? here : (this.#trials.find((trial) => trial.number === number) ?? null);
  }

  reload(): Promise<void> {
    return this.#sweep.reload();
  }

  #onEvent(event: SweepEvent): void {
    if (event.kind === 'changed' && event.sweep.id === this.#id()) this.#sweep.set(event.sweep);
    if (event.kind !== 'trials' || event.sweep !== this.#id()) return;
    if (this.#ready) this.#take(event);
    else this.#missed.push(event);
  }

  #take({ trials, curves, pieces }: Progress): void {
    if (trials.length > 0) this.#trials = withTrials(this.#trials, trials);
    if (curves.trial.length > 0) this.#curves = this.#curves.with(curves);
    if (pieces.length > 0) this.#pieces = [...this.#pieces, ...pieces];
  }

  /** All rows at once: a thousand trials arrive in one message. */
  async #ask(): Promise<void> {
    const asked = ++this.#asked;
    const one = { sweep: this.#id() };
    try {
      const [trials, curves, pieces] = await Promise.all([
        this.#client.request('sweeps.trials', one),
        this.#client.request('sweeps.curves', one),
        this.#client.request('sweeps.pieces', one),
      ]);
      if (asked !== this.#asked) return;
      this.#trials = withTrials([], trials);
      this.#curves = Curves.empty().with(curves);
      this.#pieces = pieces;
      this.#ready = true;
      for (const missed of this.#missed.splice(0)) this.#take(withoutPieces(missed, pieces));
    } catch {
      // The sweep itself failed to load too: `state` has the error.
    }
  }
}

type Progress = Extract<SweepEvent, { kind: 'trials' }>;

/** A message may contain pieces that the answer already had. */
function withoutPieces(progress: Progress, known: readonly Piece[]): Progress {
  const keys = new Set(known.map(pieceKey));
  return { ...progress, pieces: progress.pieces.filter((piece) => !keys.has(pieceKey(piece))) };
}

const pieceKey = ({ trial, from, beganAt }: Piece) => `${trial}/${from}/${beganAt}`;

/** Titles of a sweep's dimensions, and the settings that every trial starts from. Undefined until loaded. */
export class SweepFields {
  readonly #fields: Loaded<readonly TunableField[]>;

  constructor(sweep: () => SweepSummary | undefined) {
    const { client } = useLab();
    // Requested once per sweep: its summary changes ten times a second.
    const base = $derived.by(() => {
      const settings = sweep()?.settings;
      if (!settings) return null;
      const { preset, network, hyperparameters } = settings;
      return JSON.stringify({ preset, network, hyperparameters });
    });
    this.#fields = new Loaded(async () => {
      if (base === null) return [];
      return (await client.request('sweeps.options', JSON.parse(base))).fields.map(spoken);
    });
  }

  get list(): readonly TunableField[] {
    return this.#fields.value ?? [];
  }

  readonly titles: Readonly<Record<string, string>> = $derived.by(() =>
    Object.fromEntries(this.list.map(({ name, title }) => [name, title])),
  );
}
