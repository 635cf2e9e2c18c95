/** Right implementations in float32 throughout, with each product and sum rounded: independent of the reference. */
import type { FunctionName, InputsOf, Outputs } from '../../../../native-bridge/learn/index.ts';
import { type Tensor, tensor, zeros } from '../../../../native-bridge/reference/index.ts';

const round = Math.fround;
const rounded = ({ shape, data }: Tensor) => tensor(shape, data.map(round));

/** Adds a b to x[i] in float32. */
function add(x: Float64Array, i: number, a: number, b: number): void {
  x[i] = round(x[i]! + round(a * b));
}

/** Every product of a convolution: offsets into A_prev, W and Z. */
function taps(
  { A_prev, W, hparameters: { stride, pad } }: InputsOf['conv_forward'],
  [m, nH, nW, nC]: readonly number[],
  visit: (pixel: number, weight: number, z: number) => void,
): void {
  const [, height, width, channels] = A_prev.shape as [number, number, number, number];
  const f = W.shape[0]!;
  for (let i = 0; i < m!; i++) {
    for (let place = 0; place < nH! * nW!; place++) {
      const [top, left] = [Math.floor(place / nW!) * stride - pad, (place % nW!) * stride - pad];
      for (let tap = 0; tap < f * f * channels; tap++) {
        const [y, x, k] = [Math.floor(tap / channels / f), Math.floor(tap / channels) % f, tap % channels];
        const [row, column] = [top + y, left + x];
        if (row < 0 || column < 0 || row >= height || column >= width) continue;
        const pixel = ((i * height + row) * width + column) * channels + k;
        for (let c = 0; c < nC!; c++) visit(pixel, tap * nC! + c, (i * nH! * nW! + place) * nC! + c);
      }
    }
  }
}

function outputShape({ A_prev, W, hparameters: { stride, pad } }: InputsOf['conv_forward']): number[] {
  const size = (n: number) => Math.floor((n - W.shape[0]! + 2 * pad) / stride) + 1;
  return [A_prev.shape[0]!, size(A_prev.shape[1]!), size(A_prev.shape[2]!), W.shape[3]!];
}

function convForward(inputs: InputsOf['conv_forward']): Outputs {
  const [A, W, b] = [rounded(inputs.A_prev), rounded(inputs.W), rounded(inputs.b)];
  const Z = zeros(outputShape(inputs));
  taps(inputs, Z.shape, (pixel, weight, z) => add(Z.data, z, A.data[pixel]!, W.data[weight]!));
  return { Z: { ...Z, data: Z.data.map((z, i) => round(z + b.data[i % b.data.length]!)) } };
}

function convBackward(inputs: InputsOf['conv_backward']): Outputs {
  const [A, W, dZ] = [rounded(inputs.A_prev), rounded(inputs.W), rounded(inputs.dZ)];
  const [dA_prev, dW, db] = [zeros(A.shape), zeros(W.shape), zeros(inputs.b.shape)];
  taps(inputs, dZ.shape, (pixel, weight, z) => {
    add(dA_prev.data, pixel, W.data[weight]!, dZ.data[z]!);
    add(dW.data, weight, A.data[pixel]!, dZ.data[z]!);
  });
  for (const [z, value] of dZ.data.entries()) add(db.data, z % db.data.length, value, 1);
  return { dA_prev, dW, db };
}

/** Sums and averages of pools, in float32; maxima are numbers of A_prev. */
function poolForward({ A_prev, hparameters: { f, stride }, mode }: InputsOf['pool_forward']): Outputs {
  const [m, height, width, nC] = A_prev.shape as [number, number, number, number];
  const size = (n: number) => Math.floor((n - f) / stride) + 1;
  const A = zeros([m, size(height), size(width), nC]);
  for (let place = 0; place < A.data.length; place++) {
    const [c, w] = [place % nC, Math.floor(place / nC) % size(width)];
    const [h, i] = [
      Math.floor(place / nC / size(width)) % size(height),
      Math.floor(place / nC / size(width) / size(height)),
    ];
    let [sum, max] = [0, Number.NEGATIVE_INFINITY];
    for (let k = 0; k < f * f; k++) {
      const pixel = (i * height + h * stride + Math.floor(k / f)) * width + w * stride + (k % f);
      const value = round(A_prev.data[pixel * nC + c]!);
      sum = round(sum + value);
      max = Math.max(max, value);
    }
    A.data[place] = mode === 'max' ? max : round(sum / (f * f));
  }
  return { A };
}

function poolBackward({ dA, A_prev, hparameters: { f, stride }, mode }: InputsOf['pool_backward']): Outputs {
  const [, height, width, nC] = A_prev.shape as [number, number, number, number];
  const [, nH, nW] = dA.shape as [number, number, number];
  const dA_prev = zeros(A_prev.shape);
  for (const [place, gradient] of rounded(dA).data.entries()) {
    const [c, w, h] = [place % nC, Math.floor(place / nC) % nW, Math.floor(place / nC / nW) % nH];
    const i = Math.floor(place / nC / nW / nH);
    const pixels = Array.from({ length: f * f }, (_, k) => {
      const row = (i * height + h * stride + Math.floor(k / f)) * width;
      return (row + w * stride + (k % f)) * nC + c;
    });
    const max = Math.max(...pixels.map((pixel) => A_prev.data[pixel]!));
    for (const pixel of pixels) {
      if (mode === 'average') add(dA_prev.data, pixel, round(gradient / (f * f)), 1);
      else if (A_prev.data[pixel] === max) add(dA_prev.data, pixel, gradient, 1);
    }
  }
  return { dA_prev };
}

export const SINGLE: { readonly [F in FunctionName]: (inputs: InputsOf[F]) => Outputs } = {
  zero_pad({ X, pad }) {
    const [m, nH, nW, nC] = X.shape as [number, number, number, number];
    const X_pad = zeros([m, nH + 2 * pad, nW + 2 * pad, nC]);
    for (const [place, value] of X.data.entries()) {
      const [c, w, h] = [place % nC, Math.floor(place / nC) % nW, Math.floor(place / nC / nW) % nH];
      const i = Math.floor(place / nC / nW / nH);
      X_pad.data[((i * (nH + 2 * pad) + h + pad) * (nW + 2 * pad) + w + pad) * nC + c] = round(value);
    }
    return { X_pad };
  },
  conv_single_step({ a_slice_prev, W, b }) {
    const Z = new Float64Array(1);
    for (const [i, a] of rounded(a_slice_prev).data.entries()) add(Z, 0, a, round(W.data[i]!));
    return { Z: tensor([], [round(Z[0]! + round(b.data[0]!))]) };
  },
  conv_forward: convForward,
  pool_forward: poolForward,
  conv_backward: convBackward,
  create_mask_from_window: ({ x }) => ({
    mask: tensor(
      x.shape,
      x.data.map((value) => Number(value === Math.max(...x.data))),
    ),
  }),
  distribute_value: ({ dz, shape }) => ({
    a: tensor(
      shape,
      Array.from({ length: shape.reduce((a, b) => a * b) }, () => round(dz / shape.reduce((a, b) => a * b))),
    ),
  }),
  pool_backward: poolBackward,
};
