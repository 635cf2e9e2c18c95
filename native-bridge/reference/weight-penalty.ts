/** L2 regularisation: a penalty on large weights, part of the loss. */
import type { Tensor } from './tensor.ts';

interface Differentiated {
  readonly loss: number;
  readonly gradients: Readonly<Record<string, Tensor>>;
}

/**
 * The loss plus l2 / 2 * sum(kernel^2) over all kernels, and the gradients plus l2 * kernel.
 * @param kernels by name: (f,f,in,out) of convolutions, (in,out) of dense layers; no bias, gamma or beta
 */
export function withWeightPenalty(
  { loss, gradients }: Differentiated,
  kernels: Readonly<Record<string, Tensor>>,
  l2: number,
): Differentiated {
  let squares = 0;
  const penalised: Record<string, Tensor> = { ...gradients };
  for (const [name, { shape, data }] of Object.entries(kernels)) {
    squares += data.reduce((sum, w) => sum + w * w, 0);
    penalised[name] = { shape, data: data.map((w, i) => gradients[name]!.data[i]! + l2 * w) };
  }
  return { loss: loss + (l2 / 2) * squares, gradients: penalised };
}
