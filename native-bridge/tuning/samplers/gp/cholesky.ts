/** Solving with symmetric positive definite matrices, (n, n) row-major, for a Gaussian process. */

/**
 * Lower triangle L with L L^T = A; entries above the diagonal are 0.
 * @returns null if A is not positive definite
 */
export function cholesky(a: Float64Array, n: number): Float64Array | null {
  const l = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = a[i * n + j]!;
      for (let k = 0; k < j; k++) sum -= l[i * n + k]! * l[j * n + k]!;
      if (i !== j) l[i * n + j] = sum / l[j * n + j]!;
      else if (sum > 0) l[i * n + i] = Math.sqrt(sum);
      else return null;
    }
  }
  return l;
}

/** x with L x = b. */
export function solveLower(l: Float64Array, b: Float64Array): Float64Array {
  const n = b.length;
  const x = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let sum = b[i]!;
    for (let k = 0; k < i; k++) sum -= l[i * n + k]! * x[k]!;
    x[i] = sum / l[i * n + i]!;
  }
  return x;
}

/** x with L^T x = b. */
export function solveUpper(l: Float64Array, b: Float64Array): Float64Array {
  const n = b.length;
  const x = Float64Array.from(b);
  for (let i = n - 1; i >= 0; i--) {
    x[i]! /= l[i * n + i]!;
    for (let k = 0; k < i; k++) x[k]! -= l[i * n + k]! * x[i]!;
  }
  return x;
}

/** The lower triangle of A^-1 = L^-T L^-1. */
export function inverseFrom(l: Float64Array, n: number): Float64Array {
  const w = lowerInverse(l, n); // row k of w holds column k of L^-1, starting at k
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let k = i; k < n; k++) sum += w[i * n + k]! * w[j * n + k]!;
      inverse[i * n + j] = sum;
    }
  }
  return inverse;
}

function lowerInverse(l: Float64Array, n: number): Float64Array {
  const w = new Float64Array(n * n);
  for (let column = 0; column < n; column++) {
    const at = column * n;
    w[at + column] = 1 / l[at + column]!;
    for (let i = column + 1; i < n; i++) {
      let sum = 0;
      for (let k = column; k < i; k++) sum -= l[i * n + k]! * w[at + k]!;
      w[at + i] = sum / l[i * n + i]!;
    }
  }
  return w;
}
