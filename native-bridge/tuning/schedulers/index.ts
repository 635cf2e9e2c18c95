/** Schedulers by their settings. */
import type { Scheduler } from '../scheduler.ts';
import { asha } from './asha.ts';
import { hyperband } from './hyperband.ts';
import { median } from './median.ts';
import { none } from './none.ts';
import type { SchedulerSettings } from './settings.ts';

export { SchedulerSettings } from './settings.ts';

/**
 * @param epochs of a whole trial, 1 or more
 * @throws ArgumentError if `minEpochs` is more than all epochs.
 */
export function schedulerOf(settings: SchedulerSettings, epochs: number): Scheduler {
  switch (settings.kind) {
    case 'none':
      return none(epochs);
    case 'median':
      return median(settings, epochs);
    case 'asha':
      return asha(settings, epochs);
    case 'hyperband':
      return hyperband(settings, epochs);
  }
}
