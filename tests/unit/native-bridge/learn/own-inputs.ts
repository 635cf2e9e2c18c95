/** Custom inputs of a learner: unusual shapes, strides 1 to 3, pads 0 to 3, ties. */
import type { FunctionName, InputsOf } from '../../../../native-bridge/learn/index.ts';
import { type Tensor, tensor } from '../../../../native-bridge/reference/index.ts';
import { randomTensor } from '../reference/comparing.ts';

const conv = (pictures: number[], f: number, nC: number, stride: number, pad: number, seed: number) => ({
  A_prev: randomTensor(pictures, seed),
  W: randomTensor([f, f, pictures[3]!, nC], seed + 1),
  b: randomTensor([1, 1, 1, nC], seed + 2),
  hparameters: { stride, pad },
});

const convs = [
  conv([2, 5, 7, 3], 3, 4, 1, 0, 10),
  conv([3, 6, 5, 1], 2, 2, 2, 1, 20),
  conv([1, 7, 4, 2], 3, 1, 3, 2, 30),
  conv([2, 4, 4, 3], 1, 5, 1, 3, 40),
  conv([2, 3, 8, 4], 4, 3, 3, 3, 50),
];

const sizeOf = (n: number, f: number, stride: number, pad = 0) => Math.floor((n - f + 2 * pad) / stride) + 1;

/** Small integers, so that windows have several equal maxima. */
const tied = (shape: number[], seed: number): Tensor =>
  tensor(
    shape,
    randomTensor(shape, seed).data.map((value) => Math.round(2 * value)),
  );

const pools = (['max', 'average'] as const).flatMap((mode) => [
  { A_prev: randomTensor([2, 5, 7, 3], 60), hparameters: { f: 2, stride: 1 }, mode },
  { A_prev: randomTensor([1, 6, 4, 2], 61), hparameters: { f: 3, stride: 2 }, mode },
  { A_prev: tied([2, 7, 7, 2], 62), hparameters: { f: 2, stride: 3 }, mode },
]);

export const OWN_INPUTS: { readonly [F in FunctionName]: readonly InputsOf[F][] } = {
  zero_pad: [
    { X: randomTensor([2, 3, 4, 2], 1), pad: 1 },
    { X: randomTensor([1, 2, 2, 3], 2), pad: 0 },
    { X: randomTensor([3, 4, 1, 1], 3), pad: 3 },
  ],
  conv_single_step: [
    { a_slice_prev: randomTensor([3, 3, 3], 4), W: randomTensor([3, 3, 3], 5), b: randomTensor([1, 1, 1], 6) },
    { a_slice_prev: randomTensor([2, 2, 1], 7), W: randomTensor([2, 2, 1], 8), b: randomTensor([1, 1, 1], 9) },
  ],
  conv_forward: convs,
  pool_forward: pools,
  conv_backward: convs.map((inputs, i) => {
    const { A_prev, W, hparameters } = inputs;
    const [m, nH, nW] = A_prev.shape as [number, number, number];
    const size = (n: number) => sizeOf(n, W.shape[0]!, hparameters.stride, hparameters.pad);
    return { ...inputs, dZ: randomTensor([m, size(nH), size(nW), W.shape[3]!], 70 + i) };
  }),
  create_mask_from_window: [
    { x: randomTensor([3, 3], 80) },
    { x: tensor([2, 3], [1, 4, 4, -5, 4, 0]) },
    { x: tensor([2, 2], [-3, -1, -2, -1]) },
  ],
  distribute_value: [
    { dz: 2.5, shape: [3, 4] },
    { dz: -7, shape: [2, 5] },
  ],
  pool_backward: pools.map((inputs, i) => {
    const { A_prev, hparameters } = inputs;
    const [m, nH, nW, nC] = A_prev.shape as [number, number, number, number];
    const size = (n: number) => sizeOf(n, hparameters.f, hparameters.stride);
    return { ...inputs, dA: randomTensor([m, size(nH), size(nW), nC], 90 + i) };
  }),
};
