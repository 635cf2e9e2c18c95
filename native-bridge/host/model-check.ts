/** A trained net's output for the pictures on which its exported model is compared with it. */
import { z } from 'zod';

export const ModelCheck = z.strictObject({
  split: z.enum(['train', 'validation', 'test']),
  /** (n,64,64,3) uint8. */
  images: z.custom<Uint8Array>((value) => value instanceof Uint8Array),
  /** (n) */
  labels: z.custom<Int32Array>((value) => value instanceof Int32Array),
  /** (n,classes) of the trained net. */
  logits: z.custom<Float32Array>((value) => value instanceof Float32Array),
  probabilities: z.custom<Float32Array>((value) => value instanceof Float32Array),
});
export type ModelCheck = z.infer<typeof ModelCheck>;
