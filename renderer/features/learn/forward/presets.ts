import type { ConvSizes, Preset } from '../inputs/sizes.ts';
import { t as shared } from '../messages/index.ts';

export const PRESETS: readonly [Preset<keyof ConvSizes>, ...Preset<keyof ConvSizes>[]] = [
  {
    title: shared.twoFilters,
    sizes: { m: 2, height: 4, width: 5, channels: 2, f: 3, filters: 2, stride: 1, pad: 0 },
  },
  {
    title: () => shared.assignmentOf({ year: '2018' }),
    sizes: { m: 10, height: 4, width: 4, channels: 3, f: 2, filters: 8, stride: 2, pad: 2 },
  },
  {
    title: () => shared.assignmentOf({ year: '2021' }),
    sizes: { m: 2, height: 5, width: 7, channels: 4, f: 3, filters: 8, stride: 2, pad: 1 },
  },
];
