/**
 * Every combination of active values once, in an order determined by the seed, so that a grid that a budget cuts short
 * has covered the whole space, not one corner.
 */
import { MT19937 } from '../../../datasets/random/mt19937.ts';
import { gridSize } from '../combinations.ts';
import type { History } from '../history.ts';
import type { Sampler } from '../sampler.ts';
import type { Space, Values } from '../space.ts';
import { TuningError } from '../tuning-error.ts';
import { combinationAt, gridForest } from './grid-tree.ts';

/** Nobody waits for a larger grid; the order of this many points is computed in 10 ms. */
export const MOST_GRID_POINTS = 1_000_000;
/** Number of values of a float in a grid. */
export const GRID_POINTS = 5;

/**
 * Proposes points that no trial of the history has. Failed trials count as tried and deleted ones are tried again, so
 * neither keeps the grid from finishing.
 * @throws TuningError for a grid of more than a million points
 */
export function gridSampler(space: Space, seed: number, pointsPerFloat: number = GRID_POINTS): Sampler {
  requireSize(space, pointsPerFloat);
  const size = Number(gridSize(space, pointsPerFloat));
  const trees = gridForest(space, pointsPerFloat);
  const names = Object.keys(space);
  const keyOf = (values: Values) => JSON.stringify(names.map((name) => values[name] ?? null));
  let order: Int32Array | null = null;

  function pointAt(place: number): Values {
    order ??= new MT19937(seed % 2 ** 32).permutation(size);
    const chosen = new Map(combinationAt(trees, order[place]!));
    return Object.fromEntries(names.filter((name) => chosen.has(name)).map((name) => [name, chosen.get(name)!]));
  }

  return {
    ask({ trials }: History, number: number): Values | null {
      const tried = new Set(trials.map(({ values }) => keyOf(values)));
      for (let i = 0; i < size; i++) {
        const values = pointAt((number + i) % size); // wraps around to points that were skipped
        if (!tried.has(keyOf(values))) return values;
      }
      return null;
    },
  };
}

function requireSize(space: Space, pointsPerFloat: number): void {
  const size = gridSize(space, pointsPerFloat);
  if (size <= MOST_GRID_POINTS) return;
  const points = size.toLocaleString('en');
  throw new TuningError(
    `The grid has ${points} points; at most ${MOST_GRID_POINTS.toLocaleString('en')} can be tried.`,
    'Give whole numbers a step, leave a dimension out, or choose another sampler (sobol, tpe).',
  );
}
