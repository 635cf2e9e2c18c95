/**
 * A camera's frame on its way to the recognition host and the answer: what crosses the line of frames, whoever carries it.
 * Models are named by their number in the lab; the host knows those that main has admitted.
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
 * `[frame, models, pixels]`: the frame's number, the models it is for, (64,64,3) RGB. A fourth, (80,96,3) RGB as
 * native-bridge/finder/view.ts makes it, is the whole frame, in which the hand is looked for; then there may be no model.
 */
export const FrameAsk = z
  .tuple([Frame, z.array(Model).max(2), bytes(IMAGE_BYTES, '64x64 RGB'), bytes(VIEW_BYTES, '80x96 RGB').optional()])
  .refine(([, models, , view]) => models.length > 0 || view !== undefined, 'expected a model, or a frame to search');
export type FrameAsk = z.infer<typeof FrameAsk>;

export const FrameAnswer = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('seen'),
    frame: Frame,
    /** In the order of the question; probabilities one a class. */
    answers: z.array(z.object({ model: Model, probabilities: z.array(z.number()) })),
    /** The hand that was found in the whole frame, in its pixels there; null: none; absent: none was looked for. */
    hand: z.object({ x: z.number(), y: z.number(), side: z.number().positive() }).nullable().optional(),
    /** ms of computing in the host. */
    compute: z.number().min(0),
  }),
  /** `admitted` is false where the host does not know such a model (any more): `live.admit` tells it. */
  z.object({ kind: z.literal('failed'), frame: Frame.nullable(), admitted: z.boolean(), error: Failure }),
]);
export type FrameAnswer = z.infer<typeof FrameAnswer>;
