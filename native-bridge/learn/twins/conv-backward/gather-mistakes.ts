/** Mistakes in how each of the three gradients is summed. */
import { type Tensor, zeros } from '../../../reference/tensor.ts';
import { flipped } from '../kernel.ts';
import type { Mistaken } from '../twin.ts';
import { type BackwardSteps, type Gathered, rightBackward } from './steps.ts';

type GatherMistake = Mistaken<Pick<BackwardSteps, 'dA' | 'dW' | 'db'>>;

const { dA, dW, db } = rightBackward;
const assigned: Partial<Gathered> = { assigned: true };
const lastExample: Partial<Gathered> = { counts: (i, m) => i === m - 1 };
const firstExample: Partial<Gathered> = { counts: (i) => i === 0 };
const copied: Partial<Gathered> = { initial: ({ shape, data }) => ({ shape, data: data.slice() }) };
const scaled = (factor: (m: number, windows: number) => number): Partial<Gathered> => ({
  finish: ({ shape, data }, m, windows) => ({ shape, data: data.map((value) => value * factor(m, windows)) }),
});
const byExamples = scaled((m) => 1 / m);
const byWindows = scaled((_, windows) => 1 / windows);

/** Each channel holds the sum of all channels. */
function shared({ shape, data }: Tensor): Tensor {
  const nC = shape.at(-1)!;
  const sums = zeros([data.length / nC]);
  for (const [i, value] of data.entries()) sums.data[Math.floor(i / nC)]! += value;
  return { shape, data: data.map((_, i) => sums.data[Math.floor(i / nC)]!) };
}

