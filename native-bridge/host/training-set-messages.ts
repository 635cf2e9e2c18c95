/** Messages between main and a compute host about a training set: concurrent runs in one process, one thread each. */
import { z } from 'zod';
import { BACKEND_IDS } from '../backends/backend.ts';

/** Names a run within its set. */
export const RunId = z.int().min(0);

/** Opens a set for that network; `lanes` then tells how many runs can train at once. */
export const SetRequest = z.strictObject({
  kind: z.literal('trainingSet'),
  backend: z.enum(['auto', ...BACKEND_IDS]),
  preset: z.string(),
});
export type SetRequest = z.infer<typeof SetRequest>;

export const SetOpened = z.strictObject({ kind: z.literal('setOpened'), lanes: z.int().min(1) });

/** How one run of a set ends before its last epoch. */
export const SetEnding = z.strictObject({
  kind: z.literal('endOfRun'),
  run: RunId,
  ending: z.discriminatedUnion('kind', [
    z.strictObject({ kind: z.literal('stop') }),
    z.strictObject({ kind: z.literal('finish'), at: z.enum(['last', 'best']) }),
  ]),
});
export type SetEnding = z.infer<typeof SetEnding>;
