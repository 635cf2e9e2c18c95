/** A network as the list of TensorFlow operations that compute it, in the cheapest order. */
import type { Layer, Network } from '../../convnet/network.ts';
import { parameterSpecs } from '../../convnet/parameters.ts';

type LayerOf<K extends Layer['kind']> = Extract<Layer, { kind: K }>;
type WithoutParameters = LayerOf<'maxPool' | 'averagePool' | 'relu' | 'flatten'>;

/** One operation; parameters are named as in `Parameters`, `layer` is the index in `network.layers`. */
export type Operation =
  | WithoutParameters
  | (LayerOf<'dropout'> & { readonly layer: number })
  | { readonly kind: 'convolve'; readonly W: string; readonly stride: number; readonly padding: 'same' | 'valid' }
  | { readonly kind: 'multiply'; readonly W: string }
  | { readonly kind: 'addBias'; readonly b: string }
  | (LayerOf<'batchNorm'> & Readonly<Record<'gamma' | 'beta' | 'mean' | 'variance', string>>);

/** The operations of a network, with pooling moved forward where the result stays the same. */
export function operationsOf(network: Network): Operation[] {
  const specs = parameterSpecs(network);
  return poolEarly(
    network.layers.flatMap((layer, index): Operation[] => {
      const name = (role: string) => specs.find((spec) => spec.layer === index && spec.role === role)?.name ?? '';
      const bias: Operation[] = name('bias') ? [{ kind: 'addBias', b: name('bias') }] : [];
      switch (layer.kind) {
        case 'conv':
          return [{ kind: 'convolve', W: name('kernel'), stride: layer.stride, padding: layer.padding }, ...bias];
        case 'dense':
          return [{ kind: 'multiply', W: name('kernel') }, ...bias];
        case 'batchNorm':
          return [
            { ...layer, gamma: name('gamma'), beta: name('beta'), mean: name('mean'), variance: name('variance') },
          ];
        case 'dropout':
          return [{ ...layer, layer: index }];
        default:
          return [layer];
      }
    }),
  );
}

/**
 * Moves max pooling before the relu that it follows: max(relu(x)) = relu(max(x)), and the gradients agree too. If the
 * window's maximum is positive, both orders send the gradient to the first entry with it; if not, relu's gradient is
 * zero in both. The course's first relu then processes 64 times fewer numbers.
 */
function poolEarly(operations: readonly Operation[]): Operation[] {
  const ordered: Operation[] = [];
  for (const operation of operations) {
    let place = ordered.length;
    if (operation.kind === 'maxPool') while (ordered[place - 1]?.kind === 'relu') place--;
    ordered.splice(place, 0, operation);
  }
  return ordered;
}
