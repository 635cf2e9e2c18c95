/** Frames of a file that the browser decodes: one after the other, each with its own time. Nothing leaves the machine. */
import { LabError } from '../../../lib/lab-error.ts';
import { t } from '../messages/index.ts';

export interface ShownFrame {
  /** ms from the video's beginning. */
  readonly at: number;
  /** Progress within the requested range after this frame, in [0,1]. */
  readonly share: number;
  /** To be drawn before the next frame is requested. Upright. */
  readonly source: CanvasImageSource;
  readonly width: number;
  readonly height: number;
}

/** The damage of a file that ends early: a sentence in the page's current language. */
export type Damage = () => string;

/** Returns the damage; null where the file is intact. */
export type ShownFrames = AsyncGenerator<ShownFrame, Damage | null>;

export interface FramesAsked {
  /** Frames per second; fewer where the video has fewer. */
  readonly rate: number;
  /** s; defaults: start and end. */
  readonly from?: number;
  readonly to?: number;
  /** Stops after the current frame. */
  readonly signal: AbortSignal;
}

export function undecodable({ name }: File, message = t.undecodable({ name })): LabError {
  return new LabError({ message, remedy: t.convert({ name }), badArgument: true });
}
