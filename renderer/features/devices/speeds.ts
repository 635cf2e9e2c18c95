import type { Speed } from '../../../main/ipc/schemas/device.ts';
import { count, significant } from '../../lib/format.ts';
import { t } from './messages/index.ts';

type Measured = ReturnType<(typeof Speed)['parse']>;

export function fastestFirst(speeds: readonly Measured[], preset: string): Measured[] {
  return speeds.filter((speed) => speed.preset === preset).sort((a, b) => b.imagesPerSecond - a.imagesPerSecond);
}

/** Rounded to whole numbers from 100 on. */
export const rate = (imagesPerSecond: number): string =>
  imagesPerSecond >= 100 ? count(imagesPerSecond) : significant(imagesPerSecond);

/** Describes the chart. `speeds` as returned by `fastestFirst`. */
export function speedWords(speeds: readonly Measured[], preset: string): string {
  const [first, ...others] = speeds;
  if (!first) return t.noneMeasured({ preset });
  const fastest = { backend: first.backend, preset, rate: rate(first.imagesPerSecond) };
  const last = others.at(-1);
  if (!last) return t.oneMeasured(fastest);
  const times = significant(first.imagesPerSecond / last.imagesPerSecond, 2);
  return t.fastestMeasured({ ...fastest, times, slowest: last.backend });
}
