/** Limited-memory BFGS (Nocedal 1980) with backtracking: minimises a smooth function of several variables. */

export interface Evaluation {
  readonly value: number;
  readonly gradient: Float64Array;
}

/** Number of remembered pairs of steps and gradient changes. */
const MEMORY = 8;
/** Armijo's condition: the share of the predicted decrease that a step must achieve. */
const DECREASE = 1e-4;

interface Pair {
  readonly step: Float64Array;
  readonly change: Float64Array;
}

/**
 * @param evaluate returns null where the function is not defined
 * @param evaluations their maximum number
 * @returns the best point found
 */
export function minimise(
  start: Float64Array,
  evaluate: (x: Float64Array) => Evaluation | null,
  evaluations: number,
): Float64Array {
  let x = start;
  let at = evaluate(x);
  const pairs: Pair[] = [];
  for (let left = evaluations - 1; at !== null && left > 0; ) {
    const direction = descent(at.gradient, pairs);
    const slope = dot(direction, at.gradient);
    if (slope > -1e-9) return x;
    const found = backtrack(x, at.value, direction, slope, evaluate, left);
    left -= found.used;
    if (found.at === null) return x;
    const change = minus(found.at.gradient, at.gradient);
    const step = minus(found.x, x);
    if (dot(step, change) > 1e-12) pairs.push({ step, change });
    if (pairs.length > MEMORY) pairs.shift();
    const gain = at.value - found.at.value;
    ({ x, at } = found);
    if (gain < 1e-4) return x;
  }
  return x;
}

function backtrack(
  x: Float64Array,
  value: number,
  direction: Float64Array,
  slope: number,
  evaluate: (x: Float64Array) => Evaluation | null,
  left: number,
): { x: Float64Array; at: Evaluation | null; used: number } {
  // The variables are logarithms: a step longer than 2 would leave the region that the gradient describes.
  let length = Math.min(1, 2 / Math.sqrt(dot(direction, direction)));
  for (let used = 1; used <= left; used++, length *= 0.4) {
    const next = x.map((v, i) => v + length * direction[i]!);
    const at = evaluate(next);
    if (at !== null && at.value <= value + DECREASE * length * slope) return { x: next, at, used };
  }
  return { x, at: null, used: left };
}

/** Minus the gradient times the inverse Hessian that the pairs approximate: the two-loop recursion. */
function descent(gradient: Float64Array, pairs: readonly Pair[]): Float64Array {
  let q = gradient.map((g) => -g);
  const alphas = new Map<Pair, number>();
  for (const pair of pairs.toReversed()) {
    const alpha = dot(pair.step, q) / dot(pair.step, pair.change);
    alphas.set(pair, alpha);
    q = q.map((v, i) => v - alpha * pair.change[i]!);
  }
  const last = pairs.at(-1);
  if (last) {
    const scale = dot(last.step, last.change) / dot(last.change, last.change);
    q = q.map((v) => v * scale);
  }
  for (const pair of pairs) {
    const beta = dot(pair.change, q) / dot(pair.step, pair.change);
    q = q.map((v, i) => v + (alphas.get(pair)! - beta) * pair.step[i]!);
  }
  return q;
}

function dot(a: Float64Array, b: Float64Array): number {
  return a.reduce((sum, v, i) => sum + v * b[i]!, 0);
}

function minus(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((v, i) => v - b[i]!);
}
