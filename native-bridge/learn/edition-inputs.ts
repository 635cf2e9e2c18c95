/** The assignment's inputs: numpy's seed 1, then `randn` in the order of the notebook's cells. */
import { MT19937 } from '../../datasets/random/mt19937.ts';
import { convForward } from '../reference/conv.ts';
import { type Tensor, zeros } from '../reference/tensor.ts';
import type { ConvForwardInputs, Edition, FunctionName, InputsOf, PoolHyperparameters } from './course.ts';

export type Randn = (...shape: number[]) => Tensor;

/** `np.random.seed(1)`, then one `np.random.randn(*shape)` per call. */
export function seeded(): Randn {
  const generator = new MT19937(1);
  return (...shape) => {
    const x = zeros(shape);
    for (let i = 0; i < x.data.length; i++) x.data[i] = generator.randn();
    return x;
  };
}

function conv(pictures: readonly number[], filters: readonly number[], stride: number, pad: number): ConvForwardInputs {
  const randn = seeded();
  const A_prev = randn(...pictures);
  const W = randn(...filters);
  return { A_prev, W, b: randn(1, 1, 1, filters.at(-1)!), hparameters: { stride, pad } };
}

/** The convolution of 2018, whose gradients both editions print. */
const oldConv = () => conv([10, 4, 4, 3], [2, 2, 3, 8], 2, 2);

/** Both modes on the same pictures. */
function pools(pictures: readonly number[], hparameters: PoolHyperparameters): InputsOf['pool_forward'][] {
  const A_prev = seeded()(...pictures);
  return [
    { A_prev, hparameters, mode: 'max' },
    { A_prev, hparameters, mode: 'average' },
  ];
}

function poolGradients(): InputsOf['pool_backward'][] {
  const randn = seeded();
  const A_prev = randn(5, 5, 3, 2);
  const dA = randn(5, 4, 2, 2);
  const hparameters = { f: 2, stride: 1 };
  return [
    { dA, A_prev, hparameters, mode: 'max' },
    { dA, A_prev, hparameters, mode: 'average' },
  ];
}

const CASES: { readonly [F in FunctionName]: (edition: Edition) => InputsOf[F][] } = {
  zero_pad: (edition) => [{ X: seeded()(4, 3, 3, 2), pad: edition === '2018' ? 2 : 3 }],
  conv_single_step() {
    const randn = seeded();
    const a_slice_prev = randn(4, 4, 3);
    const W = randn(4, 4, 3);
    return [{ a_slice_prev, W, b: randn(1, 1, 1) }];
  },
  conv_forward: (edition) => [edition === '2018' ? oldConv() : conv([2, 5, 7, 4], [3, 3, 4, 8], 2, 1)],
  pool_forward: (edition) =>
    edition === '2018'
      ? pools([2, 4, 4, 3], { f: 3, stride: 2 })
      : [...pools([2, 5, 5, 3], { f: 3, stride: 1 }), ...pools([2, 5, 5, 3], { f: 3, stride: 2 })],
  conv_backward() {
    const inputs = oldConv();
    return [{ dZ: convForward(inputs.A_prev, inputs.W, inputs.b, inputs.hparameters).Z, ...inputs }];
  },
  create_mask_from_window: () => [{ x: seeded()(2, 3) }],
  distribute_value: () => [{ dz: 2, shape: [2, 2] }],
  pool_backward: () => poolGradients(),
};

/** Every call whose result the edition's notebook prints, in order: pool_forward of 2021 has four. */
export function editionCases<F extends FunctionName>(functionName: F, edition: Edition): readonly InputsOf[F][] {
  return CASES[functionName](edition);
}

/** The inputs of the first of `editionCases`; for the pools, mode 'max'. */
export function editionInputs<F extends FunctionName>(functionName: F, edition: Edition): InputsOf[F] {
  return editionCases(functionName, edition)[0]!;
}
