import type { EpochColumns, RunSummary } from '../../../../main/ipc/schemas/run.ts';
import { Addressed } from '../../../lib/addressed.svelte.ts';
import { useLab } from '../../../lib/lab.ts';
import { Loaded } from '../../../lib/loaded.svelte.ts';
import { type KeptNet, openKept } from './kept-net.ts';

/** Bytes of kept epochs in memory: playing back and forth requests each once. */
const IN_MEMORY = 64e6;
/** Minimum number in memory: the shown one, the one after it, and those being loaded. */
const AT_LEAST = 4;
/** Minimum ms between two updates of the kept epochs of a training run. */
const LOOK_EVERY = 1000;

/**
 * A run and one of its kept epochs, as named by the address (`run=3`, `epoch=12`); by default the newest run that keeps
 * its epochs, and its last epoch. Create it during component setup.
 */
export class WatchedRun {
  readonly #lab = useLab();
  readonly #nets = new Map<string, Promise<KeptNet>>();
  /** Runs that keep their epochs, newest first. */
  readonly runs = new Loaded(async (): Promise<RunSummary[]> => {
    const { runs } = await this.#lab.client.request('runs.list', { limit: 500 });
    return runs.filter(({ settings }) => settings.keepEpochs);
  });
  readonly kept: Loaded<{ readonly epochs: readonly number[]; readonly bytes: number }>;
  readonly curves: Loaded<EpochColumns | null>;
  readonly net: Loaded<KeptNet | null>;
  /** The epoch after the shown one, where it is kept and one optimizer step away; else null. */
  readonly following: Loaded<KeptNet | null>;
  readonly #epoch: Addressed<number | null>;

  constructor() {
    const { client, router } = this.#lab;
    this.#epoch = new Addressed<number | null>(router, {
      name: 'epoch',
      read: (text) => (/^\d+$/.test(text ?? '') ? Number(text) : null),
      write: (epoch) => (epoch === null ? null : String(epoch)),
    });
    this.kept = new Loaded(async () => {
      const run = this.runId;
      return run === null ? { epochs: [], bytes: 0 } : client.request('runs.kept', { run });
    });
    this.curves = new Loaded(async () => {
      const run = this.runId;
      return run === null ? null : client.request('runs.epochs', { run, from: 0 });
    });
    this.net = new Loaded(async () => this.#at(this.runId, this.epoch));
    this.following = new Loaded(async () => {
      const [run, epoch, next] = [this.runId, this.epoch, this.epochs[this.place + 1]];
      if (epoch === null || next !== epoch + 1) return null;
      const [now, then] = await Promise.all([this.#at(run, epoch), this.#at(run, next)]);
      return now && then && then.optimizer.steps === now.optimizer.steps + 1 ? then : null;
    });
    $effect(() => this.#follow());
  }

  /** Null where no run keeps its epochs. */
  get runId(): number | null {
    const named = Number(this.#lab.router.query.get('run'));
    if (Number.isSafeInteger(named) && named > 0) return named;
    return this.runs.value?.[0]?.id ?? null;
  }

  get run(): RunSummary | null {
    return this.runs.value?.find(({ id }) => id === this.runId) ?? null;
  }

  /** Ascending; an epoch is named by the number of completed epochs before it. */
  get epochs(): readonly number[] {
    return this.kept.value?.epochs ?? [];
  }

  /** The shown one: the last kept one that is not after the named one. */
  get epoch(): number | null {
    return this.epochs[this.place] ?? null;
  }

  /** Its index among the kept ones. */
  get place(): number {
    const named = this.#epoch.value;
    if (named === null) return this.epochs.length - 1;
    const found = this.epochs.findLastIndex((epoch) => epoch <= named);
    return Math.max(0, found);
  }

  choose(run: number): void {
    this.#epoch.set(null);
    this.#lab.router.set({ run, epoch: null, weight: null, layer: null, filter: null });
  }

  /** @param place index among the kept ones */
  go(place: number): void {
    this.#epoch.set(this.epochs[place] ?? null);
  }

  /** Another kept epoch of the same run; null where there is no run. @throws LabError */
  open(epoch: number): Promise<KeptNet | null> {
    return this.#at(this.runId, epoch);
  }

  async #at(run: number | null, epoch: number | null): Promise<KeptNet | null> {
    if (run === null || epoch === null) return null;
    const key = `${run}/${epoch}`;
    const known = this.#nets.get(key) ?? openKept(this.#lab.client, run, epoch);
    this.#nets.delete(key);
    this.#nets.set(key, known);
    try {
      const net = await known;
      const most = Math.max(AT_LEAST, Math.floor(IN_MEMORY / net.bytes));
      for (const old of this.#nets.keys()) {
        if (this.#nets.size <= most) break;
        this.#nets.delete(old);
      }
      return net;
    } catch (thrown) {
      // A failed request is repeated the next time.
      this.#nets.delete(key);
      throw thrown;
    }
  }

  /** A training run keeps more and more epochs, and thins them out. */
  #follow(): () => void {
    let timer = 0;
    const look = () => {
      timer = 0;
      void this.kept.reload();
      void this.curves.reload();
    };
    const unlisten = this.#lab.client.listen('run', (event) => {
      const of = event.kind === 'changed' ? event.run.id : event.run;
      if (event.kind !== 'epochs') void this.runs.reload();
      if (of === this.runId && timer === 0) timer = window.setTimeout(look, LOOK_EVERY);
    });
    return () => {
      clearTimeout(timer);
      unlisten();
    };
  }
}
