/** The epochs at which successive halving decides. */
import { ArgumentError } from '../../training/training-error.ts';

/**
 * Rungs in a geometric series that ends with all epochs, as in Hyperband (Li et al. 2018): 2, 6, 25, 100 for 100 epochs
 * and eta 4. The first is at least `minEpochs`.
 * @returns strictly ascending, the last is `epochs`
 * @throws ArgumentError if `minEpochs` is more than `epochs`.
 */
export function rungEpochs(epochs: number, minEpochs: number, eta: number): number[] {
  if (minEpochs > epochs) {
    throw new ArgumentError(
      `No trial may be stopped before ${minEpochs} epochs, but a complete trial has only ${epochs}.`,
      `Set minEpochs to ${epochs} or less, or give the trials more epochs.`,
    );
  }
  const rungs = [epochs];
  for (let share = eta; epochs / share >= minEpochs; share *= eta) {
    const rung = Math.round(epochs / share);
    if (rung < rungs[0]!) rungs.unshift(rung);
  }
  return rungs;
}
