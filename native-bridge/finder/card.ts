/** What the finder's file says of itself. */
import { z } from 'zod';

export const FinderCard = z.object({
  /** Of the cells and sizes (grid.ts) and of the network; another one is another finder. */
  format: z.literal(1),
  /** What it was taught by. */
  madeOf: z.literal('drawn scenes alone'),
  seed: z.int().min(0),
  epochs: z.int().min(1),
  /** New ones an epoch, each also in a mirror. */
  scenes: z.int().min(1),
  parameters: z.int().min(1),
  backend: z.string(),
});
export type FinderCard = z.infer<typeof FinderCard>;
