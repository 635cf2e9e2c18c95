/** A film through a model, piece by piece: the film stays open between the pieces, and the steady sign with it. */
import { type FilmFrame, readFilm } from '../../datasets/formats/film.ts';
import { centreSquare, type Picture, preprocess, type Region } from '../../datasets/preprocess.ts';
import { STEADY, SteadySign } from '../live/steady.ts';
import { argmax } from '../metrics/argmax.ts';
import type { Model } from '../onnx/session.ts';
import { ArgumentError } from '../training/training-error.ts';
import type { RecognitionAsk, RecognitionValue } from './recognition-messages.ts';

type Ask = Extract<RecognitionAsk, { kind: 'film' }>;
type Value = RecognitionValue<'film'>;

let open: { source: string; frames: AsyncGenerator<FilmFrame>; steady: SteadySign; next: number } | null = null;

/**
 * The next `count` frames from `from` on; 0 begins anew.
 * @throws DatasetError for the film, ArgumentError for the region, RangeError for a gap.
 */
export async function filmThrough(model: Model, ask: Ask): Promise<Value> {
  const threshold = ask.threshold ?? model.metadata?.rejection?.threshold ?? STEADY.threshold;
  if (ask.from === 0) {
    await open?.frames.return(undefined);
    const steady = new SteadySign(model.labels.length, { ...STEADY, threshold });
    open = { source: ask.source, frames: readFilm(ask.source, ask.rate), steady, next: 0 };
  }
  if (!open || open.source !== ask.source || open.next !== ask.from) throw new RangeError('a film is shown in order');
  const frames: Value['frames'] = [];
  while (frames.length < ask.count) {
    const { value, done } = await open.frames.next();
    if (done) return { frames, ended: true, threshold };
    frames.push(await shown(model, open.steady, value, ask));
    open.next++;
  }
  return { frames, ended: false, threshold };
}

async function shown(
  model: Model,
  steady: SteadySign,
  { at, picture }: FilmFrame,
  { region, flip }: Ask,
): Promise<Value['frames'][number]> {
  const square = region ?? centreSquare(picture.width, picture.height);
  requireInside(picture, square);
  const pixels = flip ? preprocess(mirrored(picture, square)) : preprocess(picture, square);
  const began = performance.now();
  const { probabilities } = await model.predict(pixels, 1);
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

function requireInside({ width, height }: Picture, { x, y, size }: Region): void {
  if (x + size <= width && y + size <= height) return;
  throw new ArgumentError(
    `The region of ${size} x ${size} pixels at (${x},${y}) leaves the frames of ${width} x ${height}.`,
    'Give a --region within the frame, or leave it out: then it is the largest square in the middle.',
  );
}

/** The square alone, as in a mirror: (size,size,channels). The region is the camera's, as it is on the live screen. */
function mirrored({ width, channels, data }: Picture, { x, y, size }: Region): Picture {
  const flipped = new Uint8Array(size * size * channels);
  let to = 0;
  for (let row = y; row < y + size; row++) {
    for (let column = x + size - 1; column >= x; column--) {
      for (let c = 0; c < channels; c++) flipped[to++] = data[(row * width + column) * channels + c]!;
    }
  }
  return { width: size, height: size, channels, data: flipped };
}
