/** How one number of a network is computed, with all its inputs. */
import type { Layer, Network } from '../../../../native-bridge/convnet/network.ts';
import { parameterSpecs } from '../../../../native-bridge/convnet/parameters.ts';
import { convSingleStep, type Tensor, tensor, zeros } from '../../../../native-bridge/reference/index.ts';
import type { AnyParameters } from '../../../../native-bridge/reference/network.ts';
import type { Matrix } from '../numbers/matrix.ts';
import { inputRegion, type Region, single } from './receptive-field.ts';
import { indexIn, type Place, type Volume } from './volume.ts';

/** A net with one picture's numbers: [0] the picture, then each layer's output, (1, ...). */
export interface Traced {
  readonly network: Network;
  readonly parameters: AnyParameters;
  readonly volumes: readonly Volume[];
  readonly levels: readonly Tensor[];
}

/** A window of one channel of a layer's input; cells of it may be padding. */
export interface WindowGrid extends Matrix {
  readonly data: Float64Array;
  /** The same cells of the input; outside it where they are padding. */
  readonly region: Region;
}

export interface ChannelProducts {
  readonly channel: number;
  readonly window: WindowGrid;
  readonly weights: Matrix;
  readonly products: Matrix;
  /** Sum of the products. */
  readonly sum: number;
}

export type Sum = { readonly value: number } & (
  | { readonly kind: 'pixel'; readonly byte: number }
  | { readonly kind: 'conv'; readonly region: Region; readonly channelSums: Float64Array; readonly bias: number | null }
  | {
      readonly kind: 'dense';
      /** One per input. */
      readonly inputs: Float64Array;
      readonly weights: Float64Array;
      readonly products: Float64Array;
      /** Sums of the products above and below 0. */
      readonly raised: number;
      readonly lowered: number;
      /** Null: the layer has none. */
      readonly bias: number | null;
    }
  | {
      readonly kind: 'max' | 'mean';
      readonly window: WindowGrid;
      /** Cells that are not padding. */
      readonly count: number;
      /** Index of the first maximum, in the input; null for a mean. */
      readonly winner: Place | null;
    }
  | { readonly kind: 'relu' | 'same'; readonly input: number }
  | {
      readonly kind: 'batchNorm';
      readonly input: number;
      readonly mean: number;
      readonly variance: number;
      readonly epsilon: number;
      readonly gamma: number;
      readonly beta: number;
    }
);

/** @throws RangeError where the network has no such number */
export function sumOf(net: Traced, place: Place): Sum {
  const value = numberAt(net, place);
  if (place.level === 0) return { kind: 'pixel', value, byte: Math.round(value * 255) };
  const layer = net.network.layers[place.level - 1]!;
  const input = net.volumes[place.level - 1]!;
  const region = inputRegion(layer, input, single(place));
  switch (layer.kind) {
    case 'conv': {
      const channelSums = Float64Array.from({ length: input.channels }, (_, c) => productsOf(net, place, c).sum);
      return { kind: 'conv', value, region, channelSums, bias: biasOf(net, place) };
    }
    case 'dense':
      return { value, ...denseSum(net, place) };
    case 'maxPool':
    case 'averagePool':
      return { value, ...pooled(net, place, layer, region) };
    case 'batchNorm': {
      const of = (role: 'mean' | 'variance' | 'gamma' | 'beta') => parameter(net, place, role, place.channel);
      const numbers = { mean: of('mean'), variance: of('variance'), gamma: of('gamma'), beta: of('beta') };
      return { kind: 'batchNorm', value, input: inputValue(net, place, region), epsilon: layer.epsilon, ...numbers };
    }
    case 'relu':
      return { kind: 'relu', value, input: inputValue(net, place, region) };
    case 'dropout':
    case 'flatten':
      return { kind: 'same', value, input: inputValue(net, place, region) };
  }
}

/** @throws RangeError where the network has no such number */
export function numberAt({ volumes, levels }: Traced, place: Place): number {
  const value = levels[place.level]?.data[indexIn(volumes[place.level]!, place)];
  // untranslated: a bug
  if (value === undefined) throw new RangeError(`the net has no number at ${JSON.stringify(place)}`);
  return value;
}

