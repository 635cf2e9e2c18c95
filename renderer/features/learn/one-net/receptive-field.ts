/** The receptive field of a network's number, and the numbers that use it, from kernels, strides and padding alone. */
import type { Layer, Network, Padding } from '../../../../native-bridge/convnet/network.ts';
import { samePadding } from '../../../../native-bridge/convnet/shapes.ts';
import type { Area } from '../numbers/matrix.ts';
import { indexIn, type Place, placeAt, type Volume } from './volume.ts';

/** Cells of a volume: of one channel, or of every one where `channel` is null. Empty where `rows` is 0. */
export interface Region extends Area {
  readonly channel: number | null;
}

interface Window {
  readonly size: number;
  readonly stride: number;
  readonly padding: Padding;
}

/** The sliding window of a layer; null where it has none. */
export function windowOf(layer: Layer): Window | null {
  switch (layer.kind) {
    case 'conv':
      return { size: layer.kernel, stride: layer.stride, padding: layer.padding };
    case 'maxPool':
    case 'averagePool':
      return layer;
    default:
      return null;
  }
}

function before(length: number, { size, stride, padding }: Window): number {
  return padding === 'same' ? samePadding(length, size, stride).before : 0;
}

/**
 * The region of a layer's input from which a region of its output is computed. A window may extend outside the input:
 * that is padding.
 * @param input the volume that enters the layer
 */
export function inputRegion(layer: Layer, input: Volume, output: Region): Region {
  const window = windowOf(layer);
  if (window) {
    const along = (from: number, count: number, length: number) => ({
      from: from * window.stride - before(length, window),
      count: (count - 1) * window.stride + window.size,
    });
    const vertical = along(output.row, output.rows, input.rows);
    const horizontal = along(output.column, output.columns, input.columns);
    return {
      ...{ row: vertical.from, rows: vertical.count, column: horizontal.from, columns: horizontal.count },
      channel: layer.kind === 'conv' ? null : output.channel,
    };
  }
  if (layer.kind === 'dense') return whole(input);
  if (layer.kind !== 'flatten') return output;
  return output.channel === null ? whole(input) : single(placeAt(input, output.channel));
}

/**
 * The region of a layer's output that uses a number of its input; empty where no window reads it.
 * @param output the volume that leaves the layer
 */
export function outputRegion(layer: Layer, input: Volume, output: Volume, place: Omit<Place, 'level'>): Region {
  const window = windowOf(layer);
  if (window) {
    const along = (at: number, length: number, positions: number) => {
      const offset = at + before(length, window);
      const first = Math.max(0, Math.ceil((offset - window.size + 1) / window.stride));
      const last = Math.min(positions - 1, Math.floor(offset / window.stride));
      return { from: first, count: Math.max(0, last - first + 1) };
    };
    const vertical = along(place.row, input.rows, output.rows);
    const horizontal = along(place.column, input.columns, output.columns);
    return {
      ...{ row: vertical.from, rows: vertical.count, column: horizontal.from, columns: horizontal.count },
      channel: layer.kind === 'conv' ? null : place.channel,
    };
  }
  if (layer.kind === 'dense') return whole(output);
  if (layer.kind !== 'flatten') return single(place);
  return single({ row: 0, column: 0, channel: indexIn(input, place) });
}

/** A region clipped to its volume. */
export function clipped(region: Region, { rows, columns }: Volume): Region {
  const [top, left] = [Math.max(0, region.row), Math.max(0, region.column)];
  const [bottom, right] = [Math.min(rows, region.row + region.rows), Math.min(columns, region.column + region.columns)];
  return {
    ...{ row: top, column: left, rows: Math.max(0, bottom - top), columns: Math.max(0, right - left) },
    channel: region.channel,
  };
}

/**
 * The receptive field of a number at every level before it: [0] in the picture, the last one the number itself. As
 * usual, it is the bounding rectangle: where strides exceed windows, cells in between are not read.
 * @param volumes as returned by `volumesOf`
 */
export function receptiveField(network: Network, volumes: readonly Volume[], place: Place): Region[] {
  const regions: Region[] = [single(place)];
  for (let level = place.level; level > 0; level--) {
    const volume = volumes[level - 1]!;
    regions.unshift(clipped(inputRegion(network.layers[level - 1]!, volume, regions[0]!), volume));
  }
  return regions;
}

export function single({ row, column, channel }: Omit<Place, 'level'>): Region {
  return { row, column, rows: 1, columns: 1, channel };
}

function whole({ rows, columns }: Volume): Region {
  return { row: 0, column: 0, rows, columns, channel: null };
}
