/** Which weights a network can take over from a trained one, and which start fresh. Pure, so the page can show it first. */
import type { Layer, Network } from './network.ts';
import { type ParameterSpec, parameterSpecs } from './parameters.ts';

export interface Trained {
  readonly network: Network;
  /** Class names in the order of its outputs. */
  readonly classes: readonly string[];
}

export interface TakenOver {
  /** Parameters of the new network that start with the values of the same name in the trained one. */
  readonly specs: readonly ParameterSpec[];
  /** Taken over if the classes have the same names, in whatever order; otherwise it starts fresh. */
  readonly lastLayer: 'taken' | 'reordered' | 'new';
  /** The index of each class in the trained network; -1 if it does not know the class. */
  readonly order: readonly number[];
}

/**
 * Compares layer by layer from the input, for as long as both networks match. The last layer is taken over if its classes
 * have the same names. No specs if the input sizes differ or no layer matches.
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
 * Indices of the second network's layers that equal those of the first, from the input up to the first that differs.
 * Dropout and the momentum of batch norms do not affect what weights mean. In the last layer only the units may differ.
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
