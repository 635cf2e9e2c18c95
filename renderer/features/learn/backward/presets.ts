import type { ConvSizes, PoolSizes, Preset } from '../inputs/sizes.ts';
import { t as shared } from '../messages/index.ts';
import { t } from './messages/index.ts';

export const CONV_PRESETS: readonly [Preset<keyof ConvSizes>, ...Preset<keyof ConvSizes>[]] = [
  { title: shared.twoFilters, sizes: { m: 1, height: 4, width: 4, channels: 2, f: 2, filters: 2, stride: 1, pad: 0 } },
  { title: t.padded, sizes: { m: 1, height: 3, width: 3, channels: 1, f: 3, filters: 1, stride: 1, pad: 1 } },
  {
    title: () => shared.assignmentFunction({ name: 'conv_backward' }),
    sizes: { m: 10, height: 4, width: 4, channels: 3, f: 2, filters: 8, stride: 2, pad: 2 },
  },
];

export const POOL_PRESETS: readonly [Preset<keyof PoolSizes>, ...Preset<keyof PoolSizes>[]] = [
  { title: t.overlapping, sizes: { m: 1, height: 4, width: 4, channels: 1, f: 2, stride: 1 } },
  { title: t.sideBySide, sizes: { m: 1, height: 6, width: 6, channels: 1, f: 2, stride: 2 } },
  {
    title: () => shared.assignmentFunction({ name: 'pool_backward' }),
    sizes: { m: 5, height: 5, width: 3, channels: 2, f: 2, stride: 1 },
  },
];
