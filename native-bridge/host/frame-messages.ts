/**
 * A camera's frame sent to the recognition host, and the answer: the messages of the frame channel, whatever transports
 * them. Models are named by their number in the lab; the host knows those that main has admitted.
 */
import { z } from 'zod';
import { IMAGE_BYTES } from '../../datasets/dataset.ts';
import { VIEW_BYTES } from '../finder/grid.ts';
import { Failure } from './compute-messages.ts';

const Frame = z.int().min(0);
const Model = z.int().min(1);

const bytes = (length: number, what: string) =>
  z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length === length, `expected ${what}`);

/**
 * `[frame, models, pixels]`: the frame's number, the models to ask, (64,64,3) RGB. An optional fourth element, (80,96,3)
 * RGB from native-bridge/finder/view.ts, is the whole frame in which to find the hand; models may then be empty.
 */
export const FrameAsk = z
  .tuple([Frame, z.array(Model).max(2), bytes(IMAGE_BYTES, '64x64 RGB'), bytes(VIEW_BYTES, '80x96 RGB').optional()])
  .refine(([, models, , view]) => models.length > 0 || view !== undefined, 'expected a model, or a frame to search');
export type FrameAsk = z.infer<typeof FrameAsk>;

export const FrameAnswer = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('seen'),
    frame: Frame,
    /** In the order of the request; one probability per class. */
    answers: z.array(z.object({ model: Model, probabilities: z.array(z.number()) })),
    /** The hand found in the whole frame, in its pixels; null: none found; absent: not searched. */
    hand: z.object({ x: z.number(), y: z.number(), side: z.number().positive() }).nullable().optional(),
    /** Computing time in the host, in ms. */
    compute: z.number().min(0),
  }),
  /** `admitted` is false if the host does not know the model (any more): call `live.admit`. */
  z.object({ kind: z.literal('failed'), frame: Frame.nullable(), admitted: z.boolean(), error: Failure }),
]);
export type FrameAnswer = z.infer<typeof FrameAnswer>;
