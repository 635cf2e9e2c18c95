/** The usual mistakes of zero_pad. */
import { twinList } from '../twin.ts';
import { edge, reflected, symmetric, wrapped } from './borders.ts';
import { type PadSteps, padWith, rightPad, type Widths } from './steps.ts';

const none: readonly [number, number] = [0, 0];
/** `side` on the named axes among m, n_H, n_W, n_C. */
const on =
  (axes: readonly number[], side: (pad: number) => readonly [number, number] = (pad) => [pad, pad]) =>
  (pad: number): Widths =>
    [0, 1, 2, 3].map((axis) => (axes.includes(axis) ? side(pad) : none));
export const zeroPadTwins = twinList<'zero_pad', PadSteps>(rightPad, padWith, [
  {
    id: 'pad-channels',
    text: 'The channels are padded as well: only n_H and n_W are, the last pair of np.pad is (0, 0).',
    steps: { widths: on([1, 2, 3]) },
    common: true,
  },
  {
    id: 'pad-all-axes',
    text: 'All four axes are padded, examples and channels too: only n_H and n_W are, ((0, 0), (pad, pad), (pad, pad), (0, 0)).',
    steps: { widths: on([0, 1, 2, 3]) },
    common: true,
  },
  {
    id: 'pad-examples',
    text: 'The batch axis is padded as well: the first pair of np.pad is (0, 0).',
    steps: { widths: on([0, 1, 2]) },
    common: true,
  },
  {
    id: 'pad-height-only',
    text: 'Only the height is padded: pad the width too.',
    steps: { widths: on([1]) },
    common: true,
  },
  {
    id: 'pad-width-only',
    text: 'Only the width is padded: pad the height too.',
    steps: { widths: on([2]) },
    common: true,
  },
  {
    id: 'pad-axes-shifted-left',
    text: 'The axes m and n_H are padded instead of n_H and n_W: the pairs of np.pad are in the order of the axes.',
    steps: { widths: on([0, 1]) },
    common: true,
  },
  {
    id: 'pad-axes-shifted-right',
    text: 'The axes n_W and n_C are padded instead of n_H and n_W: the pairs of np.pad are in the order of the axes.',
    steps: { widths: on([2, 3]) },
    common: true,
  },
  {
    id: 'pad-height-and-channels',
    text: 'The axes n_H and n_C are padded instead of n_H and n_W: the pairs of np.pad are in the order of the axes.',
    steps: { widths: on([1, 3]) },
  },
  {
    id: 'pad-outer-axes',
    text: 'The axes m and n_C are padded instead of n_H and n_W.',
    steps: { widths: on([0, 3]) },
  },
  {
    id: 'pad-twice',
    text: 'The pad is applied twice: 2 * pad on each side. It should be pad on each side.',
    steps: { amount: (pad) => 2 * pad },
    common: true,
  },
  {
    id: 'pad-before-only',
    text: 'Zeros are added only before (above and to the left): the pair (pad, pad) adds them on both sides.',
    steps: { widths: on([1, 2], (pad) => [pad, 0]) },
    common: true,
  },
  {
    id: 'pad-after-only',
    text: 'Zeros are added only after (below and to the right): the pair (pad, pad) adds them on both sides.',
    steps: { widths: on([1, 2], (pad) => [0, pad]) },
    common: true,
  },
  {
    id: 'pad-halved',
    text: 'pad is split between the two sides, half each: it should be pad on each side.',
    steps: { widths: on([1, 2], (pad) => [Math.floor(pad / 2), pad - Math.floor(pad / 2)]) },
  },
  {
    id: 'pad-all-before',
    text: 'All 2 * pad zeros are above and to the left: it should be pad on each side.',
    steps: { widths: on([1, 2], (pad) => [2 * pad, 0]) },
  },
  {
    id: 'pad-all-after',
    text: 'All 2 * pad zeros are below and to the right, so that the picture is in the corner: it should be pad on each side.',
    steps: { widths: on([1, 2], (pad) => [0, 2 * pad]) },
  },
  { id: 'pad-ignored', text: 'Nothing is padded: X is returned unchanged.', steps: { amount: () => 0 } },
  {
    id: 'pad-one-always',
    text: 'The pad is always 1: use the argument.',
    steps: { amount: () => 1 },
    common: true,
  },
  { id: 'pad-two-always', text: 'The pad is always 2: use the argument.', steps: { amount: () => 2 } },
  { id: 'pad-one-more', text: 'There is one zero too many on each side.', steps: { amount: (pad) => pad + 1 } },
  { id: 'pad-one-less', text: 'There is one zero too few on each side.', steps: { amount: (pad) => pad - 1 } },
  {
    id: 'pad-edge',
    text: "The border repeats the edge of the picture (mode 'edge'): it should be 0, mode 'constant'.",
    steps: { border: edge },
    common: true,
  },
  {
    id: 'pad-reflect',
    text: "The border mirrors the picture (mode 'reflect'): it should be 0, mode 'constant'.",
    steps: { border: reflected },
    common: true,
  },
  {
    id: 'pad-symmetric',
    text: "The border mirrors the picture, edge included (mode 'symmetric'): it should be 0, mode 'constant'.",
    steps: { border: symmetric },
  },
  {
    id: 'pad-wrap',
    text: "The border continues the picture from its opposite side (mode 'wrap'): it should be 0, mode 'constant'.",
    steps: { border: wrapped },
  },
  {
    id: 'pad-ones',
    text: 'The border is 1: it should be 0, constant_values = 0.',
    steps: { value: () => 1 },
    common: true,
  },
  {
    id: 'pad-value-is-pad',
    text: 'The border holds the number pad: it should be 0, constant_values = 0.',
    steps: { value: (pad) => pad },
  },
]);
