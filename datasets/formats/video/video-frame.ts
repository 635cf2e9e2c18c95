/** What every video reader yields: frames in order, and at the end how it ended. */
import { DatasetError } from '../../dataset.ts';
import type { Picture } from '../../preprocess.ts';

export interface VideoFrame {
  /** ms from the video's beginning, never decreasing. */
  readonly at: number;
  /** Share of the video up to this frame, in [0,1]; null if its length is not known. */
  readonly done: number | null;
  readonly picture: Picture;
}

/**
 * Returns null at the end of an intact video. A video that is cut off or damaged yields the frames before the damage, and
 * returns what is wrong, as the end of a sentence that starts with the file's name.
 */
export type VideoFrames = AsyncGenerator<VideoFrame, string | null>;

/** Frames per second of a video that does not state its rate: what browsers assume for Motion JPEG. */
export const USUAL_RATE = 30;

export const VIDEO_FORMS =
  'A video is an .mp4, .mov, .mkv, .webm or .avi file, an animated GIF, a .y4m or .mjpeg file, a picture or a folder of pictures.';

/** @param found what is wrong, as the end of a sentence that starts with the path */
export function refusedVideo(path: string, found: string, remedy = VIDEO_FORMS, cause?: unknown): DatasetError {
  return new DatasetError(`${path} ${found}.`, remedy, { cause });
}
