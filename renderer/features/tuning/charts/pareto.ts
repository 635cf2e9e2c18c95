/** A trial by two of its objectives. */
export interface TwoScores {
  readonly trial: number;
  readonly x: number;
  readonly y: number;
}

export interface Maximised {
  readonly x: boolean;
  readonly y: boolean;
}

/**
 * The non-dominated trials: no other is at least as good in both and better in one. From the best x to the worst, so
 * with increasingly better y; among equals the first.
 */
export function paretoFront(points: readonly TwoScores[], maximised: Maximised): TwoScores[] {
  const sign = { x: maximised.x ? -1 : 1, y: maximised.y ? -1 : 1 };
  const order = [...points].sort((a, b) => sign.x * (a.x - b.x) || sign.y * (a.y - b.y) || a.trial - b.trial);
  const front: TwoScores[] = [];
  for (const point of order) {
    const last = front.at(-1);
    if (!last || sign.y * (point.y - last.y) < 0) front.push(point);
  }
  return front;
}
