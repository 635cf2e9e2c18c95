import type { Tensor } from '../../../../native-bridge/reference/index.ts';

/** Numbers of a tensor that were set by hand: places in C order, and their values. */
export type Edits = ReadonlyMap<number, number>;
export const NO_EDITS: Edits = new Map();

/** `3_0.5_7_-1` of an address: 0.5 at place 3, -1 at place 7. What is no such pair is left out. */
export function readEdits(text: string | null): Edits {
  const parts = (text ?? '').split('_');
  const edits = new Map<number, number>();
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [place, value] = [Number(parts[at] || Number.NaN), Number(parts[at + 1] || Number.NaN)];
    if (Number.isSafeInteger(place) && place >= 0 && Number.isFinite(value)) edits.set(place, value);
  }
  return edits;
}

/** Null where there is none: the address stays without it. */
export function editsText(edits: Edits): string | null {
  return edits.size === 0 ? null : [...edits].flat().join('_');
}

/** The tensor itself where nothing is set in it; places outside it are left out. */
export function withEdits(tensor: Tensor, edits: Edits): Tensor {
  if (edits.size === 0) return tensor;
  const data = tensor.data.slice();
  for (const [place, value] of edits) if (place < data.length) data[place] = value;
  return { shape: tensor.shape, data };
}
