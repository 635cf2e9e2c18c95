/**
 * McNemar's test: whether two models err equally often on the same pictures (McNemar 1947, Psychometrika 12). Only the
 * discordant pictures count, those that one model gets right and the other wrong. Fewer than 25 of them: the two-sided
 * exact binomial test with p = 1/2; from 25: chi-square with one degree of freedom and Edwards's continuity correction,
 * (|b - c| - 1)^2 / (b + c). This is the rule of Dietterich 1998 (Neural Computation 10) as given in mlxtend's manual.
 */
import { erfc } from './erfc.ts';

/** Number of discordant pictures from which the chi-square approximation is used. */
export const EXACT_BELOW = 25;

export type McNemar =
  | { readonly kind: 'exact'; readonly p: number }
  | { readonly kind: 'chi-square'; readonly statistic: number; readonly p: number };

/**
 * @param onlyA pictures that only the first gets right (b)
 * @param onlyB pictures that only the second gets right (c)
 */
export function mcnemar(onlyA: number, onlyB: number): McNemar {
  const discordant = onlyA + onlyB;
  if (discordant < EXACT_BELOW) return { kind: 'exact', p: twoSidedBinomial(Math.min(onlyA, onlyB), discordant) };
  // Edwards's correction moves the difference towards 0 but never past it.
  const statistic = Math.max(Math.abs(onlyA - onlyB) - 1, 0) ** 2 / discordant;
  // The upper tail of chi-square with one degree of freedom is that of a squared normal.
  return { kind: 'chi-square', statistic, p: erfc(Math.sqrt(statistic / 2)) };
}

/** min(1, 2 P(X <= k)) of X ~ Binomial(n, 1/2), k <= n/2. */
function twoSidedBinomial(k: number, n: number): number {
  let [choose, sum] = [1, 1]; // C(n,0)
  for (let i = 1; i <= k; i++) {
    choose = (choose * (n - i + 1)) / i;
    sum += choose;
  }
  return Math.min(1, (2 * sum) / 2 ** n);
}
