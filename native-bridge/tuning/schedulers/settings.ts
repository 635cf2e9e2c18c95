/** Which scheduler a sweep uses, as it is stored and sent; `schedulerOf` (index.ts) builds it. */
import { z } from 'zod';

const eta = z.int().min(2).max(16).default(4).meta({
  title: 'Reduction factor',
  description: 'One trial in so many goes on from a rung. 4 is what the ASHA paper uses.',
});

const minEpochs = z.int().min(1).max(1_000_000).default(1).meta({
  title: 'Fewest epochs',
  description: 'No trial is stopped before so many epochs. Raise it where the first epochs say little.',
});

export const SchedulerSettings = z.discriminatedUnion('kind', [
  /** Every trial gets all its epochs. */
  z.strictObject({ kind: z.literal('none') }),
  z.strictObject({
    kind: z.literal('median'),
    warmupTrials: z.int().min(1).max(100_000).default(5).meta({
      title: 'Complete trials first',
      description: "Nothing is stopped before so many trials are complete. 5 is Optuna's default.",
    }),
    warmupEpochs: z.int().min(0).max(1_000_000).default(0).meta({
      title: 'Warm-up epochs',
      description: 'No trial is stopped before so many epochs.',
    }),
    every: z.int().min(1).max(1_000_000).optional().meta({
      title: 'Decide every',
      description: 'Epochs between two decisions. By default a twentieth of all epochs, and at least 1.',
    }),
  }),
  z.strictObject({ kind: z.literal('asha'), eta, minEpochs }),
  z.strictObject({ kind: z.literal('hyperband'), eta, minEpochs }),
]);
export type SchedulerSettings = z.infer<typeof SchedulerSettings>;
