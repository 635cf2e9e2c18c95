import type { Series } from '../../../components/chart/series.ts';
import type { NormsOutput } from './compute/norms-job.ts';

export interface EpochNorms extends NormsOutput {
  readonly epoch: number;
}

/** One curve per kernel: the norm of its gradient, epoch by epoch. */
export function normCurves(measured: readonly EpochNorms[], kernels: readonly string[]): Series[] {
  const x = measured.map(({ epoch }) => epoch);
  return kernels.map((name) => ({ label: name, x, y: measured.map(({ norms }) => norms[name] ?? null) }));
}

/** One curve per ReLU: its number of dead outputs. `nameOf` names the ReLU. */
export function deadCurves(measured: readonly EpochNorms[], nameOf: (layer: number) => string): Series[] {
  const x = measured.map(({ epoch }) => epoch);
  const layers = measured[0]?.dead.map(({ layer }) => layer) ?? [];
  return layers.map((layer) => ({
    ...{ label: nameOf(layer), x },
    y: measured.map(({ dead }) => dead.find((one) => one.layer === layer)?.dead.length ?? null),
  }));
}
