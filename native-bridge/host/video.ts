/** A video through a model, piece by piece: it stays open between the pieces, and the steady sign with it. */
import { readVideo, type VideoFrame, type VideoFrames } from '../../datasets/formats/video/video.ts';
import { centreSquare, type Picture, preprocess } from '../../datasets/preprocess.ts';
import type { Rectangle } from '../../datasets/resize.ts';
import { STEADY, SteadySign } from '../live/steady.ts';
import { argmax } from '../metrics/argmax.ts';
import type { Model } from '../onnx/session.ts';
import { ArgumentError } from '../training/training-error.ts';
import type { RecognitionAsk, RecognitionValue } from './recognition-messages.ts';

type Ask = Extract<RecognitionAsk, { kind: 'video' }>;
type Value = RecognitionValue<'video'>;

let open: { source: string; frames: VideoFrames; steady: SteadySign; next: number } | null = null;

/**
 * The next `count` frames from `from` on; 0 begins again at the first.
 * @throws DatasetError for the video, ArgumentError for the region, RangeError for a gap.
 */
export async function videoThrough(model: Model, ask: Ask): Promise<Value> {
  const threshold = ask.threshold ?? model.metadata?.rejection?.threshold ?? STEADY.threshold;
  if (ask.from === 0) {
    await open?.frames.return(null);
    const steady = new SteadySign(model.labels.length, { ...STEADY, threshold });
    open = { source: ask.source, frames: readVideo(ask.source, ask.rate), steady, next: 0 };
  }
  if (!open || open.source !== ask.source || open.next !== ask.from) throw new RangeError('a video is shown in order');
  const frames: Value['frames'] = [];
  let share: number | null = null;
  while (frames.length < ask.count) {
    const { value, done } = await open.frames.next();
    if (done) return { frames, ended: true, damage: value, share: 1, threshold };
    share = value.done;
    frames.push(await shown(model, open.steady, value, ask));
    open.next++;
  }
  return { frames, ended: false, damage: null, share, threshold };
}

async function shown(
  model: Model,
  steady: SteadySign,
  { at, picture }: VideoFrame,
  { region, flip }: Ask,
): Promise<Value['frames'][number]> {
  const part = region ? squareOf(region) : wholeOf(model, picture);
  requireInside(picture, part);
  const [frame, square] = flip ? [mirrored(picture, part), undefined] : [picture, part];
  // What the lab's own net receives is prepared before the time is taken; a foreign net's card is part of it.
  const pixels = model.foreign ? null : preprocess(frame, square && { ...square, size: square.width });
  const began = performance.now();
  const { probabilities } = pixels ? await model.predict(pixels, 1) : await model.see(frame, square);
  const compute = performance.now() - began;
  const seen = argmax(probabilities, model.labels.length)[0]!;
  const { sign } = steady.see(probabilities, at);
  return {
    at,
    label: sign === null ? null : model.labels[sign]!,
    seen: model.labels[seen]!,
    probabilities: [...probabilities],
    compute,
  };
}

/** What the net sees of a frame: the square in the middle; of a foreign net's the whole, which its card then fits. */
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
    'Give a --region within the frame, or leave it out: then it is the largest square in the middle.',
  );
}

/** The part alone, as in a mirror: (height,width,channels). The region is the camera's, as it is on the live screen. */
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
