/** A network being edited: always shown, even while it is invalid. */
import { layerParameters } from '../../../native-bridge/convnet/layer-parameters.ts';
import type { Layer, Network } from '../../../native-bridge/convnet/network.ts';
import { traceShapes } from '../../../native-bridge/convnet/shapes.ts';
import { sizeOf } from '../../../native-bridge/convnet/tensor.ts';
import { t } from '../messages/index.ts';

export { LAYER_TITLES, layerWords, shapeText } from '../../lib/layer-words.ts';

export type LayerKind = Layer['kind'];

/** Initial values of an added layer: usual ones that fit after most other layers. */
const NEW_LAYERS: { readonly [Kind in LayerKind]: Extract<Layer, { kind: Kind }> } = {
  conv: { kind: 'conv', filters: 16, kernel: 3, stride: 1, padding: 'same', bias: true },
  relu: { kind: 'relu' },
  maxPool: { kind: 'maxPool', size: 2, stride: 2, padding: 'valid' },
  averagePool: { kind: 'averagePool', size: 2, stride: 2, padding: 'valid' },
  batchNorm: { kind: 'batchNorm', momentum: 0.99, epsilon: 1e-3 },
  dropout: { kind: 'dropout', rate: 0.5 },
  flatten: { kind: 'flatten' },
  dense: { kind: 'dense', units: 64, bias: true },
};

export const LAYER_KINDS = Object.keys(NEW_LAYERS) as LayerKind[];

/** One editable number of a layer; the ranges are those of convnet/network.ts. */
export interface LayerField {
  readonly key: string;
  /** In the page's language. */
  readonly title: string;
  readonly min: number;
  readonly max: number;
  readonly integer: boolean;
}

const whole = (key: 'filters' | 'kernel' | 'stride' | 'units', max: number): LayerField => ({
  key,
  get title() {
    return t[key]();
  },
  min: 1,
  max,
  integer: true,
});
const share = (key: 'momentum' | 'rate', max: number): LayerField => ({
  key,
  get title() {
    return t[key]();
  },
  min: 0,
  max,
  integer: false,
});
const pooled: LayerField = {
  key: 'size',
  get title() {
    return t.window();
  },
  min: 1,
  max: 64,
  integer: true,
};

export const LAYER_FIELDS: Readonly<Record<LayerKind, readonly LayerField[]>> = {
  conv: [whole('filters', 1024), whole('kernel', 64), whole('stride', 64)],
  relu: [],
  maxPool: [pooled, whole('stride', 64)],
  averagePool: [pooled, whole('stride', 64)],
  batchNorm: [share('momentum', 1)],
  dropout: [share('rate', 0.95)],
  flatten: [],
  dense: [whole('units', 65_536)],
};

export function withLayer(layers: readonly Layer[], at: number, kind: LayerKind): Layer[] {
  return layers.toSpliced(at, 0, { ...NEW_LAYERS[kind] });
}

export function withoutLayer(layers: readonly Layer[], at: number): Layer[] {
  return layers.toSpliced(at, 1);
}

/** Moves the layer at `from` to `to`; a move that is not possible changes nothing. */
export function movedLayer(layers: readonly Layer[], from: number, to: number): Layer[] {
  const layer = layers[from];
  if (layer === undefined || to < 0 || to >= layers.length) return [...layers];
  return layers.toSpliced(from, 1).toSpliced(to, 0, layer);
}

export function changedLayer(layers: readonly Layer[], at: number, change: Readonly<Record<string, unknown>>): Layer[] {
  return layers.map((layer, index) => (index === at ? ({ ...layer, ...change } as Layer) : layer));
}

export interface LayerRow {
  readonly layer: Layer;
  /** Output shape without the batch axis; null after the layer that is invalid. */
  readonly shape: readonly number[] | null;
  /** Number of trainable parameters. */
  readonly trained: number | null;
}

export interface Examined {
  readonly rows: readonly LayerRow[];
  /** Null where the net is invalid. */
  readonly trained: number | null;
  /** `layer` is -1 where no single layer is the cause. */
  readonly problem: { readonly layer: number; readonly message: string; readonly remedy: string } | null;
}

/** Shapes and parameter counts up to the first invalid layer, and the reason. */
export function examine(network: Network, classes: number): Examined {
  const { shapes, problem } = traceShapes(network);
  const rows = network.layers.map((layer, index): LayerRow => {
    const shape = shapes[index] ?? null;
    const input = index === 0 ? network.input : shapes[index - 1];
    return { layer, shape, trained: shape && input ? trainedIn(layer, input) : null };
  });
  if (problem) return { rows, trained: null, problem };
  const misfit = classMisfit(network, shapes, classes);
  if (misfit) return { rows, trained: null, problem: misfit };
  return { rows, trained: rows.reduce((sum, row) => sum + (row.trained ?? 0), 0), problem: null };
}

function trainedIn(layer: Layer, input: readonly number[]): number {
  return layerParameters(layer, input).reduce((sum, { shape, trained }) => sum + (trained ? sizeOf(shape) : 0), 0);
}

function classMisfit(
  { layers }: Network,
  shapes: readonly (readonly number[])[],
  classes: number,
): Examined['problem'] {
  const units = shapes.at(-1)?.[0];
  if (units === classes) return null;
  return {
    layer: layers.length - 1,
    message: t.misfit({ units: units ?? '?', classes }),
    remedy: t.misfitRemedy({ classes }),
  };
}
