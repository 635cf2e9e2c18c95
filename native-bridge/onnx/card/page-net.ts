/** What a standalone page has to know about a net, besides its file and its labels, to use it as the lab does. */
import { z } from 'zod';
import { Card } from './card.ts';
import { INPUT_TYPES } from './signature.ts';

export const PageNet = z.strictObject({
  /** Without the labels, which are in a separate file that a person may correct. */
  card: Card.omit({ labels: true }),
  input: z.strictObject({
    name: z.string(),
    type: z.enum(INPUT_TYPES),
    /** Pictures per call, if the net accepts only that number. */
    batch: z.int().min(1).nullable(),
  }),
  /** The name of the output with one number per class. */
  output: z.string(),
});
export type PageNet = z.infer<typeof PageNet>;
