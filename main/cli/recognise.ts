/** `recognise`: runs a model on a video, frame by frame, smoothed as on the live screen. */
import { resolve } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { type RecognitionHost, withRecognition } from '../hosts/recognition.ts';
import { CARD_HELP, modelAt } from './card-option.ts';
import { place, UsageError } from './exit.ts';
import type { Output } from './output.ts';

interface Flags {
  source: string;
  model: string;
  card?: string;
  region?: { x: number; y: number; size: number };
  find?: boolean;
  flip?: boolean;
  threshold?: number;
  rate?: number;
}

/** Frames per request: about two seconds of video. */
const PIECE = 64;

export function recogniseCommand(outputOf: (command: Command) => Output): Command {
  return new Command('recognise')
    .description('recognise the signs in a video, as the live screen does with a camera')
    .requiredOption('--source <video>', '.mp4, .mov, .mkv, .webm, .gif, .y4m, .mjpeg, or a folder of pictures', place)
    .requiredOption('--model <file>', 'an ONNX file', place)
    .option('--card <file>', CARD_HELP, place)
    .option('--region <x,y,size>', 'the square that the net sees (default: the largest centred one)', region)
    .option('--find', 'the square finds and follows the hand; without a hand there is no sign')
    .option('--flip', 'show the net mirrored frames')
    .option('--threshold <p>', "no sign below this probability (default: the model's own)", number(0, 1))
    .option('--rate <n>', 'frames per second, if the video does not state it', number(0.01, 1000))
    .action((_flags: unknown, command: Command) => recognise(command.opts<Flags>(), outputOf(command)));
}

async function recognise(flags: Flags, output: Output): Promise<void> {
  const { source, model, card, flip = false, find = false, ...rest } = flags;
  if (find && rest.region) {
    throw new UsageError('--find and --region exclude one another.', 'Leave one of them out.');
  }
  const ask = { kind: 'video', source: resolve(source), ...modelAt(model, card), flip, find, ...rest } as const;
  await withRecognition(async (host) => {
    const { metadata } = await host.ask<'open'>({ kind: 'open', ...modelAt(model, card) });
    const video = await shown(host, ask, output);
    const calibrated = rest.threshold === undefined && metadata?.rejection != null;
    close(source, video, { value: video.threshold, calibrated }, output);
  });
}

interface Video {
  readonly frames: number;
  /** Number of frames by their smoothed sign. */
  readonly labels: Map<string, number>;
  readonly noSign: number;
  readonly threshold: number;
  /** ms of the model only, ascending. */
  readonly compute: readonly number[];
  readonly seconds: number;
  /** What is wrong with the file, if frames are missing; null: it is complete. */
  readonly damage: string | null;
}

type Ask = Omit<Parameters<typeof RecognitionHost.prototype.ask<'video'>>[0], 'from' | 'count'>;

/** Reports every frame as it arrives. */
async function shown(host: RecognitionHost, ask: Ask, output: Output): Promise<Video> {
  const labels = new Map<string, number>();
  const compute: number[] = [];
  const began = performance.now();
  let [from, noSign, before] = [0, 0, undefined as string | null | undefined];
  for (;;) {
    const { frames, ended, damage, share, threshold } = await host.ask<'video'>({ ...ask, from, count: PIECE });
    for (const [i, { compute: ms, label, seen, at, square, probabilities }] of frames.entries()) {
      compute.push(ms);
      if (label === null) noSign++;
      else labels.set(label, (labels.get(label) ?? 0) + 1);
      const probability = seen === null ? null : Math.max(...probabilities);
      const found = ask.find && { square };
      output.record({ kind: 'frame', frame: from + i, at, label, seen, probability, probabilities, ...found });
      if (label !== before) output.say(`${(at / 1000).toFixed(2)} s  ${label ?? 'no sign'}`);
      before = label;
    }
    from += frames.length;
    if (share !== null) output.progress({ step: 'Recognising', done: share * 1000, total: 1000 });
    if (!ended) continue;
    output.settle();
    compute.sort((a, b) => a - b);
    return { frames: from, labels, noSign, threshold, compute, seconds: (performance.now() - began) / 1000, damage };
  }
}

function close(
  source: string,
  { frames, labels, noSign, compute, seconds, damage }: Video,
  threshold: { value: number; calibrated: boolean },
  output: Output,
): void {
  const quantile = (p: number) => compute[Math.max(Math.ceil(p * compute.length) - 1, 0)] ?? 0;
  const [p50, p95] = [quantile(0.5), quantile(0.95)];
  const framesPerSecond = frames / seconds;
  if (damage !== null) output.note(`${source} ${damage}. The ${frames} frames that could be read were used.`);
  output.say(
    `${frames} frames, ${noSign} without a sign; ${framesPerSecond.toFixed(0)} frames per second, ` +
      `${p50.toFixed(2)} ms of computing each (p95 ${p95.toFixed(2)}). ` +
      `No sign below ${threshold.value.toFixed(2)}, ${threshold.calibrated ? 'calibrated' : 'not calibrated'}.`,
  );
  output.record({
    ...{ kind: 'recognition', source, frames, labels: Object.fromEntries(labels), noSign, threshold, damage },
    ...{ compute: { p50, p95 }, framesPerSecond },
  });
}

function region(text: string): { x: number; y: number; size: number } {
  const [, x, y, size] = /^(\d{1,5}),(\d{1,5}),(\d{1,5})$/.exec(text) ?? [];
  if (x === undefined || Number(size) < 1) {
    throw new InvalidArgumentError(
      'It must be three whole numbers, for example 80,0,480: left, top and side in pixels.',
    );
  }
  return { x: Number(x), y: Number(y), size: Number(size) };
}

function number(low: number, high: number) {
  return (text: string): number => {
    const value = Number(text);
    if (text.trim() !== '' && value >= low && value <= high) return value;
    throw new InvalidArgumentError(`It must be a number from ${low} to ${high}.`);
  };
}
