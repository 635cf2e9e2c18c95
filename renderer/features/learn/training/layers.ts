import type { Network } from '../../../../native-bridge/convnet/network.ts';
import { parameterSpecs } from '../../../../native-bridge/convnet/parameters.ts';
import { LAYER_TITLES, layerWords } from '../../../lib/layer-words.ts';
import { t } from './messages/index.ts';

/** A layer with a kernel, as this station shows it. */
export interface WeightedLayer {
  /** Its index in `network.layers`. */
  readonly layer: number;
  readonly kernel: string;
  readonly shape: readonly number[];
  /** `Convolution 1` */
  readonly name: string;
  /** `Convolution 1: 8 of 4 × 4, SAME, no bias` */
  readonly title: string;
  /** Index of the ReLU that its output passes before the next kernel; null where there is none. */
  readonly relu: number | null;
}

export function weightedLayers(network: Network): WeightedLayer[] {
  const kernels = parameterSpecs(network).filter(({ role }) => role === 'kernel');
  return kernels.map(({ name: kernel, layer, shape }, at) => {
    const end = kernels[at + 1]?.layer ?? network.layers.length;
    const relu = network.layers.findIndex(({ kind }, index) => kind === 'relu' && index > layer && index < end);
    const own = network.layers[layer]!;
    const before = kernels.slice(0, at).filter((one) => network.layers[one.layer]!.kind === own.kind).length;
    const name = `${LAYER_TITLES[own.kind]} ${before + 1}`;
    const title = t.layerTitle({ layer: name, settings: layerWords(own) });
    return { layer, kernel, shape, name, title, relu: relu < 0 ? null : relu };
  });
}

/** `ReLU after Convolution 1` */
export function reluName(network: Network, relu: number): string {
  const before = weightedLayers(network).findLast(({ layer }) => layer < relu);
  return before ? t.reluAfter({ layer: before.name }) : t.reluAfterPicture();
}

/** The layer that the address names by its kernel (`layer=W2`), else the first. */
export function readLayer(text: string | null, network: Network): WeightedLayer | null {
  const layers = weightedLayers(network);
  return layers.find(({ kernel }) => kernel === text) ?? layers[0] ?? null;
}
