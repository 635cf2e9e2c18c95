/** The card in the finder's file. */
import { z } from 'zod';

export const FinderCard = z.object({
  /** Version of the cells and sizes (grid.ts) and of the network. */
  format: z.literal(1),
  /** Its training data. */
  madeOf: z.literal('drawn scenes alone'),
  seed: z.int().min(0),
  epochs: z.int().min(1),
  /** New scenes per epoch, each also mirrored. */
  scenes: z.int().min(1),
  parameters: z.int().min(1),
  backend: z.string(),
});
export type FinderCard = z.infer<typeof FinderCard>;
