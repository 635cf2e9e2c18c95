/**
 * A camera's frame on its way to the recognition host and the answer: what crosses the line of frames, whoever carries it.
 * Models are named by their number in the lab; the host knows those that main has admitted.
 */
import { z } from 'zod';
import { IMAGE_BYTES } from '../../datasets/dataset.ts';
import { Failure } from './compute-messages.ts';

const Frame = z.int().min(0);
const Model = z.int().min(1);

/** `[frame, models, pixels]`: the frame's number, the models it is for, (64,64,3) RGB. */
export const FrameAsk = z.tuple([
  Frame,
  z.array(Model).min(1).max(2),
  z.custom<Uint8Array>((value) => value instanceof Uint8Array && value.length === IMAGE_BYTES, 'expected 64x64 RGB'),
]);
export type FrameAsk = z.infer<typeof FrameAsk>;

export const FrameAnswer = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('seen'),
    frame: Frame,
    /** In the order of the question; probabilities one a class. */
    answers: z.array(z.object({ model: Model, probabilities: z.array(z.number()) })),
    /** ms of computing in the host. */
    compute: z.number().min(0),
  }),
  /** `admitted` is false where the host does not know such a model (any more): `live.admit` tells it. */
  z.object({ kind: z.literal('failed'), frame: Frame.nullable(), admitted: z.boolean(), error: Failure }),
]);
export type FrameAnswer = z.infer<typeof FrameAnswer>;
