/**
 * Hyperband as asynchronous brackets (Li et al. 2020, section 3.3): each is an ASHA that starts at a later rung than
 * the previous one, so that slow starters have a chance. New trials are distributed over the brackets in the
 * proportions of Li et al. 2018, algorithm 1.
 */
import type { Scheduler } from '../scheduler.ts';
import { Bracket } from './bracket.ts';
import { Halving } from './halving.ts';
import { rungEpochs } from './rungs.ts';

interface Sized {
  readonly bracket: Bracket;
  /** Number of trials that start in it in one round over all brackets. */
  readonly share: number;
}

/** @throws ArgumentError as `rungEpochs`. */
export function hyperband({ eta, minEpochs }: { eta: number; minEpochs: number }, epochs: number): Scheduler {
  const rungs = rungEpochs(epochs, minEpochs, eta);
  const sized = rungs.map((_, skipped) => {
    const halvings = rungs.length - 1 - skipped; // s in the paper
    const share = Math.ceil((rungs.length / (halvings + 1)) * eta ** halvings);
    return { bracket: new Bracket(rungs.slice(skipped), eta), share };
  });
  return new Halving(
    sized.map(({ bracket }) => bracket),
    () => furthestBehind(sized),
  );
}

/** The bracket with the fewest trials for its share; for ties the first, which halves most often. */
function furthestBehind(sized: readonly Sized[]): Bracket {
  const filled = ({ bracket, share }: Sized) => (bracket.started + 1) / share;
  return sized.reduce((a, b) => (filled(b) < filled(a) ? b : a)).bracket;
}
