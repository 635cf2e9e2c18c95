import { t } from '../messages/index.ts';
import { animationFrames } from './animation-frames.ts';
import { seekFrames } from './seek-frames.ts';
import { type FramesAsked, type ShownFrames, undecodable } from './shown-frame.ts';

/** File types offered by a dialog for videos. */
export const VIDEO_FILES = 'video/*,image/gif,.mp4,.m4v,.mov,.mkv,.webm,.gif';

/** The type of an animated picture by its magic bytes; null: anything else is treated as a video. */
export async function animationType(file: File): Promise<string | null> {
  const head = String.fromCharCode(...new Uint8Array(await file.slice(0, 12).arrayBuffer()));
  if (/^GIF8[79]a/.test(head)) return 'image/gif';
  return /^RIFF....WEBP/s.test(head) ? 'image/webp' : null;
}

/** @throws LabError where the browser cannot decode it, or it contains no picture */
export async function* framesOf(file: File, asked: FramesAsked): ShownFrames {
  if (file.size === 0) throw undecodable(file, t.emptyVideo(file));
  const type = await animationType(file);
  return yield* type ? animationFrames(file, type, asked) : seekFrames(file, asked);
}
