/** Window positions: the course's loops over m pictures, n_H rows, n_W columns and n_C channels of the output. */
export interface Position {
  readonly i: number;
  readonly h: number;
  readonly w: number;
  readonly c: number;
}

/** Four lengths: (m, nH, nW, nC). */
export type Shape4 = readonly number[];

/** The position of a step, with the last loop innermost: a step is an index of the output in C order. */
export function positionOf(step: number, [, nH, nW, nC]: Shape4): Position {
  const [c, rest] = [step % nC!, Math.floor(step / nC!)];
  const [w, rows] = [rest % nW!, Math.floor(rest / nW!)];
  return { i: Math.floor(rows / nH!), h: rows % nH!, w, c };
}

export function stepOf({ i, h, w, c }: Position, [, nH, nW, nC]: Shape4): number {
  return ((i * nH! + h) * nW! + w) * nC! + c;
}

/** The window's corners, by the course's names. */
export interface Corners {
  readonly vertStart: number;
  readonly vertEnd: number;
  readonly horizStart: number;
  readonly horizEnd: number;
}

export function cornersOf({ h, w }: Position, { f, stride }: { readonly f: number; readonly stride: number }): Corners {
  const [vertStart, horizStart] = [h * stride, w * stride];
  return { vertStart, vertEnd: vertStart + f, horizStart, horizEnd: horizStart + f };
}
