/**
 * YUV4MPEG2: raw video with a line of text before each frame, as mjpegtools and ffmpeg write it. Colours are BT.601 in
 * limited range (luma 16 to 235), which is also how browsers play such a file.
 */
import { open } from 'node:fs/promises';
import type { DatasetError } from '../../dataset.ts';
import type { Picture } from '../../preprocess.ts';
import { MAX_PIXELS } from '../decode.ts';
import { refusedVideo, type VideoFrames } from './video-frame.ts';

/** Header and frame lines are far shorter; a longer line means that it is not a y4m file. */
const MOST_LINE = 1024;

interface Header {
  readonly width: number;
  readonly height: number;
  /** Frames per second. */
  readonly rate: number;
  /** Chroma subsampling along each axis. */
  readonly across: 1 | 2;
  readonly down: 1 | 2;
}

/** @throws DatasetError naming the file if it is not a y4m video, has another chroma, or no complete first frame. */
export async function* readY4m(path: string): VideoFrames {
  const file = await open(path, 'r');
  try {
    const { size: bytes } = await file.stat();
    const { line, next } = await readLine(file, 0);
    if (line === null) throw refused(path, 'has a line without an end');
    const header = parse(path, line);
    const size = frameBytes(header);
    const frame = new Uint8Array(size);
    for (let number = 0, at = next; ; number++) {
      const head = await readLine(file, at);
      if (head.line === '' && number === 0) throw refused(path, 'holds no frame');
      if (head.line === '') return null;
      const { bytesRead } = await file.read(frame, 0, size, head.next);
      const damage = damageOf(number, head.line, bytesRead < size);
      if (damage && number === 0) throw refused(path, damage);
      if (damage) return damage;
      at = head.next + size;
      yield { at: (number * 1000) / header.rate, done: at / bytes, picture: toPicture(frame, header) };
    }
  } finally {
    await file.close();
  }
}

function damageOf(number: number, line: string | null, short: boolean): string | null {
  if (line !== null && !/^FRAME( |$)/.test(line)) return `has no frame ${number} where it should begin`;
  return line === null || short ? `ends within frame ${number}` : null;
}

/** The text up to the end of the line; empty at the end of the file, null if the line does not end. */
async function readLine(
  file: Awaited<ReturnType<typeof open>>,
  at: number,
): Promise<{ line: string | null; next: number }> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(MOST_LINE), 0, MOST_LINE, at);
  if (bytesRead === 0) return { line: '', next: at };
  const end = buffer.subarray(0, bytesRead).indexOf(10);
  if (end < 0) return { line: null, next: at };
  return { line: buffer.toString('latin1', 0, end), next: at + end + 1 };
}

function parse(path: string, line: string): Header {
  const [magic, ...fields] = line.split(' ');
  if (magic !== 'YUV4MPEG2') throw refused(path, 'does not begin with YUV4MPEG2');
  const field = (tag: string) => fields.find((one) => one.startsWith(tag))?.slice(1);
  const [width, height] = [Number(field('W')), Number(field('H'))];
  if (![width, height].every((side) => Number.isInteger(side) && side >= 1) || width * height > MAX_PIXELS) {
    throw refused(path, `is ${field('W')} x ${field('H')}, not a valid video size`);
  }
  const [frames, seconds] = (field('F') ?? '25:1').split(':').map(Number);
  const rate = frames! / seconds!;
  if (!(rate > 0 && rate <= 1000)) throw refused(path, `has a rate of ${field('F')}`);
  const chroma = field('C') ?? '420';
  if (/^420(jpeg|mpeg2|paldv)?$/.test(chroma)) return { width, height, rate, across: 2, down: 2 };
  if (chroma === '422') return { width, height, rate, across: 2, down: 1 };
  if (chroma === '444') return { width, height, rate, across: 1, down: 1 };
  throw refused(path, `has the chroma ${chroma}; only 420, 422 and 444 with 8 bits are supported`);
}

const chromaSize = ({ width, height, across, down }: Header) => Math.ceil(width / across) * Math.ceil(height / down);
const frameBytes = (header: Header) => header.width * header.height + 2 * chromaSize(header);

/** ITU-R BT.601, limited range: R = 1.164 (Y - 16) + 1.596 (V - 128), and so on; each chroma value applies to its block. */
function toPicture(frame: Uint8Array, header: Header): Picture {
  const { width, height, across, down } = header;
  const data = new Uint8Array(width * height * 3);
  const stride = Math.ceil(width / across);
  const [uAt, vAt] = [width * height, width * height + chromaSize(header)];
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++, to += 3) {
      const chroma = Math.floor(y / down) * stride + Math.floor(x / across);
      const luma = 1.164384 * (frame[y * width + x]! - 16);
      const [u, v] = [frame[uAt + chroma]! - 128, frame[vAt + chroma]! - 128];
      data[to] = toByte(luma + 1.596027 * v);
      data[to + 1] = toByte(luma - 0.391762 * u - 0.812968 * v);
      data[to + 2] = toByte(luma + 2.017232 * u);
    }
  }
  return { width, height, channels: 3, data };
}

function toByte(value: number): number {
  return Math.min(Math.max(Math.round(value), 0), 255);
}

function refused(path: string, found: string): DatasetError {
  return refusedVideo(path, found, 'Make the video again, with: ffmpeg -i IN -pix_fmt yuv420p OUT.y4m');
}
