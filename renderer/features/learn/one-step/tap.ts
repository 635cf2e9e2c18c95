import type { Cell } from '../numbers/matrix.ts';

/** One position of a window and its filter, with its channel. */
export interface Tap extends Cell {
  readonly channel: number;
}

const TAP = /^(\d+)-(\d+)-(\d+)$/;

/** Parses `1-0-2` of an address: row 1, column 0, channel 2. The first position where it is outside (f, f, channels). */
export function readTap(text: string | null, f: number, channels: number): Tap {
  const found = TAP.exec(text ?? '');
  const [row, column, channel] = [Number(found?.[1]), Number(found?.[2]), Number(found?.[3])];
  const inside = row < f && column < f && channel < channels;
  return inside ? { row, column, channel } : { row: 0, column: 0, channel: 0 };
}

export function tapText({ row, column, channel }: Tap): string {
  return `${row}-${column}-${channel}`;
}
