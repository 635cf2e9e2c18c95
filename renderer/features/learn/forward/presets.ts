import type { ConvSizes, Preset } from '../inputs/sizes.ts';

export const PRESETS: readonly [Preset<keyof ConvSizes>, ...Preset<keyof ConvSizes>[]] = [
  {
    title: 'Two filters',
    sizes: { m: 2, height: 4, width: 5, channels: 2, f: 3, filters: 2, stride: 1, pad: 0 },
  },
  {
    title: 'The assignment, 2018',
    sizes: { m: 10, height: 4, width: 4, channels: 3, f: 2, filters: 8, stride: 2, pad: 2 },
  },
  {
    title: 'The assignment, 2021',
    sizes: { m: 2, height: 5, width: 7, channels: 4, f: 3, filters: 8, stride: 2, pad: 1 },
  },
];
