/** What a page of its own has to know of a net, next to its file and its labels, to use it as the lab does. */
import { z } from 'zod';
import { Card } from './card.ts';
import { INPUT_TYPES } from './signature.ts';

export const PageNet = z.strictObject({
  /** Without the labels, which are in a file that a person may set right. */
  card: Card.omit({ labels: true }),
  input: z.strictObject({
    name: z.string(),
    type: z.enum(INPUT_TYPES),
    /** Pictures a call, where the net takes no other number. */
    batch: z.int().min(1).nullable(),
  }),
  /** The name of one number a class. */
  output: z.string(),
});
export type PageNet = z.infer<typeof PageNet>;
