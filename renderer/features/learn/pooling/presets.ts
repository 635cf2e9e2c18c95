import type { PoolSizes, Preset } from '../inputs/sizes.ts';

export const PRESETS: readonly [Preset<keyof PoolSizes>, ...Preset<keyof PoolSizes>[]] = [
  { title: 'One channel', sizes: { m: 1, height: 6, width: 6, channels: 1, f: 2, stride: 2 } },
  { title: 'The assignment, 2018', sizes: { m: 2, height: 4, width: 4, channels: 3, f: 3, stride: 2 } },
  { title: 'The assignment, 2021', sizes: { m: 2, height: 5, width: 5, channels: 3, f: 3, stride: 1 } },
];
