export interface Whole {
  readonly min: number;
  readonly max: number;
  /** Default where the address has none, or none in that range; it is not written. */
  readonly usual: number;
}

export function readWhole(text: string | null, { min, max, usual }: Whole): number {
  const value = Number(text);
  return text !== null && /^\d{1,9}$/.test(text) && value >= min && value <= max ? value : usual;
}
