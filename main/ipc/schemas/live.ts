/** Live recognition: frames to the recognition host, and recordings of what it said. */
import { z } from 'zod';
import { Bytes, Id, Name, Time } from './common.ts';

const Count = z.int().min(0);

/** Models that one frame is shown to. */
export const MOST_MODELS = 2;

/**
 * A frame's way is a separate line next to the contract: a MessagePort straight to the host in the desktop app, a second
 * WebSocket with MessagePack in the browser lab. Both carry these two, checked by the host.
 */
export type { FrameAnswer, FrameAsk } from '../../../native-bridge/host/frame-messages.ts';

/** Frames as the net saw them, with what a model said: another model can be shown the same ones later. */
export const Recording = z.object({
  id: Id,
  name: z.string(),
  createdAt: Time,
  /** Null where that model is gone. */
  model: Id.nullable(),
  modelName: z.string(),
  labels: z.array(z.string()),
  frames: Count,
  /** ms between the first and the last frame. */
  duration: z.number().min(0),
});
export type Recording = z.infer<typeof Recording>;

const One = z.strictObject({ recording: Id });

/** Frames of a recording in columns, `from` on. */
const Frames = {
  /** (n) float64, ms since the first frame, ascending. */
  times: Bytes,
  /** (n,64,64,3) RGB. */
  pixels: Bytes,
  /** (n,classes) float32. */
  probabilities: Bytes,
};

export const LIVE_REQUESTS = {
  /** Opens models in the recognition host, which from then on takes frames for them. @throws where one cannot be opened */
  'live.admit': { input: z.strictObject({ models: z.array(Id).min(1).max(MOST_MODELS) }), output: z.null() },
  /** Newest first. */
  'recordings.list': { input: z.strictObject({}), output: z.array(Recording) },
  'recordings.get': { input: One, output: Recording },
  'recordings.begin': { input: z.strictObject({ model: Id, name: Name }), output: Recording },
  /** After what it has; at most 256 frames at once. */
  'recordings.append': { input: z.strictObject({ recording: Id, ...Frames }), output: Recording },
  'recordings.frames': {
    input: z.strictObject({ recording: Id, from: Count, count: z.int().min(1).max(256) }),
    output: z.object(Frames),
  },
  'recordings.rename': { input: z.strictObject({ recording: Id, name: Name }), output: Recording },
  'recordings.remove': { input: One, output: z.null() },
  'recordings.restore': { input: One, output: Recording },
} as const;
