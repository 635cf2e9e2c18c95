/**
 * A network can be well formed and still too large for any machine: better a clear error now than a failed allocation.
 */
import { layerParameters } from './layer-parameters.ts';
import type { Network } from './network.ts';
import { NetworkError } from './network-error.ts';
import { sizeOf } from './tensor.ts';

/** 2^28 parameters are 1 GiB of float32, and Adam keeps three times that. */
export const MAX_PARAMETERS = 2 ** 28;
/** Bytes of all activations of one picture, which training keeps until the backward pass. */
export const MAX_ACTIVATION_BYTES = 2 ** 30;

const FLOAT_BYTES = 4;

/**
 * @param shapes output shape of each layer
 * @throws NetworkError naming the layer that exceeds a limit, and the bytes.
 */
export function requireBearableSize(network: Network, shapes: readonly (readonly number[])[]): void {
  let bytes = sizeOf(network.input) * FLOAT_BYTES;
  let parameters = 0;
  requireBytes(bytes, `the input (${network.input})`, -1);
  for (const [index, layer] of network.layers.entries()) {
    const input = shapes[index - 1] ?? network.input;
    const place = `layer ${index + 1} (${layer.kind}), which takes (${input}) and gives (${shapes[index]})`;
    bytes += sizeOf(shapes[index]!) * FLOAT_BYTES;
    parameters += layerParameters(layer, input).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
    requireBytes(bytes, place, index);
    requireParameters(parameters, place, index);
  }
}

function requireBytes(bytes: number, place: string, index: number): void {
  if (bytes <= MAX_ACTIVATION_BYTES) return;
  throw new NetworkError(
    `${place}: brings the activations of one picture to ${bytes} bytes, more than ${MAX_ACTIVATION_BYTES}`,
    'Use smaller pictures or fewer filters, or pool earlier.',
    index,
  );
}

function requireParameters(count: number, place: string, index: number): void {
  if (count <= MAX_PARAMETERS) return;
  throw new NetworkError(
    `${place}: brings the parameters to ${count} (${count * FLOAT_BYTES} bytes), more than ${MAX_PARAMETERS}`,
    'Use fewer units or filters, or pool more before this layer.',
    index,
  );
}
