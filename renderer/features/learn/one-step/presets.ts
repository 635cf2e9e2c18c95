import { CONV_FIELDS, type ConvSizes, type Preset } from '../inputs/sizes.ts';
import { t as shared } from '../messages/index.ts';
import { t } from './messages/index.ts';

/** One picture, one filter: the remaining sizes can be chosen. */
export const FIELDS = CONV_FIELDS.filter(({ key }) => key !== 'm' && key !== 'filters');

const SMALL: ConvSizes = { m: 1, height: 6, width: 6, channels: 2, f: 3, filters: 1, stride: 1, pad: 0 };

export const PRESETS: readonly [Preset<keyof ConvSizes>, ...Preset<keyof ConvSizes>[]] = [
  { title: t.twoChannels, sizes: SMALL },
  { title: t.onePadded, sizes: { ...SMALL, height: 5, width: 5, channels: 1, pad: 1 } },
  {
    title: () => shared.assignmentFunction({ name: 'conv_single_step' }),
    sizes: { m: 1, height: 4, width: 4, channels: 3, f: 4, filters: 1, stride: 1, pad: 0 },
  },
];
