/** Frames of a file that the browser decodes: one after the other, each at its own time. Nothing leaves the machine. */
import { LabError } from '../../../lib/lab-error.ts';
import { t } from '../messages/index.ts';

export interface ShownFrame {
  /** ms from the video's beginning. */
  readonly at: number;
  /** How much of what was asked for is done with this frame, in [0,1]. */
  readonly share: number;
  /** To be drawn before the next frame is asked for. Upright. */
  readonly source: CanvasImageSource;
  readonly width: number;
  readonly height: number;
}

/** What is wrong with a file that ends early: a sentence in the page's language at the time. */
export type Damage = () => string;

/** Returns the damage; null where the file is whole. */
export type ShownFrames = AsyncGenerator<ShownFrame, Damage | null>;

export interface FramesAsked {
  /** Frames a second; fewer where the video has fewer. */
  readonly rate: number;
  /** s; default the beginning and the end. */
  readonly from?: number;
  readonly to?: number;
  /** Ends the frames after the one under way. */
  readonly signal: AbortSignal;
}

export function undecodable({ name }: File, message = t.undecodable({ name })): LabError {
  return new LabError({ message, remedy: t.convert({ name }), badArgument: true });
}
