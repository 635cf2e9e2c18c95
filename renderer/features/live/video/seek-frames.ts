/**
 * Frames of a video by seeking from one to the next. Playing would lose frames on a slow machine, and WebCodecs would
 * need a demuxer for every container; a seek waits as long as it takes, and the browser opens everything it can play.
 */
import { t } from '../messages/index.ts';
import { type Damage, type FramesAsked, type ShownFrames, undecodable } from './shown-frame.ts';

/** ms without a frame after which the browser is assumed to have reached the end of the data. */
const PATIENCE = 10_000;
/** ms after a seek within which the shown frame reports its time; a frame that was already shown may not report again. */
const STATED_WITHIN = 250;
/**
 * s. Files state times in whole ms or finer: a seek goes this far past its time, so that rounding never shows the
 * previous frame.
 */
const SAME = 0.001;
/** s without frames at the end from which the file counts as truncated: sound may be slightly longer. */
const MISSING = 1;

export async function* seekFrames(file: File, { rate, from = 0, to, signal }: FramesAsked): ShownFrames {
  const video = document.createElement('video');
  const url = URL.createObjectURL(file);
  video.muted = true;
  video.preload = 'auto';
  video.src = url;
  try {
    if ((await eventOf(video, 'loadeddata')) !== 'loadeddata') throw undecodable(file);
    const { videoWidth: width, videoHeight: height } = video;
    if (width === 0) throw undecodable(file, t.noPictures(file));
    const length = await lengthOf(video);
    const end = Math.min(to ?? length, length);
    let last = Number.NEGATIVE_INFINITY;
    for (let step = 0; !signal.aborted; step++) {
      const wanted = from + step / rate;
      if (wanted > end || (wanted === length && step > 0)) break;
      const at = await shownAt(video, Math.min(wanted + SAME, length));
      if (at === null) return endsEarly(file, last, length);
      if (at - last < SAME) continue;
      last = at;
      const share = end > from ? (wanted - from) / (end - from) : 1;
      yield { at: at * 1000, share, source: video, width, height };
    }
    return !signal.aborted && end === length && length - last > MISSING + 1 / rate
      ? endsEarly(file, last, length)
      : null;
  } finally {
    video.removeAttribute('src');
    video.load();
    URL.revokeObjectURL(url);
  }
}

function endsEarly({ name }: File, last: number, length: number): Damage {
  return () => t.endsEarly({ name, last: Math.max(last, 0).toFixed(1), length: length.toFixed(1) });
}

/** s. Browser recordings do not state their length until the end has been reached once. */
async function lengthOf(video: HTMLVideoElement): Promise<number> {
  if (Number.isFinite(video.duration)) return video.duration;
  video.currentTime = Number.MAX_SAFE_INTEGER;
  await eventOf(video, 'seeked');
  return Number.isFinite(video.duration) ? video.duration : video.currentTime;
}

/** Seeks. @returns s of the frame that is shown then; null where there is none */
async function shownAt(video: HTMLVideoElement, seconds: number): Promise<number | null> {
  const stated = new Promise<number>((resolve) => {
    video.requestVideoFrameCallback?.((_now, { mediaTime }) => resolve(mediaTime));
  });
  video.currentTime = seconds;
  if ((await eventOf(video, 'seeked')) !== 'seeked') return null;
  return Promise.race([stated, afterwards(STATED_WITHIN).then(() => video.currentTime)]);
}

function afterwards(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

/** Resolves on the event, on an error, or on a timeout. */
function eventOf(video: HTMLVideoElement, event: 'loadeddata' | 'seeked'): Promise<string> {
  return new Promise((resolve) => {
    const done = (how: string) => {
      clearTimeout(timer);
      video.removeEventListener(event, came);
      video.removeEventListener('error', failed);
      resolve(how);
    };
    const came = () => done(event);
    const failed = () => done('error');
    const timer = setTimeout(() => done('late'), PATIENCE);
    video.addEventListener(event, came);
    video.addEventListener('error', failed);
  });
}
