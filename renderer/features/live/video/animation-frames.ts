import { t } from '../messages/index.ts';
import { type FramesAsked, type ShownFrames, undecodable } from './shown-frame.ts';

/** Frames of an animated GIF or WebP, which `<video>` cannot play: decoded by the browser's ImageDecoder. */
export async function* animationFrames(file: File, type: string, asked: FramesAsked): ShownFrames {
  if (!('ImageDecoder' in window) || !(await ImageDecoder.isTypeSupported(type))) throw undecodable(file);
  const { rate, from = 0, to = Number.POSITIVE_INFINITY, signal } = asked;
  const decoder = new ImageDecoder({ data: file.stream(), type });
  try {
    await decoder.completed;
    const count = decoder.tracks.selectedTrack?.frameCount ?? 0;
    let next = from;
    for (let frameIndex = 0; frameIndex < count && !signal.aborted; frameIndex++) {
      const image = await decodedOf(decoder, frameIndex);
      if (!image && frameIndex === 0) throw undecodable(file, t.damagedAtOnce(file));
      if (!image) return () => t.damagedAfter({ name: file.name, frame: frameIndex - 1 });
      const seconds = image.timestamp / 1e6;
      const { displayWidth: width, displayHeight: height } = image;
      try {
        if (seconds > to) break;
        // Half a microsecond of tolerance: times are whole microseconds.
        if (seconds < next - 5e-7) continue;
        next = Math.max(next + 1 / rate, seconds);
        yield { at: seconds * 1000, share: (frameIndex + 1) / count, source: image, width, height };
      } finally {
        image.close();
      }
    }
    return null;
  } catch (error) {
    // The file contains no frame at all.
    if (error instanceof DOMException) throw undecodable(file, t.noAnimation(file));
    throw error;
  } finally {
    decoder.close();
  }
}

async function decodedOf(decoder: ImageDecoder, frameIndex: number): Promise<VideoFrame | null> {
  try {
    return (await decoder.decode({ frameIndex })).image;
  } catch {
    return null;
  }
}
