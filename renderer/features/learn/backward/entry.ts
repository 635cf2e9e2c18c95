/** The entry of a tensor being checked, as in the address: `W-5`, the tensor and the index in C order. */
export interface Entry<V extends string> {
  readonly variable: V;
  readonly place: number;
}

/** Null where it is not an index of these tensors. */
export function readEntry<V extends string>(
  text: string | null,
  lengths: Readonly<Record<V, number>>,
): Entry<V> | null {
  const found = /^(\w+)-(\d+)$/.exec(text ?? '');
  const variable = (Object.keys(lengths) as V[]).find((name) => name === found?.[1]);
  const place = Number(found?.[2]);
  return variable !== undefined && place < lengths[variable] ? { variable, place } : null;
}

export function entryText({ variable, place }: Entry<string>): string {
  return `${variable}-${place}`;
}

/** The indices of an entry given in C order: `[0, 1, 2, 0]`. */
export function indices(place: number, shape: readonly number[]): string {
  const found: number[] = [];
  let rest = place;
  for (const length of shape.toReversed()) {
    found.unshift(rest % length);
    rest = Math.floor(rest / length);
  }
  return `[${found.join(', ')}]`;
}
