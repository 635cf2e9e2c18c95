/** The parts of a run's run.json that main reads: what was trained, how far, and how it ended. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** Only what main uses; the rest of the file is for the compute host. */
const RunRecord = z.object({
  dataset: z.object({ sha256: z.string() }),
  preset: z.string(),
  backend: z.string(),
  seed: z.int(),
  hyperparameters: z.object({ initSeed: z.int() }),
  history: z.array(
    z.object({
      epoch: z.int(),
      cost: z.number(),
      seconds: z.number(),
      learningRate: z.number().optional(),
      trainAccuracy: z.number().optional(),
      duringAccuracy: z.number().optional(),
      validationCost: z.number().optional(),
      validationAccuracy: z.number().optional(),
    }),
  ),
  /** Both are present once the run has finished. */
  trainAccuracy: z.number().optional(),
  testAccuracy: z.number().nullish(),
});
export type RunRecord = z.infer<typeof RunRecord>;

/** The record in a run's folder, or null if there is none that can be read: the compute host then judges the folder. */
export function readRunRecord(folder: string): RunRecord | null {
  try {
    return RunRecord.parse(JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')));
  } catch {
    return null;
  }
}
