/** One layer's forward pass on one mini-batch, and its backward pass. */
import type { ParameterRole } from '../convnet/layer-parameters.ts';
import type { Tensor } from './tensor.ts';

export type ByRole = Partial<Readonly<Record<ParameterRole, Tensor>>>;

export interface Pass {
  /** (m, ...) the layer's output. */
  readonly output: Tensor;
  /** The chain rule: from d(loss)/d(output) to d(loss)/d(input) and d(loss)/d(parameter). */
  backward(dOutput: Tensor): { readonly dInput: Tensor; readonly gradients: ByRole };
  /** In training: a batch norm's running statistics after this mini-batch. */
  readonly running?: ByRole;
}

/** A pass through a layer without parameters. */
export function plainPass(output: Tensor, backward: (dOutput: Tensor) => Tensor): Pass {
  return { output, backward: (dOutput) => ({ dInput: backward(dOutput), gradients: {} }) };
}
