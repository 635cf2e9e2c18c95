/** What one network can take over from another that is trained, and what begins new. Pure: the page shows it beforehand. */
import type { Layer, Network } from './network.ts';
import { type ParameterSpec, parameterSpecs } from './parameters.ts';

export interface Trained {
  readonly network: Network;
  /** Class names in the order of its outputs. */
  readonly classes: readonly string[];
}

export interface TakenOver {
  /** Parameters of the new network that begin as they are in the other one, under the same names. */
  readonly specs: readonly ParameterSpec[];
  /** The classes have the same names, in the same order or another; or else it begins new. */
  readonly lastLayer: 'taken' | 'reordered' | 'new';
  /** Of each class its place in the other network; -1 where that does not know it. */
  readonly order: readonly number[];
}

/**
 * From the input on, layer by layer while both networks are alike. The last layer is taken over where its classes have the
 * same names. No specs where pictures of another size enter, or not one layer is alike.
 * @param classes in the order of the new network's outputs
 */
export function takenOver(origin: Trained, network: Network, classes: readonly string[]): TakenOver {
  const sameInput = String(network.input) === String(origin.network.input);
  const alike = sameInput ? layersAlike(origin.network, network) : new Set<number>();
  const last = network.layers.length - 1;
  const order = alike.has(last) ? classes.map((name) => origin.classes.indexOf(name)) : [-1];
  const sameClasses = !order.includes(-1) && classes.length === origin.classes.length;
  const specs = parameterSpecs(network).filter(({ layer }) => alike.has(layer) && (layer !== last || sameClasses));
  const inOrder = order.every((k, i) => k === i);
  return { specs, order, lastLayer: sameClasses ? (inOrder ? 'taken' : 'reordered') : 'new' };
}

/**
 * Indices of the second network's layers that are those of the first, from the input up to the first that differs. Dropout
 * and the momentum of batch norms are no part of what weights mean. Of the last layer only units may differ.
 */
function layersAlike(origin: Network, network: Network): Set<number> {
  const alike = new Set<number>();
  const others = meaning(origin);
  for (const [place, { index, text }] of meaning(network).entries()) {
    if (others[place]?.text !== text) break;
    alike.add(index);
  }
  return alike;
}

function meaning({ layers }: Network): { index: number; text: string }[] {
  return layers.flatMap((layer, index) =>
    layer.kind === 'dropout' ? [] : [{ index, text: JSON.stringify(weightsMean(layer)) }],
  );
}

function weightsMean(layer: Layer): object {
  return layer.kind === 'batchNorm' ? { ...layer, momentum: 0 } : layer;
}