export const gatherMistakes: readonly GatherMistake[] = [
  {
    id: 'dW-not-summed-over-m',
    text: 'dW is not summed over m: it holds only the last example. Set it to zeros once, before the loop over the examples.',
    steps: { dW: { ...dW, ...lastExample } },
    common: true,
  },
  {
    id: 'db-not-summed-over-m',
    text: 'db is not summed over m: it holds only the last example. Set it to zeros once, before the loop over the examples.',
    steps: { db: { ...db, ...lastExample } },
    common: true,
  },
  {
    id: 'dW-db-not-summed-over-m',
    text: 'dW and db are not summed over m: they hold only the last example. Set them to zeros once, before the loop over the examples.',
    steps: { dW: { ...dW, ...lastExample }, db: { ...db, ...lastExample } },
    common: true,
  },
  {
    id: 'dW-assigned',
    text: 'dW is assigned (=) and holds only the last window: the windows add up, dW[..., c] += a_slice * dZ[i, h, w, c].',
    steps: { dW: { ...dW, ...assigned } },
    common: true,
  },
  {
    id: 'db-assigned',
    text: 'db is assigned (=) and holds only the last window: the windows add up, db[..., c] += dZ[i, h, w, c].',
    steps: { db: { ...db, ...assigned } },
    common: true,
  },
  {
    id: 'dA-assigned',
    text: 'da_prev_pad is assigned (=), so that each window overwrites the others: they add up, da_prev_pad[window] += W[..., c] * dZ[i, h, w, c].',
    steps: { dA: { ...dA, ...assigned } },
    common: true,
  },
  {
    id: 'all-assigned',
    text: 'All three gradients are assigned (=): the windows and filters add up, +=.',
    steps: { dA: { ...dA, ...assigned }, dW: { ...dW, ...assigned }, db: { ...db, ...assigned } },
    common: true,
  },
  {
    id: 'dW-divided-by-m',
    text: 'dW is divided by m: it should be the sum over the examples.',
    steps: { dW: { ...dW, ...byExamples } },
  },
  {
    id: 'db-divided-by-m',
    text: 'db is divided by m: it should be the sum over the examples.',
    steps: { db: { ...db, ...byExamples } },
  },
  {
    id: 'dW-db-divided-by-m',
    text: 'dW and db are divided by m: here they are sums over the examples, without 1 / m.',
    steps: { dW: { ...dW, ...byExamples }, db: { ...db, ...byExamples } },
    common: true,
  },
  {
    id: 'all-divided-by-m',
    text: 'All three gradients are divided by m: they should be sums, without 1 / m.',
    steps: { dA: { ...dA, ...byExamples }, dW: { ...dW, ...byExamples }, db: { ...db, ...byExamples } },
  },
  {
    id: 'dW-mean',
    text: 'dW is averaged over the windows: it should be the sum.',
    steps: { dW: { ...dW, ...byWindows } },
  },
  {
    id: 'db-mean',
    text: 'db is the mean of dZ: it should be the sum.',
    steps: { db: { ...db, ...byWindows } },
    common: true,
  },
  {
    id: 'dW-first-example-only',
    text: 'dW holds only the first example: sum it over m.',
    steps: { dW: { ...dW, ...firstExample } },
  },
  {
    id: 'db-first-example-only',
    text: 'db holds only the first example: sum it over m.',
    steps: { db: { ...db, ...firstExample } },
  },
  {
    id: 'dW-without-dZ',
    text: 'dW sums the windows without dZ: dW[..., c] += a_slice * dZ[i, h, w, c].',
    steps: { dW: { ...dW, timesGradient: false } },
  },
  {
    id: 'dW-without-slice',
    text: 'dW sums dZ without the windows: dW[..., c] += a_slice * dZ[i, h, w, c].',
    steps: { dW: { ...dW, taps: 'ones' } },
  },
  {
    id: 'dW-from-weights',
    text: 'dW multiplies dZ by the weights: multiply it by a_slice, the window.',
    steps: { dW: { ...dW, taps: 'weights' } },
    common: true,
  },
  {
    id: 'dA-from-slice',
    text: 'dA_prev multiplies dZ by the window: multiply it by the weights, W[..., c].',
    steps: { dA: { ...dA, taps: 'window' } },
    common: true,
  },
  {
    id: 'dA-without-weights',
    text: 'dA_prev sums dZ without the weights: da_prev_pad[window] += W[..., c] * dZ[i, h, w, c].',
    steps: { dA: { ...dA, taps: 'ones' } },
  },
  {
    id: 'dA-without-dZ',
    text: 'dA_prev sums the weights without dZ: da_prev_pad[window] += W[..., c] * dZ[i, h, w, c].',
    steps: { dA: { ...dA, timesGradient: false } },
  },
  {
    id: 'db-forgotten',
    text: 'db is never added to: db[..., c] += dZ[i, h, w, c].',
    steps: { db: { ...db, counts: () => false } },
    common: true,
  },
  {
    id: 'dW-forgotten',
    text: 'dW is never added to: dW[..., c] += a_slice * dZ[i, h, w, c].',
    steps: { dW: { ...dW, counts: () => false } },
  },
  {
    id: 'dA-forgotten',
    text: 'dA_prev stays 0: copy da_prev_pad, unpadded, into dA_prev[i].',
    steps: { dA: { ...dA, counts: () => false } },
    common: true,
  },
  {
    id: 'dW-shared',
    text: 'The sum is added to dW in all filters at once: add it only to dW[..., c].',
    steps: { dW: { ...dW, finish: shared } },
  },
  {
    id: 'db-shared',
    text: 'The sum is added to db in all filters at once: add it only to db[..., c].',
    steps: { db: { ...db, finish: shared } },
  },
  {
    id: 'dW-flipped',
    text: 'dW is flipped: use a_slice unchanged.',
    steps: { dW: { ...dW, finish: flipped } },
  },
  {
    id: 'dA-starts-from-input',
    text: 'dA_prev_pad starts from A_prev: it should start from zeros, zero_pad(dA_prev, pad).',
    steps: { dA: { ...dA, ...copied } },
    common: true,
  },
  {
    id: 'dW-starts-from-W',
    text: 'dW starts from W: it should start from zeros.',
    steps: { dW: { ...dW, ...copied } },
  },
  {
    id: 'db-starts-from-b',
    text: 'db starts from b: it should start from zeros.',
    steps: { db: { ...db, ...copied } },
  },
];
