/**
 * A network's numbers as volumes. Level 0 is the picture, level l the output of layer l, counted from 1 as in the
 * course; flat layers are volumes of 1 x 1 with one channel per unit.
 */
import type { Network } from '../../../../native-bridge/convnet/network.ts';
import { inferShapes } from '../../../../native-bridge/convnet/shapes.ts';
import type { Tensor } from '../../../../native-bridge/reference/index.ts';
import type { Matrix } from '../numbers/matrix.ts';

export interface Volume {
  readonly rows: number;
  readonly columns: number;
  readonly channels: number;
}

/** One number of a network. */
export interface Place {
  readonly level: number;
  readonly row: number;
  readonly column: number;
  readonly channel: number;
}

export function volumeOf(shape: readonly number[]): Volume {
  const [rows, columns, channels] = shape.length === 3 ? shape : [1, 1, shape[0]];
  return { rows: rows!, columns: columns!, channels: channels! };
}

/**
 * The picture, then each layer's output.
 * @throws NetworkError where the network is invalid
 */
export function volumesOf(network: Network): Volume[] {
  return [network.input, ...inferShapes(network)].map(volumeOf);
}

export function isFlat({ rows, columns }: Volume): boolean {
  return rows === 1 && columns === 1;
}

/** Index of a number in the data of a volume of one picture, in C order. */
export function indexIn({ columns, channels }: Volume, { row, column, channel }: Omit<Place, 'level'>): number {
  return (row * columns + column) * channels + channel;
}

/** The inverse of `indexIn`: the origin of a flatten layer's unit. */
export function placeAt({ columns, channels }: Volume, index: number): Omit<Place, 'level'> {
  const position = Math.floor(index / channels);
  return { row: Math.floor(position / columns), column: position % columns, channel: index % channels };
}

/** One channel of a volume of one picture. */
export function channelMap(volume: Volume, { data }: Tensor, channel: number): Matrix {
  const { rows, columns, channels } = volume;
  const map = new Float64Array(rows * columns);
  for (let at = 0, from = channel; at < map.length; at++, from += channels) map[at] = data[from]!;
  return { rows, columns, data: map };
}

/** Number of columns when the units of a flat layer are shown as a rectangle. */
export function unitColumns(volumes: readonly Volume[], level: number): number {
  const units = volumes[level]!.channels;
  const source = volumes.slice(0, level).findLast((volume) => !isFlat(volume));
  // Flattened from (H,W,C): one row per position, one column per channel.
  const flattened = source && source.rows * source.columns * source.channels === units;
  if (flattened && source.channels > 1) return source.channels;
  return units <= 16 ? units : Math.ceil(Math.sqrt(units));
}

/** The units of a flat layer as a rectangle; cells after the last unit are NaN. */
export function unitMap({ data }: { readonly data: ArrayLike<number> }, columns: number): Matrix {
  const rows = Math.ceil(data.length / columns);
  return { rows, columns, data: Float64Array.from({ length: rows * columns }, (_, at) => data[at] ?? Number.NaN) };
}
