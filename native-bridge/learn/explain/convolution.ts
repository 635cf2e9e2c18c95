/** Explains a number of a convolution: forward, and each of the three gradients. */
import { type Tensor, tensor } from '../../reference/tensor.ts';
import { zeroPad } from '../../reference/zero-pad.ts';
import type { InputsOf } from '../course.ts';
import { filled, valueAt } from './cells.ts';
import type { Explanation } from './explanation.ts';
import { elided, productSum, short } from './format.ts';

export function explainSingleStep({ a_slice_prev, W, b }: InputsOf['conv_single_step']): Explanation {
  return {
    slice: { name: 'a_slice_prev', tensor: a_slice_prev },
    filter: { name: 'W', tensor: W },
    sum: `${productSum(a_slice_prev.data, W.data)} + ${short(b.data[0]!)}`,
  };
}

/** @param index of Z, [i, h, w, c] */
export function explainConv(inputs: InputsOf['conv_forward'], index: readonly number[]): Explanation {
  const { A_prev, W, b, hparameters } = inputs;
  const [i, h, w, c] = index as [number, number, number, number];
  const [f, , nCPrev] = W.shape as [number, number, number];
  const [top, left] = [h * hparameters.stride, w * hparameters.stride];
  const padded = zeroPad(A_prev, hparameters.pad);
  const slice = filled([f, f, nCPrev], ([y, x, k]) => valueAt(padded, [i, top + y!, left + x!, k!]));
  const filter = filled([f, f, nCPrev], ([y, x, k]) => valueAt(W, [y!, x!, k!, c]));
  return {
    slice: { name: `A_prev_pad[${i}, ${top}:${top + f}, ${left}:${left + f}, :]`, tensor: slice },
    filter: { name: `W[..., ${c}]`, tensor: filter },
    sum: `${productSum(slice.data, filter.data)} + ${short(b.data[c]!)}`,
  };
}

/** @param output dA_prev, dW or db */
export function explainConvGradient(
  inputs: InputsOf['conv_backward'],
  output: string,
  index: readonly number[],
): Explanation {
  if (output === 'db') return explainBias(inputs.dZ, index.at(-1)!);
  return output === 'dW' ? explainWeight(inputs, index) : explainInput(inputs, index);
}

function explainBias(dZ: Tensor, c: number): Explanation {
  const slice = filled(dZ.shape.slice(0, 3), ([i, h, w]) => valueAt(dZ, [i!, h!, w!, c]));
  return { slice: { name: `dZ[..., ${c}]`, tensor: slice }, sum: elided(Array.from(slice.data, short), ' + ') };
}

function explainWeight(inputs: InputsOf['conv_backward'], index: readonly number[]): Explanation {
  const { dZ, A_prev, hparameters } = inputs;
  const [y, x, k, c] = index as [number, number, number, number];
  const { stride, pad } = hparameters;
  const padded = zeroPad(A_prev, pad);
  const shape = dZ.shape.slice(0, 3);
  const slice = filled(shape, ([i, h, w]) => valueAt(padded, [i!, h! * stride + y, w! * stride + x, k]));
  const filter = filled(shape, ([i, h, w]) => valueAt(dZ, [i!, h!, w!, c]));
  return {
    slice: { name: `A_prev_pad[:, ${y}::${stride}, ${x}::${stride}, ${k}], one value per window`, tensor: slice },
    filter: { name: `dZ[..., ${c}]`, tensor: filter },
    sum: productSum(slice.data, filter.data),
  };
}

/** Every window that covers the pixel contributes one weight per filter. */
function explainInput(inputs: InputsOf['conv_backward'], index: readonly number[]): Explanation {
  const { dZ, W, hparameters } = inputs;
  const [i, row, column, k] = index as [number, number, number, number];
  const { stride, pad } = hparameters;
  const [, nH, nW, nC] = dZ.shape as [number, number, number, number];
  const f = W.shape[0]!;
  const [gradients, weights]: [number[], number[]] = [[], []];
  for (let h = 0; h < nH; h++) {
    const y = row + pad - h * stride;
    if (y < 0 || y >= f) continue;
    for (let w = 0; w < nW; w++) {
      const x = column + pad - w * stride;
      if (x < 0 || x >= f) continue;
      for (let c = 0; c < nC; c++) {
        gradients.push(valueAt(dZ, [i, h, w, c]));
        weights.push(valueAt(W, [y, x, k, c]));
      }
    }
  }
  if (gradients.length === 0) return { sum: '0, because no window covers it' };
  const shape = [gradients.length / nC, nC];
  return {
    slice: { name: `dZ of the ${shape[0]} windows that cover it, by filter`, tensor: tensor(shape, gradients) },
    filter: { name: 'the weights that multiply it there', tensor: tensor(shape, weights) },
    sum: productSum(gradients, weights),
  };
}
