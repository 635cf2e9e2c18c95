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
  const penalised: Record<string, Tensor> = { ...gradients };
  for (const [name, { shape, data }] of Object.entries(kernels)) {
    penalised[name] = { shape, data: data.map((w, i) => gradients[name]!.data[i]! + l2 * w) };
  }
  const penalty = weightPenalty(
    Object.values(kernels).map(({ data }) => data),
    l2,
  );
  return { loss: loss + penalty, gradients: penalised };
}

/** The term that the penalty adds to the loss: l2 / 2 * sum(kernel^2) over all kernels. */
export function weightPenalty(kernels: readonly (Float32Array | Float64Array)[], l2: number): number {
  let squares = 0;
  for (const kernel of kernels) for (const w of kernel) squares += w * w;
  return (l2 / 2) * squares;
}
