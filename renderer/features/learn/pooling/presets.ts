import type { PoolSizes, Preset } from '../inputs/sizes.ts';
import { t as shared } from '../messages/index.ts';
import { t } from './messages/index.ts';

export const PRESETS: readonly [Preset<keyof PoolSizes>, ...Preset<keyof PoolSizes>[]] = [
  { title: t.oneChannel, sizes: { m: 1, height: 6, width: 6, channels: 1, f: 2, stride: 2 } },
  {
    title: () => shared.assignmentOf({ year: '2018' }),
    sizes: { m: 2, height: 4, width: 4, channels: 3, f: 3, stride: 2 },
  },
  {
    title: () => shared.assignmentOf({ year: '2021' }),
    sizes: { m: 2, height: 5, width: 5, channels: 3, f: 3, stride: 1 },
  },
];