/** One input channel's share of a number of a convolution: (f,f) numbers, their weights, their products. */
export function productsOf(net: Traced, place: Place, channel: number): ChannelProducts {
  const layer = net.network.layers[place.level - 1]!;
  const volume = net.volumes[place.level - 1]!;
  const region = { ...inputRegion(layer, volume, single(place)), channel };
  const window = windowGrid(net, place.level - 1, region, 0);
  const { name } = specOf(net, place, 'kernel')!;
  const { shape, data } = net.parameters[name]!;
  const [f, , channels, filters] = shape as [number, number, number, number];
  const values = Float64Array.from(
    { length: f * f },
    (_, at) => data[(at * channels + channel) * filters + place.channel]!,
  );
  const [slice, W] = [window.data, values].map((numbers) => tensor([f, f, 1], numbers)) as [Tensor, Tensor];
  return {
    ...{ channel, window },
    weights: { rows: f, columns: f, data: values },
    products: { rows: f, columns: f, data: values.map((w, at) => w * window.data[at]!) },
    sum: convSingleStep(slice, W, zeros([1, 1, 1])),
  };
}

/** The region's cells of its channel; `outside` where they are padding. */
export function windowGrid(net: Traced, level: number, region: Region, outside: number): WindowGrid {
  const volume = net.volumes[level]!;
  const { data } = net.levels[level]!;
  const { rows, columns } = region;
  const at = (cell: number) => {
    const [row, column] = [region.row + Math.floor(cell / columns), region.column + (cell % columns)];
    const inside = row >= 0 && row < volume.rows && column >= 0 && column < volume.columns;
    return inside ? data[indexIn(volume, { row, column, channel: region.channel! })]! : outside;
  };
  return { rows, columns, region, data: Float64Array.from({ length: rows * columns }, (_, cell) => at(cell)) };
}

function denseSum(net: Traced, place: Place) {
  const inputs = net.levels[place.level - 1]!.data;
  const { name } = specOf(net, place, 'kernel')!;
  const { shape, data } = net.parameters[name]!;
  const units = shape[1]!;
  const weights = Float64Array.from(inputs, (_, i) => data[i * units + place.channel]!);
  const products = weights.map((w, i) => w * inputs[i]!);
  const total = (sign: number) => products.reduce((sum, p) => (p * sign > 0 ? sum + p : sum), 0);
  return {
    kind: 'dense' as const,
    inputs,
    weights,
    products,
    raised: total(1),
    lowered: total(-1),
    bias: biasOf(net, place),
  };
}

function pooled(net: Traced, place: Place, layer: Layer, region: Region) {
  const window = windowGrid(net, place.level - 1, region, Number.NaN);
  const count = window.data.reduce((sum, x) => sum + (Number.isNaN(x) ? 0 : 1), 0);
  if (layer.kind === 'averagePool') return { kind: 'mean' as const, window, count, winner: null };
  const value = numberAt(net, place);
  const at = window.data.indexOf(value);
  const [row, column] = [region.row + Math.floor(at / region.columns), region.column + (at % region.columns)];
  const winner = { level: place.level - 1, row, column, channel: place.channel };
  return { kind: 'max' as const, window, count, winner };
}

function inputValue(net: Traced, place: Place, region: Region): number {
  return numberAt(net, { ...region, level: place.level - 1, channel: region.channel! });
}

type Role = ReturnType<typeof parameterSpecs>[number]['role'];

function specOf({ network }: Traced, { level }: Place, role: Role) {
  return parameterSpecs(network).find((spec) => spec.layer === level - 1 && spec.role === role);
}

function parameter(net: Traced, place: Place, role: Role, index: number): number {
  return net.parameters[specOf(net, place, role)!.name]!.data[index]!;
}

function biasOf(net: Traced, place: Place): number | null {
  return specOf(net, place, 'bias') ? parameter(net, place, 'bias', place.channel) : null;
}
