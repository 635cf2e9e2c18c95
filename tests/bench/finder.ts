/** How well and how fast the hand is found: in whole camera frames with a given square, and in drawn scenes. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { readPicture } from '../../datasets/formats/decode.ts';
import { type Picture, preprocess, type Region } from '../../datasets/preprocess.ts';
import { Finder, THRESHOLD } from '../../native-bridge/finder/finder.ts';
import { VIEW, VIEW_BYTES } from '../../native-bridge/finder/grid.ts';
import { drawScenes } from '../../native-bridge/finder/scenes.ts';
import { regionOf } from '../../native-bridge/finder/view.ts';
import { overlapOf } from '../../native-bridge/live/follow.ts';
import { argmax } from '../../native-bridge/metrics/argmax.ts';
import { type Model, openModel } from '../../native-bridge/onnx/session.ts';

/** Least overlap (intersection over union) for a square to count as found. */
const FOUND = 0.5;
const SCENES = 600;
const ROUNDS = 5;

/** `frames/boxes.json`: the square around the hand of each file, and its sign. */
const Boxes = z.record(
  z.string(),
  z.object({ label: z.union([z.int(), z.string()]), x: z.number(), y: z.number(), side: z.number() }),
);

export interface FinderFigures {
  readonly frames: number;
  /** Shares of the frames with an overlap of at least 0.5, and without any hand found; the mean overlap. */
  readonly found: number;
  readonly missed: number;
  readonly overlap: number;
  /** Shares of the frames whose sign is right; null without a model. */
  readonly rightGiven: number | null;
  readonly rightFound: number | null;
  /** ms from the frame to the square, and with a model to the label. */
  readonly p50: number;
  readonly p95: number;
}

/** Both, and as text. */
export async function benchFinder(folder: string, model: string | null) {
  const [frames, scenes] = [await benchFrames(folder, model), await benchScenes()];
  const { found, overlap, missed, rightGiven, rightFound, p50, p95 } = frames;
  const shown = (share: number | null) => (share === null ? '-' : share.toFixed(3));
  const words = [
    `${frames.frames} frames: square found in ${shown(found)} (mean overlap ${shown(overlap)}, no hand seen in ${shown(missed)})`,
    `sign right in the given square ${shown(rightGiven)}, in the found one ${shown(rightFound)}`,
    `${p50.toFixed(1)} ms a frame (p95 ${p95.toFixed(1)})`,
    `drawn scenes: found ${shown(scenes.found)}, not seen ${shown(scenes.missed)}, seen where none is ${shown(scenes.invented)}`,
  ];
  return { figures: { ...frames, scenes }, words };
}

/** @param folder of frames with boxes.json @param model that recognises the signs; null: none */
export async function benchFrames(folder: string, model: string | null, file?: string): Promise<FinderFigures> {
  const boxes = Boxes.parse(JSON.parse(await readFile(join(folder, 'boxes.json'), 'utf8')));
  const finder = await Finder.open(file);
  const recogniser = model === null ? null : await openModel(model);
  const rows: { overlap: number; missed: boolean; given: boolean; found: boolean }[] = [];
  const times: number[] = [];
  for (const [name, { label, x, y, side }] of Object.entries(boxes)) {
    const frame = asCameraFrame(await readPicture(join(folder, name)));
    const right = async (region: Region) =>
      recogniser !== null && (await signIn(recogniser, frame, region)) === String(label);
    for (let round = 0; round < ROUNDS; round++) {
      const began = performance.now();
      const place = await finder.locate(frame);
      if (recogniser && place) await signIn(recogniser, frame, place);
      times.push(performance.now() - began);
    }
    const place = await finder.locate(frame);
    const given = { x, y, size: side };
    rows.push({
      overlap: place ? overlapOf(place, given) : 0,
      missed: place === null,
      given: await right(given),
      found: place !== null && (await right(place)),
    });
  }
  await finder.release();
  await recogniser?.release();
  const share = (of: (row: (typeof rows)[number]) => boolean) => rows.filter(of).length / rows.length;
  times.sort((a, b) => a - b);
  const quantile = (p: number) => times[Math.floor(p * (times.length - 1))]!;
  return {
    frames: rows.length,
    found: share(({ overlap }) => overlap >= FOUND),
    missed: share(({ missed }) => missed),
    overlap: rows.reduce((sum, { overlap }) => sum + overlap, 0) / rows.length,
    rightGiven: recogniser && share(({ given }) => given),
    rightFound: recogniser && share(({ found }) => found),
    ...{ p50: quantile(0.5), p95: quantile(0.95) },
  };
}

/** RGBA, as a page reads it from a camera. */
function asCameraFrame({ width, height, channels, data }: Picture): Picture {
  const rgba = new Uint8ClampedArray(width * height * 4).fill(255);
  for (let pixel = 0; pixel < width * height; pixel++) {
    for (let channel = 0; channel < 3; channel++) rgba[4 * pixel + channel] = data[channels * pixel + channel]!;
  }
  return { width, height, channels: 4, data: rgba };
}

async function signIn(model: Model, frame: Picture, region: Region): Promise<string> {
  const part = { x: region.x, y: region.y, width: region.size, height: region.size };
  const { probabilities } = model.foreign
    ? await model.see(frame, part)
    : await model.predict(preprocess(frame, region), 1);
  return model.labels[argmax(probabilities, model.labels.length)[0]!]!;
}

/** Scenes that were never trained on: hands found, hands missed, and empty scenes in which a hand was seen. */
export async function benchScenes(file?: string): Promise<{ found: number; missed: number; invented: number }> {
  const finder = await Finder.open(file);
  const { images, squares } = drawScenes(1, 'test', 0, SCENES);
  const frame = { width: VIEW.width, height: VIEW.height };
  let [hands, found, missed, invented] = [0, 0, 0, 0];
  for (const [i, square] of squares.entries()) {
    const answer = await finder.find(images.subarray(i * VIEW_BYTES, (i + 1) * VIEW_BYTES));
    const seen = answer.probability >= THRESHOLD;
    if (!square) {
      invented += Number(seen);
      continue;
    }
    hands++;
    missed += Number(!seen);
    if (seen && overlapOf(regionOf(answer.square, frame), regionOf(square, frame)) >= FOUND) found++;
  }
  await finder.release();
  return { found: found / hands, missed: missed / hands, invented: invented / (SCENES - hands) };
}
