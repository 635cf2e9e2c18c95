/**
 * Names of the numbers of a network in a search space:
 *
 *     layers.N.filters|kernel|stride|size|units|rate   a number of layer N of the base network, counted from 1 as in the page
 *     blocks.K.repeat    how often the K-th convolution, with its relu and batch norm, is repeated before its pool
 *     batchNorm          whether every convolution has a batch norm
 *     dropout            rate of the dropout before the last dense layer; 0: none
 *
 * Layer numbers are always those of the base network, whatever the other three add or remove.
 */
import type { Layer } from '../convnet/network.ts';

export const LAYER_PROPERTIES = ['filters', 'kernel', 'stride', 'size', 'units', 'rate'] as const;
export type LayerProperty = (typeof LAYER_PROPERTIES)[number];

export type NetworkName =
  /** `index` from 0. */
  | { readonly kind: 'layer'; readonly index: number; readonly property: LayerProperty }
  /** `index` counts the convolutions from 0. */
  | { readonly kind: 'repeat'; readonly index: number }
  | { readonly kind: 'batchNorm' }
  | { readonly kind: 'dropout' };

/** The properties of a layer that can be dimensions; `padding` and `bias` cannot. */
export const PROPERTIES_OF: Readonly<Record<Layer['kind'], readonly LayerProperty[]>> = {
  conv: ['filters', 'kernel', 'stride'],
  maxPool: ['size', 'stride'],
  averagePool: ['size', 'stride'],
  dense: ['units'],
  dropout: ['rate'],
  ...{ relu: [], batchNorm: [], flatten: [] },
};

const LAYER = new RegExp(`^layers\\.([1-9]\\d{0,3})\\.(${LAYER_PROPERTIES.join('|')})$`);
const REPEAT = /^blocks\.([1-9]\d{0,3})\.repeat$/;

/** @returns null if it is not the name of a number of a network */
export function parseNetworkName(name: string): NetworkName | null {
  if (name === 'batchNorm' || name === 'dropout') return { kind: name };
  const [, block] = REPEAT.exec(name) ?? [];
  if (block !== undefined) return { kind: 'repeat', index: Number(block) - 1 };
  const [, layer, property] = LAYER.exec(name) ?? [];
  if (layer === undefined) return null;
  return { kind: 'layer', index: Number(layer) - 1, property: property as LayerProperty };
}

export function layerName(index: number, property: LayerProperty): string {
  return `layers.${index + 1}.${property}`;
}

export function repeatName(index: number): string {
  return `blocks.${index + 1}.repeat`;
}
