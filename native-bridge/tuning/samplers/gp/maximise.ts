/** Maximises the expected improvement: many points first, then small steps from the best of them. */
import type { Random } from '../../../../datasets/synthetic/random.ts';
import type { Point } from '../../encoding.ts';
import { normalQuantile } from '../normal.ts';
import { scrambledPoint } from '../sobol.ts';
import { logExpectedImprovement } from './expected-improvement.ts';
import type { Features } from './features.ts';
import type { Posterior } from './posterior.ts';

/** Number of points in the whole cube, near each of the best trials, and of those best trials. */
const [WIDE, NEAR, BEST] = [256, 16, 6];
/** Number of starting points, and of steps from each. */
const [CLIMBS, STEPS] = [4, 60];
/** Standard deviation of the first step, and that of the last step relative to it. */
const [FIRST_STEP, LAST_SHARE] = [0.1, 0.02];

interface Known {
  /** Points with a target, and those in progress. */
  readonly points: readonly Point[];
  readonly running: readonly Point[];
  /** Not proposed again unless there is nothing else. */
  readonly tried: readonly Point[];
}

interface Candidate {
  readonly cube: readonly number[];
  readonly point: Point;
  readonly gain: number;
}

export function bestPoint(features: Features, posterior: Posterior, known: Known, random: Random): Point {
  const ranked = known.points
    .map((point) => ({ point, mean: posterior.mean(features.row(point)) }))
    .sort((a, b) => a.mean - b.mean);
  const incumbent = ranked[0]!.mean;
  const tried = new Set(known.tried.map((point) => JSON.stringify(point)));
  const judge = (cube: readonly number[]): Candidate => {
    const point = features.resolve(cube);
    if (tried.has(JSON.stringify(point))) return { cube, point, gain: Number.NEGATIVE_INFINITY };
    return { cube, point, gain: logExpectedImprovement(posterior.predict(features.row(point)), incumbent) };
  };
  const cubes = [...wide(features.dimensions, random), ...near(ranked.slice(0, BEST), random)];
  const starts = cubes.map(judge).sort((a, b) => b.gain - a.gain);
  const climbed = starts.slice(0, CLIMBS).map((start) => climb(start, judge, random));
  return climbed.reduce((most, candidate) => (candidate.gain > most.gain ? candidate : most)).point;
}

function wide(dimensions: number, random: Random): number[][] {
  const seed = random.word();
  return Array.from({ length: WIDE }, (_, i) => scrambledPoint(dimensions, i, seed));
}

function near(ranked: readonly { readonly point: Point }[], random: Random): number[][] {
  return ranked.flatMap(({ point }) => {
    const cube = point.map((coordinate) => coordinate ?? random.uniform());
    return Array.from({ length: NEAR }, () => stepped(cube, FIRST_STEP, random));
  });
}

function climb(start: Candidate, judge: (cube: readonly number[]) => Candidate, random: Random): Candidate {
  let best = start;
  for (let step = 0; step < STEPS; step++) {
    const next = judge(stepped(best.cube, FIRST_STEP * LAST_SHARE ** (step / STEPS), random));
    if (next.gain > best.gain) best = next;
  }
  return best;
}

/** Moves some coordinates, at least one; occasionally one of them to anywhere, so that choices change too. */
function stepped(cube: readonly number[], deviation: number, random: Random): number[] {
  const surely = Math.floor(random.uniform() * cube.length);
  const share = Math.min(1, 3 / cube.length);
  return cube.map((coordinate, d) => {
    if (d !== surely && !random.chance(share)) return coordinate;
    if (random.chance(0.1)) return random.uniform();
    return reflected(coordinate + deviation * normalQuantile(random.uniform(1e-9, 1)));
  });
}

/** Reflected at both ends into [0, 1]. */
function reflected(x: number): number {
  const y = Math.abs(x) % 2;
  return y > 1 ? 2 - y : y;
}
