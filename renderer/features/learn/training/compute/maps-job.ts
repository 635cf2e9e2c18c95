import type { Network } from '../../../../../native-bridge/convnet/network.ts';
import type { Tensor } from '../../../../../native-bridge/reference/index.ts';
import type { AnyParameters } from '../../../../../native-bridge/reference/network.ts';
import { softmax } from '../../../../../native-bridge/reference/softmax-cross-entropy.ts';
import { traceForward } from '../../../../../native-bridge/reference/trace.ts';
import { rgbTensor } from '../../picture/tensors.ts';

export interface MapsInput {
  readonly network: Network;
  readonly parameters: AnyParameters;
  /** (64,64,3) RGB bytes. */
  readonly pixels: Uint8Array;
  /** Indices of the layers whose outputs are requested. */
  readonly layers: readonly number[];
}

export interface MapsOutput {
  /** (1, ...) for each requested layer, in that order. */
  readonly outputs: readonly Tensor[];
  /** (classes) */
  readonly probabilities: Float64Array;
}

/** Outputs of some layers for one picture, and the net's prediction. */
export function* mapsOf({ network, parameters, pixels, layers }: MapsInput): Generator<null, MapsOutput> {
  const { outputs, logits } = traceForward(network, parameters, rgbTensor(pixels));
  return { outputs: layers.map((layer) => outputs[layer]!), probabilities: softmax(logits).data };
}
