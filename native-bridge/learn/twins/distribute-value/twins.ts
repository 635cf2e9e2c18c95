/** The usual mistakes of distribute_value. */
import { zeros } from '../../../reference/tensor.ts';
import type { InputsOf, Outputs } from '../../course.ts';
import { twinList } from '../twin.ts';

interface ShareSteps {
  shape(shape: readonly number[]): readonly number[];
  /** The share of one entry in a window of nH x nW. */
  share(dz: number, nH: number, nW: number): number;
  /** The entry's value, from its share. */
  entry(share: number, i: number, dz: number): number;
  finish(share: number): number;
}

const right: ShareSteps = {
  shape: (shape) => shape,
  share: (dz, nH, nW) => dz / (nH * nW),
  entry: (share) => share,
  finish: (share) => share,
};

function shareWith(steps: ShareSteps, { dz, shape }: InputsOf['distribute_value']): Outputs {
  const nW = shape.at(-1)!;
  const nH = shape.reduce((a, b) => a * b, 1) / nW;
  const share = steps.finish(steps.share(dz, nH, nW));
  const a = zeros(steps.shape(shape));
  return { a: { shape: a.shape, data: a.data.map((_, i) => steps.entry(share, i, dz)) } };
}

const RIGHT = 'the share is dz / (n_H * n_W)';

export const distributeValueTwins = twinList<'distribute_value', ShareSteps>(right, shareWith, [
  {
    id: 'divided-by-height-only',
    text: `dz is divided by n_H, one side only: ${RIGHT}.`,
    steps: { share: (dz, nH) => dz / nH },
    common: true,
  },
  {
    id: 'divided-by-width-only',
    text: `dz is divided by n_W, one side only: ${RIGHT}.`,
    steps: { share: (dz, _, nW) => dz / nW },
    common: true,
  },
  { id: 'not-divided', text: `dz is not divided: ${RIGHT}.`, steps: { share: (dz) => dz }, common: true },
  {
    id: 'divided-by-sum',
    text: `dz is divided by n_H + n_W: ${RIGHT}.`,
    steps: { share: (dz, nH, nW) => dz / (nH + nW) },
    common: true,
  },
  {
    id: 'divided-by-mean-side',
    text: `dz is divided by the mean of the shape (np.mean(shape)): ${RIGHT}.`,
    steps: { share: (dz, nH, nW) => dz / ((nH + nW) / 2) },
  },
  {
    id: 'divided-by-height-squared',
    text: `dz is divided by n_H * n_H: ${RIGHT}.`,
    steps: { share: (dz, nH) => dz / (nH * nH) },
  },
  {
    id: 'divided-by-width-squared',
    text: `dz is divided by n_W * n_W: ${RIGHT}.`,
    steps: { share: (dz, _, nW) => dz / (nW * nW) },
  },
  {
    id: 'multiplied',
    text: `dz is multiplied by n_H * n_W: ${RIGHT}.`,
    steps: { share: (dz, nH, nW) => dz * nH * nW },
  },
  {
    id: 'divided-twice',
    text: `dz is divided by n_H * n_W twice, as by np.ones(shape) / (n_H * n_W) times the share: ${RIGHT}.`,
    steps: { share: (dz, nH, nW) => dz / (nH * nW) ** 2 },
  },
  {
    id: 'divided-by-root',
    text: `dz is divided by the square root of n_H * n_W: ${RIGHT}.`,
    steps: { share: (dz, nH, nW) => dz / Math.sqrt(nH * nW) },
  },
  {
    id: 'dz-forgotten',
    text: `dz is forgotten, the share is 1 / (n_H * n_W): ${RIGHT}.`,
    steps: { share: (_, nH, nW) => 1 / (nH * nW) },
  },
  {
    id: 'reciprocal',
    text: `The division is upside down, n_H * n_W / dz: ${RIGHT}.`,
    steps: { share: (dz, nH, nW) => (nH * nW) / dz },
  },
  {
    id: 'whole-numbers',
    text: `The share is truncated to a whole number, as by //: ${RIGHT}, with /.`,
    steps: { finish: Math.floor },
    common: true,
  },
  {
    id: 'first-entry-only',
    text: 'All of dz is in the first entry: every entry has the same share, np.ones(shape) * average.',
    steps: { entry: (_, i, dz) => (i === 0 ? dz : 0) },
  },
  {
    id: 'zeros',
    text: 'Every entry is 0: fill them with the share, np.ones(shape) * average.',
    steps: { entry: () => 0 },
  },
  { id: 'ones', text: 'Every entry is 1: multiply np.ones(shape) by the share.', steps: { entry: () => 1 } },
  {
    id: 'shape-swapped',
    text: 'n_H and n_W are swapped in the shape: it should be (n_H, n_W), as given.',
    steps: { shape: (shape) => shape.toReversed() },
    common: true,
  },
  {
    id: 'share-alone',
    text: 'One number is returned, the share: spread it over the shape, np.ones(shape) * average.',
    steps: { shape: () => [] },
    common: true,
  },
  {
    id: 'flat',
    text: 'The entries are in one row: the shape should be (n_H, n_W).',
    steps: { shape: (shape) => [shape.reduce((a, b) => a * b, 1)] },
  },
]);
