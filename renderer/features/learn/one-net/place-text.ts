/** The number that an address names: `layer=4&channel=2&cell=3-5`; layer 0 is the picture. */
import { readCell } from '../numbers/matrix.ts';
import type { Place, Volume } from './volume.ts';

/** Defaults for missing or invalid values: the first layer, the first channel, the middle. */
export function readPlace(query: Pick<URLSearchParams, 'get'>, volumes: readonly Volume[]): Place {
  const level = index(query.get('layer'), volumes.length) ?? Math.min(1, Math.max(0, volumes.length - 1));
  const volume = volumes[level] ?? { rows: 1, columns: 1, channels: 1 };
  const middle = { row: Math.floor(volume.rows / 2), column: Math.floor(volume.columns / 2) };
  return {
    level,
    channel: index(query.get('channel'), volume.channels) ?? 0,
    ...(readCell(query.get('cell'), volume) ?? middle),
  };
}

function index(text: string | null, count: number): number | null {
  const value = /^\d+$/.test(text ?? '') ? Number(text) : Number.NaN;
  return value < count ? value : null;
}
