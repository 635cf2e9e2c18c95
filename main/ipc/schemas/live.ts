/** Live recognition: frames to the recognition host, and recordings of its answers. */
import { z } from 'zod';
import { Bytes, Id, Name, Time } from './common.ts';

const Count = z.int().min(0);

/** Most models that one frame is shown to. */
export const MOST_MODELS = 2;

/**
 * Frames have a channel of their own next to the contract: a MessagePort straight to the host in the desktop app, a second
 * WebSocket with MessagePack in the browser lab. Both carry these two messages, checked by the host.
 */
export type { FrameAnswer, FrameAsk } from '../../../native-bridge/host/frame-messages.ts';

/** Frames as the net saw them, with a model's answers: another model can be shown the same frames later. */
export const Recording = z.object({
  id: Id,
  name: z.string(),
  createdAt: Time,
  /** Null if that model has been deleted. */
  model: Id.nullable(),
  modelName: z.string(),
  labels: z.array(z.string()),
  frames: Count,
  /** ms between the first and the last frame. */
  duration: z.number().min(0),
});
export type Recording = z.infer<typeof Recording>;

const One = z.strictObject({ recording: Id });

/** Frames of a recording as columns, starting at `from`. */
const Frames = {
  /** (n) float64, ms since the first frame, ascending. */
  times: Bytes,
  /** (n,64,64,3) RGB. */
  pixels: Bytes,
  /** (n,classes) float32. */
  probabilities: Bytes,
};

export const LIVE_REQUESTS = {
  /** Opens models in the recognition host, which from then on takes frames for them. @throws if one cannot be opened */
  'live.admit': { input: z.strictObject({ models: z.array(Id).min(1).max(MOST_MODELS) }), output: z.null() },
  /** Newest first. */
  'recordings.list': { input: z.strictObject({}), output: z.array(Recording) },
  'recordings.get': { input: One, output: Recording },
  'recordings.begin': { input: z.strictObject({ model: Id, name: Name }), output: Recording },
  /** Appends frames, at most 256 at once. */
  'recordings.append': { input: z.strictObject({ recording: Id, ...Frames }), output: Recording },
  'recordings.frames': {
    input: z.strictObject({ recording: Id, from: Count, count: z.int().min(1).max(256) }),
    output: z.object(Frames),
  },
  'recordings.rename': { input: z.strictObject({ recording: Id, name: Name }), output: Recording },
  'recordings.remove': { input: One, output: z.null() },
  'recordings.restore': { input: One, output: Recording },
} as const;
