/**
 * Compressed videos through the machine's own ffmpeg: raw RGB frames on its standard output, their times on its standard
 * error. It applies the file's rotation and keeps the timestamps of a variable frame rate.
 */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { MAX_PIXELS } from '../decode.ts';
import { systemReason } from '../reading.ts';
import { type Ffmpeg, findFfmpeg } from './ffmpeg-program.ts';
import { FfmpegReport, type FrameLine, whyNoFrame } from './ffmpeg-report.ts';
import { Pieces } from './pieces.ts';
import { refusedVideo, type VideoFrames } from './video-frame.ts';

/** ms without a frame after which ffmpeg is assumed to hang. */
const FRAME_TIMEOUT = 60_000;

const REPAIR = 'Convert it on a machine that plays it, with: ffmpeg -i IN -c:v libx264 -pix_fmt yuv420p OUT.mp4';

/**
 * Formats that ffmpeg may open. Playlists, scripts and every protocol except files are excluded: a hostile file cannot
 * make it fetch an address or read another file.
 */
const DEMUXERS = 'mov,matroska,webm,avi,flv,ogg,mpeg,mpegts,asf';

type Child = ChildProcessByStdio<null, Readable, Readable>;

/** @param rate frames per second, for frames without a timestamp @throws DatasetError if there is no frame */
export async function* ffmpegFrames(path: string, rate: number): VideoFrames {
  const ffmpeg = await findFfmpeg(path);
  const child = spawn(ffmpeg.command, argumentsFor(ffmpeg, path), {
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
  });
  const end = () => void child.kill('SIGKILL');
  process.once('exit', end);
  try {
    return yield* framesOf(child, path, rate);
  } finally {
    process.off('exit', end);
    end();
  }
}

function argumentsFor({ recent }: Ffmpeg, path: string): string[] {
  return [
    ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'level+info'],
    ...['-protocol_whitelist', 'file', '-format_whitelist', DEMUXERS, '-max_pixels', String(MAX_PIXELS)],
    ...['-i', `file:${resolve(path)}`, '-map', '0:v:0', '-an', '-sn', '-dn'],
    ...['-vf', recent ? 'format=rgb24,showinfo=checksum=0' : 'format=rgb24,showinfo'],
    ...(recent ? ['-fps_mode', 'passthrough'] : ['-vsync', 'passthrough']),
    ...['-f', 'rawvideo', 'pipe:1'],
  ];
}

async function* framesOf(child: Child, path: string, rate: number): VideoFrames {
  const report = new FfmpegReport();
  const lines = announcedBy(child, report, path);
  const pixels = new Pieces(child.stdout);
  let [before, number] = [0, 0];
  for (;;) {
    const line = await withTimeout(lines(), path);
    const data = line && (await withTimeout(pixels.take(line.width * line.height * 3), path));
    if (!line || !data) break;
    const at = Math.max(line.at ?? (number === 0 ? 0 : before + 1000 / rate), before);
    before = at;
    number++;
    const done = report.duration === null ? null : Math.min(at / report.duration, 1);
    yield { at, done, picture: { width: line.width, height: line.height, channels: 3, data } };
  }
  if (number === 0) throw refusedVideo(path, whyNoFrame(report.problems), REPAIR);
  return report.problems.length === 0 ? null : broken(before, report.duration);
}

/** @param last ms of the last frame */
function broken(last: number, duration: number | null): string {
  const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;
  // The last frame may be shown for a while: less than a second missing counts as the end.
  if (duration === null || duration - last < 1000) return 'is damaged: some of its frames could not be decoded';
  return `is cut off or damaged: its last frame is at ${seconds(last)} of ${seconds(duration)}`;
}

/** The next frame that ffmpeg announces; null at the end. Standard error is read as it arrives, so that ffmpeg never blocks on it. */
function announcedBy(child: Child, report: FfmpegReport, path: string): () => Promise<FrameLine | null> {
  const waiting: FrameLine[] = [];
  let [ended, wake] = [false, () => {}];
  let failure: Error | null = null;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    waiting.push(...report.read(text));
    wake();
  });
  child.on('error', (error) => {
    failure = error;
    wake();
  });
  // Not `close`, which waits until standard output has been read to its end.
  const exited = new Promise<void>((go) => {
    child.on('exit', (code, signal) => {
      if (code !== 0) report.problems.push(`[fatal] ended by ${signal ?? code}`);
      go();
    });
  });
  child.stderr.on('end', () => {
    void exited.then(() => {
      ended = true;
      wake();
    });
  });
  return async () => {
    while (waiting.length === 0 && !ended && !failure) {
      await new Promise<void>((go) => {
        wake = go;
      });
    }
    if (failure)
      throw refusedVideo(path, `cannot be decoded: ffmpeg does not start (${systemReason(failure)})`, REPAIR);
    return waiting.shift() ?? null;
  };
}

async function withTimeout<T>(work: Promise<T>, path: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(refusedVideo(path, `gave no frame for ${FRAME_TIMEOUT / 1000} s: ffmpeg was stopped`, REPAIR));
    }, FRAME_TIMEOUT);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
