/** All channels of a volume side by side, as one matrix: a picture of a layer. */
import type { Matrix } from '../numbers/matrix.ts';
import { isFlat, type Volume } from './volume.ts';

export interface AtlasShape {
  /** Channels per row. */
  readonly across: number;
  readonly down: number;
  /** Width and height of a cell in atlas pixels: with one pixel each, the gaps of a small channel would be as wide as its cells. */
  readonly scale: number;
  /** Pixels between two channels. */
  readonly gap: number;
}

/** Minimum pixels per channel. */
const LEAST = 12;

export function atlasShape(volume: Volume): AtlasShape {
  const { channels, rows } = volume;
  const across = columnsFor(volume);
  const down = Math.ceil(channels / across);
  if (isFlat(volume)) return { across, down, scale: 1, gap: 0 };
  const scale = Math.max(1, Math.ceil(LEAST / rows));
  return { across, down, scale, gap: Math.max(1, Math.round((rows * scale) / 16)) };
}

function columnsFor(volume: Volume): number {
  const { channels } = volume;
  // A few units read as a list, from top to bottom.
  if (isFlat(volume) && channels <= 16) return 1;
  const root = Math.sqrt(channels);
  // Without empty slots where possible, and not much wider than high.
  for (let down = Math.floor(root); down >= root / 2; down--) if (channels % down === 0) return channels / down;
  return Math.ceil(root);
}

/** @param data the volume of one picture, in C order. The gaps between channels are NaN. */
export function atlasOf(volume: Volume, data: ArrayLike<number>): Matrix {
  const { channels } = volume;
  const { across, down, scale, gap } = atlasShape(volume);
  const [rows, columns] = [volume.rows * scale, volume.columns * scale];
  const width = across * (columns + gap) - gap;
  const height = down * (rows + gap) - gap;
  const atlas = new Float64Array(width * height).fill(Number.NaN);
  for (let channel = 0; channel < channels; channel++) {
    const top = Math.floor(channel / across) * (rows + gap);
    const left = (channel % across) * (columns + gap);
    for (let row = 0; row < rows; row++) {
      let from = Math.floor(row / scale) * volume.columns * channels + channel;
      const end = (top + row) * width + left + columns;
      for (let to = end - columns; to < end; from += channels) {
        for (let twin = 0; twin < scale; twin++) atlas[to++] = data[from]!;
      }
    }
  }
  return { rows: height, columns: width, data: atlas };
}

/**
 * The channel at a point of the atlas.
 * @param x share of its width from the left, y of its height from the top, in [0,1)
 */
export function channelAt(volume: Volume, x: number, y: number): number {
  const { across, down } = atlasShape(volume);
  const at = Math.floor(y * down) * across + Math.floor(x * across);
  return Math.max(0, Math.min(volume.channels - 1, at));
}
