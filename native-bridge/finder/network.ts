/** The net that finds the hand: only convolutions, so that what it learns at one position applies to all. */
import { Network } from '../convnet/network.ts';
import { FILTERS, INPUT_SHAPE } from './grid.ts';

const conv = (filters: number, stride = 1) => [
  { kind: 'conv', filters, kernel: 3, stride, bias: false },
  { kind: 'batchNorm', momentum: 0.95 },
  { kind: 'relu' },
];
const halve = { kind: 'maxPool', size: 2, stride: 2 };

/**
 * A cell's receptive field is 83 x 83 pixels, more than the view's height. Filters are multiples of 16, the kernels'
 * width.
 */
export const FINDER: Network = Network.parse({
  name: 'finder',
  input: INPUT_SHAPE,
  layers: [
    ...conv(16, 2),
    ...conv(16),
    halve,
    ...conv(32),
    ...conv(32),
    halve,
    ...conv(48),
    ...conv(48),
    ...conv(48),
    { kind: 'conv', filters: FILTERS, kernel: 1 },
    { kind: 'flatten' },
  ],
});
