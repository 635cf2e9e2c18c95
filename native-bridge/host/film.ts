/** A film through a model, piece by piece: the film stays open between the pieces, and the steady sign with it. */
import { DatasetError } from '../../datasets/dataset.ts';
import { type FilmFrame, readFilm } from '../../datasets/formats/film.ts';
import { type Picture, preprocess, type Region } from '../../datasets/preprocess.ts';
import { STEADY, SteadySign } from '../live/steady.ts';
import { argmax } from '../metrics/argmax.ts';
import type { Model } from '../onnx/session.ts';
import type { RecognitionAsk, RecognitionValue } from './recognition-messages.ts';

type Ask = Extract<RecognitionAsk, { kind: 'film' }>;
type Value = RecognitionValue<'film'>;

let open: { source: string; frames: AsyncGenerator<FilmFrame>; steady: SteadySign; next: number } | null = null;

/** The next `count` frames from `from` on; 0 begins anew. @throws DatasetError for the film, RangeError for a gap. */
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
  requireInside(picture, region);
  const pixels = preprocess(flip ? mirrored(picture) : picture, region);
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

function requireInside({ width, height }: Picture, region: Region | undefined): void {
  if (!region || (region.x + region.size <= width && region.y + region.size <= height)) return;
  throw new DatasetError(
    `The region of ${region.size} x ${region.size} pixels at (${region.x},${region.y}) leaves the frames of ${width} x ${height}.`,
    'Give a --region within the frame, or leave it out: then it is the largest square in the middle.',
  );
}

function mirrored({ width, height, channels, data }: Picture): Picture {
  const flipped = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < channels; c++) {
        flipped[(y * width + x) * channels + c] = data[(y * width + width - 1 - x) * channels + c]!;
      }
    }
  }
  return { width, height, channels, data: flipped };
}
