/** Runs a model on a video, piece by piece: the video and the steady sign are kept between the pieces. */
import { readVideo, type VideoFrame, type VideoFrames } from '../../datasets/formats/video/video.ts';
import { centreSquare, type Picture, preprocess, type Region } from '../../datasets/preprocess.ts';
import type { Rectangle } from '../../datasets/resize.ts';
import { ownFinder } from '../finder/finder.ts';
import { FollowedSquare, type Place } from '../live/follow.ts';
import { STEADY, SteadySign } from '../live/steady.ts';
import { argmax } from '../metrics/argmax.ts';
import type { Model } from '../onnx/session.ts';
import { ArgumentError } from '../training/training-error.ts';
import type { RecognitionAsk, RecognitionValue } from './recognition-messages.ts';

type Ask = Extract<RecognitionAsk, { kind: 'video' }>;
type Value = RecognitionValue<'video'>;

interface OpenVideo {
  readonly source: string;
  readonly frames: VideoFrames;
  readonly steady: SteadySign;
  readonly followed: FollowedSquare;
  next: number;
}
let open: OpenVideo | null = null;

/**
 * The next `count` frames starting at `from`; 0 restarts at the first.
 * @throws DatasetError for the video, ArgumentError for the region, RangeError for a gap.
 */
export async function videoThrough(model: Model, ask: Ask): Promise<Value> {
  const threshold = ask.threshold ?? model.metadata?.rejection?.threshold ?? STEADY.threshold;
  if (ask.from === 0) {
    await open?.frames.return(null);
    const steady = new SteadySign(model.labels.length, { ...STEADY, threshold });
    const frames = readVideo(ask.source, ask.rate);
    open = { source: ask.source, frames, steady, followed: new FollowedSquare(), next: 0 };
  }
  if (!open || open.source !== ask.source || open.next !== ask.from)
    throw new RangeError('the frames of a video must be requested in order');
  const frames: Value['frames'] = [];
  let share: number | null = null;
  while (frames.length < ask.count) {
    const { value, done } = await open.frames.next();
    if (done) return { frames, ended: true, damage: value, share: 1, threshold };
    share = value.done;
    frames.push(await (ask.find ? foundIn : shown)(model, open, value, ask));
    open.next++;
  }
  return { frames, ended: false, damage: null, share, threshold };
}

type Shown = Value['frames'][number];

/** The square follows the hand; the time includes the search in the whole frame. */
async function foundIn(model: Model, video: OpenVideo, { at, picture }: VideoFrame, { flip }: Ask): Promise<Shown> {
  const finder = await ownFinder();
  const began = performance.now();
  const place = video.followed.see(await finder.locate(picture), at);
  if (!place) {
    video.steady.reset();
    const compute = performance.now() - began;
    return { at, square: null, label: null, seen: null, probabilities: [], compute };
  }
  const region = wholePixels(place, picture);
  const answer = await shown(model, video, { at, picture }, { flip, region });
  return { ...answer, square: region, compute: performance.now() - began };
}

/** A followed square lies between the found ones, so it is inside the frame except for rounding. */
function wholePixels({ x, y, size }: Place, { width, height }: Picture): Region {
  const side = Math.min(Math.max(Math.round(size), 1), width, height);
  const inside = (at: number, length: number) => Math.min(Math.max(Math.round(at), 0), length - side);
  return { x: inside(x, width), y: inside(y, height), size: side };
}

async function shown(
  model: Model,
  { steady }: OpenVideo,
  { at, picture }: Pick<VideoFrame, 'at' | 'picture'>,
  { region, flip }: Pick<Ask, 'region' | 'flip'>,
): Promise<Shown> {
  const part = region ? squareOf(region) : wholeOf(model, picture);
  requireInside(picture, part);
  const [frame, square] = flip ? [mirrored(picture, part), undefined] : [picture, part];
  // The input of the lab's own nets is prepared before the time is measured; for foreign nets it is included.
  const pixels = model.foreign ? null : preprocess(frame, square && { ...square, size: square.width });
  const began = performance.now();
  const { probabilities } = pixels ? await model.predict(pixels, 1) : await model.see(frame, square);
  const compute = performance.now() - began;
  const seen = argmax(probabilities, model.labels.length)[0]!;
  const { sign } = steady.see(probabilities, at);
  return {
    at,
    square: null,
    label: sign === null ? null : model.labels[sign]!,
    seen: model.labels[seen]!,
    probabilities: [...probabilities],
    compute,
  };
}

/** What the net sees of a frame: the centre square; for a foreign net the whole frame, which its card then fits. */
function wholeOf({ foreign }: Model, { width, height }: Picture): Rectangle {
  return foreign ? { x: 0, y: 0, width, height } : squareOf(centreSquare(width, height));
}

function squareOf({ x, y, size }: { x: number; y: number; size: number }): Rectangle {
  return { x, y, width: size, height: size };
}

function requireInside({ width, height }: Picture, part: Rectangle): void {
  if (part.x + part.width <= width && part.y + part.height <= height) return;
  throw new ArgumentError(
    `The region of ${part.width} x ${part.height} pixels at (${part.x},${part.y}) leaves the frames of ${width} x ${height}.`,
    'Give a --region within the frame, or leave it out to use the largest centred square.',
  );
}

/** The mirrored part: (height,width,channels). The region is in unmirrored camera coordinates, as on the live screen. */
function mirrored({ width, channels, data }: Picture, { x, y, ...size }: Rectangle): Picture {
  const flipped = new Uint8Array(size.height * size.width * channels);
  let to = 0;
  for (let row = y; row < y + size.height; row++) {
    for (let column = x + size.width - 1; column >= x; column--) {
      for (let c = 0; c < channels; c++) flipped[to++] = data[(row * width + column) * channels + c]!;
    }
  }
  return { ...size, channels, data: flipped };
}
