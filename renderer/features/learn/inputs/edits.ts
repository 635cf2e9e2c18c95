import type { Tensor } from '../../../../native-bridge/reference/index.ts';

/** Edited numbers of a tensor: indices in C order, and their values. */
export type Edits = ReadonlyMap<number, number>;
export const NO_EDITS: Edits = new Map();

/** Parses `3_0.5_7_-1` of an address: 0.5 at index 3, -1 at index 7. Invalid pairs are ignored. */
export function readEdits(text: string | null): Edits {
  const parts = (text ?? '').split('_');
  const edits = new Map<number, number>();
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [place, value] = [Number(parts[at] || Number.NaN), Number(parts[at + 1] || Number.NaN)];
    if (Number.isSafeInteger(place) && place >= 0 && Number.isFinite(value)) edits.set(place, value);
  }
  return edits;
}

/** Null without edits: the address omits it. */
export function editsText(edits: Edits): string | null {
  return edits.size === 0 ? null : [...edits].flat().join('_');
}

/** The tensor itself without edits; indices outside it are ignored. */
export function withEdits(tensor: Tensor, edits: Edits): Tensor {
  if (edits.size === 0) return tensor;
  const data = tensor.data.slice();
  for (const [place, value] of edits) if (place < data.length) data[place] = value;
  return { shape: tensor.shape, data };
}
