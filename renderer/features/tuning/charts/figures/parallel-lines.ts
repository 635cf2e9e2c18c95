export interface TrialLine {
  readonly trial: number;
  /** x0, y0, x1, y1, ... in pixels, one point per axis. */
  readonly points: Float32Array;
  /** Coloured, not pale. */
  readonly strong: boolean;
  readonly score: number | null;
}

/** Maximum distance at which a pointer finds a line, in pixels. */
const REACH = 8;

/**
 * The line nearest to a point; coloured ones before pale ones, of which there are many.
 * @param xs of the axes, ascending
 */
export function nearestLine(lines: readonly TrialLine[], xs: readonly number[], x: number, y: number): number | null {
  const right = xs.findIndex((at) => at > x);
  const at = Math.max((right < 0 ? xs.length : right) - 1, 0);
  let found: TrialLine | null = null;
  let least = REACH;
  for (const line of lines) {
    const distance = distanceTo(line.points, at, x, y);
    if (distance > REACH || (found?.strong && !line.strong)) continue;
    if (distance <= least || (line.strong && !found?.strong)) [found, least] = [line, distance];
  }
  return found?.trial ?? null;
}

/** Distance to the segment between axis `at` and the next one. */
function distanceTo(points: Float32Array, at: number, x: number, y: number): number {
  const from = Math.min(at, points.length / 2 - 2) * 2;
  if (from < 0) return Math.hypot(x - points[0]!, y - points[1]!);
  const [x0, y0, x1, y1] = [points[from]!, points[from + 1]!, points[from + 2]!, points[from + 3]!];
  const [dx, dy] = [x1 - x0, y1 - y0];
  const along = Math.min(Math.max(((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy), 0), 1);
  return Math.hypot(x - x0 - along * dx, y - y0 - along * dy);
}
