/** What a run takes over from a model, in words. */
import type { HyperparameterField } from '../../../main/ipc/nouns/run.ts';
import type { TakenOver } from '../../../native-bridge/convnet/alike.ts';
import type { Network } from '../../../native-bridge/convnet/network.ts';
import { parameterSpecs } from '../../../native-bridge/convnet/parameters.ts';
import { sizeOf } from '../../../native-bridge/convnet/tensor.ts';
import { LAYER_TITLES, layerWords } from '../../components/network/network-draft.ts';
import { count } from '../../lib/format.ts';

/** Hyperparameters that say how what is taken over goes on learning. */
const OF_START: readonly string[] = ['freeze', 'takenRate', 'normStatistics'];

export function isOfStart({ key }: Pick<HyperparameterField, 'key'>): boolean {
  return OF_START.includes(key);
}

export interface LayerStart {
  /** Index in `network.layers`. */
  readonly layer: number;
  readonly title: string;
  readonly numbers: number;
  readonly begins: 'taken over' | 'new' | 'taken over, frozen';
}

/** Every layer with weights, in their order. @param freeze so many convolutions and dense layers stay as they are */
export function layerStarts(network: Network, { specs }: TakenOver, freeze: number): LayerStart[] {
  const taken = new Set(specs.map(({ layer }) => layer));
  const all = parameterSpecs(network);
  // What is frozen ends before the first convolution or dense layer that learns.
  const weighted = [...new Set(all.filter(({ role }) => role === 'kernel').map(({ layer }) => layer))];
  const end = freeze > 0 ? (weighted[freeze] ?? network.layers.length) : 0;
  return [...new Set(all.map(({ layer }) => layer))].map((layer) => {
    const own = network.layers[layer]!;
    const numbers = all.reduce((sum, spec) => sum + (spec.layer === layer ? sizeOf(spec.shape) : 0), 0);
    const words = layerWords(own);
    const begins = !taken.has(layer) ? 'new' : layer < end ? 'taken over, frozen' : 'taken over';
    return { layer, title: `${layer + 1}. ${LAYER_TITLES[own.kind]}${words && ` ${words}`}`, numbers, begins };
  });
}

/** One sentence about all of it. @param name of the model */
export function takenWords(name: string, network: Network, taken: TakenOver): string {
  const all = parameterSpecs(network).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const numbers = taken.specs.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  if (numbers === 0) return `Nothing of ${name} fits: these layers differ from the first on.`;
  if (numbers === all) {
    const order = taken.lastLayer === 'reordered' ? ', the last one in the order of these classes' : '';
    return `All ${count(all)} numbers are taken over from ${name}${order}.`;
  }
  const last = Math.max(...taken.specs.map(({ layer }) => layer));
  const next = network.layers.findIndex(
    (_, layer) => layer > last && parameterSpecs(network).some((spec) => spec.layer === layer),
  );
  const what =
    next === network.layers.length - 1 ? 'The last layer is new' : `Everything from layer ${next + 1} on is new`;
  return `${count(numbers)} of ${count(all)} numbers are taken over from ${name}. ${what}: it learns these classes.`;
}
