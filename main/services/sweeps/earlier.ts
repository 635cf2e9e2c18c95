/** What a sweep takes over from the one that it continues. */
import type { SweepPlan, Trial, TrialEpoch } from '../../../native-bridge/host/sweep-messages.ts';
import type { SweepPictures, SweepRow } from './sweep-rows.ts';
import type { TrialRows } from './trial-rows.ts';

export function earlierTrials(
  _earlier: SweepRow,
  _trials: TrialRows,
  _plan: SweepPlan,
  _pictures: SweepPictures,
): { trials: Trial[]; epochs: TrialEpoch[] } {
  return { trials: [], epochs: [] };
}
