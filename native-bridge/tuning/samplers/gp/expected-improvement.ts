/**
 * The logarithm of the expected improvement, which has a gradient even where the improvement underflows to 0 (Ament et
 * al. 2023).
 */
import { millsTail, normalCdf, normalDensity } from '../normal.ts';
import type { Prediction } from './posterior.ts';

/** @param best the lowest mean so far; lower is better */
export function logExpectedImprovement({ mean, deviation }: Prediction, best: number): number {
  return Math.log(deviation) + logGain((best - mean) / deviation);
}

/** log(phi(z) + z Phi(z)) */
function logGain(z: number): number {
  if (z > -5) return Math.log(normalDensity(z) + z * normalCdf(z));
  // Phi(z) = phi(z) m with Mills' ratio m; for extreme z, 1 + z m cancels to noise, and its limit is 1/z^2.
  const left = z > -50 ? 1 + z * millsTail(-z) * Math.sqrt(2 * Math.PI) : 1 / (z * z);
  return -0.5 * z * z - 0.5 * Math.log(2 * Math.PI) + Math.log(Math.max(left, 1e-300));
}
