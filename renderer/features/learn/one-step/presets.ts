import { CONV_FIELDS, type ConvSizes, type Preset } from '../inputs/sizes.ts';

/** One picture, one filter: what is left to choose. */
export const FIELDS = CONV_FIELDS.filter(({ key }) => key !== 'm' && key !== 'filters');

const SMALL: ConvSizes = { m: 1, height: 6, width: 6, channels: 2, f: 3, filters: 1, stride: 1, pad: 0 };

export const PRESETS: readonly [Preset<keyof ConvSizes>, ...Preset<keyof ConvSizes>[]] = [
  { title: 'Two channels', sizes: SMALL },
  { title: 'One channel, padded', sizes: { ...SMALL, height: 5, width: 5, channels: 1, pad: 1 } },
  {
    title: "The assignment's conv_single_step",
    sizes: { m: 1, height: 4, width: 4, channels: 3, f: 4, filters: 1, stride: 1, pad: 0 },
  },
];
