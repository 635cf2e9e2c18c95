import type { Layer } from '../../../../native-bridge/convnet/network.ts';
import { samePadding } from '../../../../native-bridge/convnet/shapes.ts';
import { convForward, type Tensor, tensor } from '../../../../native-bridge/reference/index.ts';
import { padEdges } from '../../../../native-bridge/reference/zero-pad.ts';
import { LAYER_TITLES } from '../../../lib/layer-words.ts';
import type { OpenModel } from '../model/open-model.ts';
import type { Area, Cell } from '../numbers/matrix.ts';
import { t } from './messages/index.ts';

/** One filter, and how it slides over its input. */
export interface Filter {
  /** (f,f,nC,1) */
  readonly W: Tensor;
  readonly b: number;
  readonly stride: number;
  readonly padding: 'same' | 'valid';
}

/** A filter of the shelf or a custom one: no bias, no padding, stride 1. */
export function plainFilter(weights: readonly number[], side: number, channels: number): Filter {
  return { W: tensor([side, side, channels, 1], weights), b: 0, stride: 1, padding: 'valid' };
}

export interface Applied extends Filter {
  /** Rows and columns of zeros above and left of the input. */
  readonly before: { readonly row: number; readonly column: number };
  /** (1,H,W,nC), padded. */
  readonly padded: Tensor;
  /** (1,nH,nW,1) */
  readonly Z: Tensor;
}

/**
 * The reference's convolution, with TensorFlow's padding.
 * @param input (1,H,W,nC)
 * @throws ShapeError where the channels differ, or the filter does not fit
 */
export function applied(filter: Filter, input: Tensor): Applied {
  const { W, b, stride, padding } = filter;
  const [f] = W.shape as [number];
  const around = (n: number) => (padding === 'same' ? samePadding(n, f, stride) : { before: 0, after: 0 });
  const [vertical, horizontal] = [around(input.shape[1]!), around(input.shape[2]!)];
  const edges = {
    top: vertical.before,
    bottom: vertical.after,
    left: horizontal.before,
    right: horizontal.after,
  };
  const padded = padEdges(input, edges);
  const { Z } = convForward(padded, W, tensor([1, 1, 1, 1], [b]), { stride, pad: 0 });
  return { ...filter, before: { row: vertical.before, column: horizontal.before }, padded, Z };
}

/** The cells of the padded input that an output cell sums over. */
export function windowOf({ W, stride }: Pick<Applied, 'W' | 'stride'>, { row, column }: Cell): Area {
  const f = W.shape[0]!;
  return { row: row * stride, column: column * stride, rows: f, columns: f };
}

/** The output cell whose window is centred on an input cell, or the nearest one. */
export function outputAround({ W, Z, stride, before }: Applied, cell: Cell): Cell {
  const half = Math.floor(W.shape[0]! / 2);
  const along = (at: number, padding: number, most: number) =>
    Math.min(most - 1, Math.max(0, Math.round((at + padding - half) / stride)));
  return {
    row: along(cell.row, before.row, Z.shape[1]!),
    column: along(cell.column, before.column, Z.shape[2]!),
  };
}

type Conv = Extract<Layer, { kind: 'conv' }>;

/** The model's first convolution, where its first layer is one; otherwise why there is nothing to show. */
export function firstConvolution({ network, name }: Pick<OpenModel, 'network' | 'name'>): Conv | string {
  const [layer] = network.layers;
  if (layer?.kind !== 'conv') return t.noConvolution({ name, layer: layer ? LAYER_TITLES[layer.kind] : '' });
  const channels = network.input[2];
  return channels === 3 ? layer : t.notColour({ name, n: channels });
}

/** Filter `at` of W1, with its bias, stride and padding. */
export function learnedFilter(layer: Conv, { parameters }: Pick<OpenModel, 'parameters'>, at: number): Filter {
  const { W1, b1 } = parameters;
  if (!W1) throw new Error('the model has no W1');
  const [f, , channels, filters] = W1.shape as [number, number, number, number];
  const W = tensor(
    [f, f, channels, 1],
    Float64Array.from({ length: f * f * channels }, (_, i) => W1.data[i * filters + at]!),
  );
  return { W, b: layer.bias ? (b1?.data[at] ?? 0) : 0, stride: layer.stride, padding: layer.padding };
}
