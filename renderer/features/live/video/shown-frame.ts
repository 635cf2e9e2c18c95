/** Frames of a file that the browser decodes: one after the other, each at its own time. Nothing leaves the machine. */
import { LabError } from '../../../lib/lab-error.ts';

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

/** Returns what is wrong with a file that ends early, as the end of a sentence about it; null where it is whole. */
export type ShownFrames = AsyncGenerator<ShownFrame, string | null>;

export interface FramesAsked {
  /** Frames a second; fewer where the video has fewer. */
  readonly rate: number;
  /** s; default the beginning and the end. */
  readonly from?: number;
  readonly to?: number;
  /** Ends the frames after the one under way. */
  readonly signal: AbortSignal;
}

export function undecodable({ name }: File, why = 'cannot be decoded by this browser'): LabError {
  return new LabError({
    message: `${name} ${why}.`,
    remedy: `Convert it, as by: ffmpeg -i "${name}" -c:v libvpx-vp9 converted.webm`,
    badArgument: true,
  });
}
