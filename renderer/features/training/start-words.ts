/** Describes what a run takes over from a model. */
import type { HyperparameterField } from '../../../main/ipc/schemas/run.ts';
import type { TakenOver } from '../../../native-bridge/convnet/alike.ts';
import type { Network } from '../../../native-bridge/convnet/network.ts';
import { parameterSpecs } from '../../../native-bridge/convnet/parameters.ts';
import { sizeOf } from '../../../native-bridge/convnet/tensor.ts';
import { LAYER_TITLES, layerWords } from '../../components/network/network-draft.ts';
import { t } from './messages/index.ts';

/** Hyperparameters for the further training of layers taken over. */
const OF_START: readonly string[] = ['freeze', 'takenRate', 'normStatistics'];

export function isOfStart({ key }: Pick<HyperparameterField, 'key'>): boolean {
  return OF_START.includes(key);
}

export interface LayerStart {
  /** Index in `network.layers`. */
  readonly layer: number;
  readonly title: string;
  readonly numbers: number;
  /** In the page's language: `taken over`, `new`. */
  readonly begins: string;
}

/** Every layer with weights, in order. @param freeze number of convolutions and dense layers that are frozen */
export function layerStarts(network: Network, { specs }: TakenOver, freeze: number): LayerStart[] {
  const taken = new Set(specs.map(({ layer }) => layer));
  const all = parameterSpecs(network);
  // Frozen layers end before the first convolution or dense layer that learns.
  const weighted = [...new Set(all.filter(({ role }) => role === 'kernel').map(({ layer }) => layer))];
  const end = freeze > 0 ? (weighted[freeze] ?? network.layers.length) : 0;
  return [...new Set(all.map(({ layer }) => layer))].map((layer) => {
    const own = network.layers[layer]!;
    const numbers = all.reduce((sum, spec) => sum + (spec.layer === layer ? sizeOf(spec.shape) : 0), 0);
    const words = layerWords(own);
    const begins = !taken.has(layer) ? t.startsNew() : layer < end ? t.takenFrozen() : t.takenOver();
    const name = { n: layer + 1, layer: LAYER_TITLES[own.kind] };
    const title = words === '' ? t.layerOf(name) : t.layerWithSettings({ ...name, settings: words });
    return { layer, title, numbers, begins };
  });
}

/** A summary in one sentence. @param model its name */
export function takenWords(model: string, network: Network, taken: TakenOver): string {
  const all = parameterSpecs(network).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const numbers = taken.specs.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  if (numbers === 0) return t.noneTaken({ model });
  if (numbers === all) {
    return taken.lastLayer === 'reordered' ? t.allTakenReordered({ n: all, model }) : t.allTaken({ n: all, model });
  }
  const last = Math.max(...taken.specs.map(({ layer }) => layer));
  const next = network.layers.findIndex(
    (_, layer) => layer > last && parameterSpecs(network).some((spec) => spec.layer === layer),
  );
  const params = { taken: numbers, all, model };
  return next === network.layers.length - 1 ? t.lastNew(params) : t.newFromLayer({ ...params, layer: next + 1 });
}
