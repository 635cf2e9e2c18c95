/** The card of the base: what it was made of, and how it does on which data. */
import { z } from 'zod';
import { BACKEND_IDS } from '../backends/backend.ts';
import { ParityReport } from '../onnx/parity.ts';
import { BaseRecipe } from './recipe.ts';

const Count = z.int().min(1);
const Share = z.number().min(0).max(1);

/** Right answers among pictures of one kind. */
export const GroupScore = z.object({ name: z.string(), n: Count, accuracy: Share });

/** What a model says of drawn hands that no training has seen, and of drawn rooms without one. */
export const DrawnScores = z.object({
  n: Count,
  accuracy: Share,
  /** Light, medium and dark skin; left and right hands; palms and backs. */
  groups: z.array(GroupScore),
  /** How it tells that there is no sign; null where its card has no threshold. */
  noSign: z
    .object({
      threshold: Share,
      /** Share of the drawn hands whose answer is kept. */
      hands: Share,
      /** Drawn rooms without a hand, and the share of them that is called a sign. */
      rooms: Count,
      called: Share,
    })
    .nullable(),
});
export type DrawnScores = z.infer<typeof DrawnScores>;

export const BaseCard = z.strictObject({
  format: z.literal(1),
  /** Hex, of base.onnx. */
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: Count,
  /** Class names in the order of the outputs. */
  classes: z.array(z.string()),
  /** Trained ones. */
  parameters: Count,
  madeOf: z.string(),
  recipe: BaseRecipe,
  versions: z.strictObject({
    signsLab: z.string(),
    node: z.string(),
    backend: z.enum(BACKEND_IDS),
    /** The processor, with what the backend uses of it. */
    device: z.string(),
  }),
  /** Of making it, on that device. */
  seconds: z.number().positive(),
  /** What ONNX Runtime said next to the trained net. */
  parity: ParityReport,
  /** On drawn hands, seed 2. */
  drawn: DrawnScores,
  /** On pictures of people, which it was not made of: measured where whoever made it had them. */
  measured: z.array(z.strictObject({ data: z.string(), split: z.string(), n: Count, accuracy: Share })),
});
export type BaseCard = z.infer<typeof BaseCard>;
