/** The parameters of one layer, given the layer and the shape of its input. */
import type { Layer } from './network.ts';

export type ParameterRole = 'kernel' | 'bias' | 'gamma' | 'beta' | 'mean' | 'variance';

export interface LayerParameter {
  readonly role: ParameterRole;
  /** Kernels: HWIO for conv, (in, out) for dense. All others: one number per channel. */
  readonly shape: readonly number[];
  /** False for the running statistics of a batch norm: they are stored, not trained. */
  readonly trained: boolean;
}

/** @param input shape of the layer's input, without the batch axis: (H,W,C) or (units) */
export function layerParameters(layer: Layer, input: readonly number[]): LayerParameter[] {
  const channels = input.at(-1)!;
  switch (layer.kind) {
    case 'conv':
      return weights([layer.kernel, layer.kernel, channels, layer.filters], layer.bias);
    case 'dense':
      return weights([channels, layer.units], layer.bias);
    case 'batchNorm':
      return [
        { role: 'gamma', shape: [channels], trained: true },
        { role: 'beta', shape: [channels], trained: true },
        { role: 'mean', shape: [channels], trained: false },
        { role: 'variance', shape: [channels], trained: false },
      ];
    case 'maxPool':
    case 'averagePool':
    case 'relu':
    case 'dropout':
    case 'flatten':
      return [];
  }
}

function weights(shape: readonly number[], bias: boolean): LayerParameter[] {
  const kernel: LayerParameter = { role: 'kernel', shape, trained: true };
  return bias ? [kernel, { role: 'bias', shape: [shape.at(-1)!], trained: true }] : [kernel];
}
