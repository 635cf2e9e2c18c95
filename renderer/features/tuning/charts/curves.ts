/**
 * The curves of a sweep's trials, packed: three Float32Arrays per trial that grow by doubling. New epochs are appended
 * without copying everything: 1 000 trials of 100 epochs are 1.2 MB.
 */
import { unpackIds } from '../../../lib/packed-ids.ts';
import type { CurveColumns } from './chart-props.ts';

export const METRICS = ['validationAccuracy', 'validationLoss', 'cost'] as const;
export type Metric = (typeof METRICS)[number];

export interface Range {
  readonly low: number;
  readonly high: number;
  /** The smallest value above 0: a logarithmic axis starts there. */
  readonly positive: number;
}

interface Row {
  /** Number of epochs; the columns have spare capacity. */
  length: number;
  readonly columns: Record<Metric, Float32Array>;
}

interface Store {
  readonly rows: Map<number, Row>;
  readonly ranges: Partial<Record<Metric, Range>>;
  most: number;
}

const ROOM = 16;

/**
 * A view of the curves at one moment: `with` returns the next one and shares the numbers with it, so its cost is that
 * of the additions. Keep only the newest (in `$state.raw`): the numbers of an older view change with those of the
 * newest.
 */
export class Curves {
  readonly #store: Store;

  private constructor(store: Store) {
    this.#store = store;
  }

  static empty(): Curves {
    return new Curves({ rows: new Map(), ranges: {}, most: 0 });
  }

  /** With these epochs inserted; existing ones are replaced. */
  with(columns: CurveColumns): Curves {
    const trials = unpackIds(columns.trial);
    const epochs = unpackIds(columns.epoch);
    for (const metric of METRICS) {
      const { buffer, byteOffset, byteLength } = columns[metric];
      const values = new DataView(buffer, byteOffset, byteLength);
      for (let at = 0; at < trials.length; at++) {
        put(this.#store, metric, trials[at]!, epochs[at]!, values.getFloat32(at * 4, true));
      }
    }
    return new Curves(this.#store);
  }

  /** Number of epochs of a trial. */
  epochs(trial: number): number {
    return this.#store.rows.get(trial)?.length ?? 0;
  }

  /** (epochs) values; NaN where not measured. A view: it is valid until the next `with`. */
  of(trial: number, metric: Metric): Float32Array {
    const row = this.#store.rows.get(trial);
    return row ? row.columns[metric].subarray(0, row.length) : NONE;
  }

  /** Over all trials; null while there is no finite value. */
  range(metric: Metric): Range | null {
    return this.#store.ranges[metric] ?? null;
  }

  /** Epochs of the longest curve. */
  get most(): number {
    return this.#store.most;
  }

  get trials(): Iterable<number> {
    return this.#store.rows.keys();
  }
}

const NONE = new Float32Array();

function put(store: Store, metric: Metric, trial: number, epoch: number, value: number): void {
  const row = rowFor(store, trial, epoch);
  row.columns[metric][epoch] = value;
  if (!Number.isFinite(value)) return;
  const { low, high, positive } = store.ranges[metric] ?? NOTHING;
  if (value >= low && value <= high && (value <= 0 || value >= positive)) return;
  store.ranges[metric] = {
    ...{ low: Math.min(low, value), high: Math.max(high, value) },
    positive: value > 0 ? Math.min(positive, value) : positive,
  };
}

const NOTHING: Range = {
  low: Number.POSITIVE_INFINITY,
  high: Number.NEGATIVE_INFINITY,
  positive: Number.POSITIVE_INFINITY,
};

function rowFor(store: Store, trial: number, epoch: number): Row {
  let row = store.rows.get(trial);
  if (!row) {
    row = { length: 0, columns: { validationAccuracy: room(ROOM), validationLoss: room(ROOM), cost: room(ROOM) } };
    store.rows.set(trial, row);
  }
  for (const metric of METRICS) {
    if (epoch >= row.columns[metric].length) row.columns[metric] = grown(row.columns[metric], epoch + 1);
  }
  row.length = Math.max(row.length, epoch + 1);
  store.most = Math.max(store.most, row.length);
  return row;
}

const room = (length: number): Float32Array => new Float32Array(length).fill(Number.NaN);

function grown(old: Float32Array, least: number): Float32Array {
  const next = room(Math.max(least, old.length * 2));
  next.set(old);
  return next;
}
