import type { Trial } from '../../../../../renderer/features/tuning/sweep-types.ts';

/** A complete trial with that score; `more` overrides its fields. */
export function trialOf(number: number, score: number | null, more: Partial<Trial> = {}): Trial {
  return {
    ...{ number, values: {}, origin: 'sampler', state: 'complete' },
    ...{ scores: score === null ? null : [score], replicates: score === null ? [] : [score], interval: null },
    ...{ bestEpoch: score === null ? null : 0, epochs: 10, seconds: 1, parameters: 100, reason: null },
    ...{ beganAt: 0, endedAt: 1 },
    ...more,
  };
}
