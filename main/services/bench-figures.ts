/** The figures of a comparison: pure arithmetic on the seconds and costs that hosts and peers report. */
import type { BenchResult } from '../../native-bridge/host/compute-messages.ts';

/** Seconds. */
export interface Spread {
  readonly median: number;
  readonly min: number;
  readonly max: number;
}

export interface Figures {
  readonly epochSeconds: Spread;
  /** (max - min) / median: how much other work on the machine disturbs the figures. */
  readonly spread: number;
  /** Training pictures per second; the time of the test accuracy is included. */
  readonly imagesPerSecond: number;
  /** How many times as fast as the slowest, by medians. */
  readonly toSlowest: number;
  /** How many times as fast as the backend `tensorflow`; null if that did not run. */
  readonly toTensorflow: number | null;
}

export type Kernels = NonNullable<BenchResult['kernels']> & {
  /** Share of the peak that the first convolution reaches, in [0, 1]. */
  readonly share: number;
  /** Duration of a training step, in forward passes of the first convolution. */
  readonly stepToForward: number;
};

/** The costs of two trainings of the same net from the same parameters on the same mini-batches. */
export interface Agreement {
  readonly epochs: number;
  /** The largest difference of an epoch's cost. */
  readonly furthest: number;
  readonly agrees: boolean;
}

/** Costs of the check's epochs differ only by rounding: 2e-7 on `course`, 4e-4 on `four-block`. */
export const COST_TOLERANCE = 1e-3;

/** @param values at least one. */
export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const median = (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle)]!) / 2;
  return { median, min: sorted[0]!, max: sorted.at(-1)! };
}

/**
 * The figures of every backend and peer that ran, by name.
 * @param seconds of every counted epoch; at least one each
 * @param images pictures of the training split
 */
export function figuresOf(seconds: ReadonlyMap<string, readonly number[]>, images: number): Map<string, Figures> {
  const spreads = new Map([...seconds].map(([name, values]) => [name, spreadOf(values)]));
  const slowest = Math.max(...[...spreads.values()].map(({ median }) => median));
  const tensorflow = spreads.get('tensorflow')?.median ?? null;
  const figures = [...spreads].map(([name, epochSeconds]): [string, Figures] => {
    const { median, min, max } = epochSeconds;
    const ratios = { toSlowest: slowest / median, toTensorflow: tensorflow === null ? null : tensorflow / median };
    return [name, { epochSeconds, spread: (max - min) / median, imagesPerSecond: images / median, ...ratios }];
  });
  return new Map(figures);
}

export function kernelsOf(figures: NonNullable<BenchResult['kernels']>): Kernels {
  const { peak, firstConvolution, forwardSeconds, stepSeconds } = figures;
  return { ...figures, share: firstConvolution / peak, stepToForward: stepSeconds / forwardSeconds };
}

/** @returns null if there is nothing to compare. A cost that is NaN agrees with nothing. */
export function agreementOf(ours: readonly number[], theirs: readonly number[]): Agreement | null {
  const epochs = Math.min(ours.length, theirs.length);
  if (epochs === 0) return null;
  const furthest = Math.max(...Array.from({ length: epochs }, (_, epoch) => Math.abs(ours[epoch]! - theirs[epoch]!)));
  return { epochs, furthest, agrees: furthest <= COST_TOLERANCE };
}
