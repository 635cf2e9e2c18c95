import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import sharp from 'sharp';
import { readVideo, type VideoFrame } from '../../../../datasets/formats/video/video.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';

async function all(path: string, rate?: number): Promise<VideoFrame[]> {
  return (await ended(path, rate)).frames;
}

async function ended(path: string, rate?: number): Promise<{ frames: VideoFrame[]; damage: string | null }> {
  const reading = readVideo(path, rate);
  const frames: VideoFrame[] = [];
  for (;;) {
    const { value, done } = await reading.next();
    if (done) return { frames, damage: value };
    frames.push(value);
  }
}

/** A video of two 4 x 2 frames: luma and chroma from `value`, chroma subsampled by (across, down). */
function y4m(
  chroma: string,
  across: number,
  down: number,
  value: (plane: 'y' | 'u' | 'v', n: number) => number,
): Buffer {
  const plane = (name: 'y' | 'u' | 'v', size: number) =>
    Buffer.from(Array.from({ length: size }, (_, n) => value(name, n)));
  const small = Math.ceil(4 / across) * Math.ceil(2 / down);
  const frame = Buffer.concat([Buffer.from('FRAME\n'), plane('y', 8), plane('u', small), plane('v', small)]);
  return Buffer.concat([Buffer.from(`YUV4MPEG2 W4 H2 F24000:1001 Ip A1:1${chroma}\n`), frame, frame]);
}

suite('videos', () => {
  test('y4m: limited-range BT.601, with the matrix of ITU-R BT.601-7 written out', async (context) => {
    const path = join(temporaryFolder(context), 'a.y4m');
    const value = (plane: 'y' | 'u' | 'v', n: number) => ({ y: 20 + n * 25, u: 60 + n * 20, v: 200 - n * 20 })[plane];
    for (const [chroma, across, down] of [
      [' C420jpeg', 2, 2],
      ['', 2, 2],
      [' C422', 2, 1],
      [' C444', 1, 1],
    ] as const) {
      writeFileSync(path, y4m(chroma, across, down, value));
      const frames = await all(path);
      assert.deepEqual(
        frames.map(({ at }) => Math.round(at * 100) / 100),
        [0, 41.71],
      );
      const { picture } = frames[1]!;
      for (const [x, y] of [
        [0, 0],
        [1, 0],
        [3, 1],
      ] as const) {
        const place = Math.floor(y / down) * (4 / across) + Math.floor(x / across);
        const [Y, U, V] = [value('y', y * 4 + x), value('u', place), value('v', place)];
        // Kr = 0.299, Kb = 0.114; luma spans 219 levels, colour differences 224.
        const luma = ((Y - 16) * 255) / 219;
        const [pb, pr] = [((U - 128) * 255) / 224, ((V - 128) * 255) / 224];
        const red = luma + 2 * (1 - 0.299) * pr;
        const blue = luma + 2 * (1 - 0.114) * pb;
        const green = (luma - 0.299 * red - 0.114 * blue) / 0.587;
        const expected = [red, green, blue].map((v) => Math.min(Math.max(v, 0), 255));
        const at = (y * 4 + x) * 3;
        for (let c = 0; c < 3; c++)
          assert.ok(Math.abs(picture.data[at + c]! - expected[c]!) <= 1, `${chroma} ${x},${y}`);
      }
    }
  });

  test('mjpeg: consecutive JPEGs; thumbnails inside them do not count', async (context) => {
    const path = join(temporaryFolder(context), 'a.mjpeg');
    const jpeg = (level: number) =>
      sharp({ create: { width: 40, height: 30, channels: 3, background: { r: level, g: level, b: level } } })
        .jpeg()
        .toBuffer();
    const [dark, bright] = [await jpeg(20), await jpeg(220)];
    // A segment with a complete JPEG, as cameras store a thumbnail.
    const segment = Buffer.concat([Buffer.from([0xff, 0xe1, 0, 0]), dark]);
    segment.writeUInt16BE(segment.length - 2, 2);
    const holding = Buffer.concat([bright.subarray(0, 2), segment, bright.subarray(2)]);
    writeFileSync(path, Buffer.concat([dark, holding, dark]));
    const frames = await all(path, 10);
    assert.deepEqual(
      frames.map(({ at, picture }) => [at, picture.width, picture.data[0]! > 128]),
      [
        [0, 40, false],
        [100, 40, true],
        [200, 40, false],
      ],
    );
    assert.equal(frames[2]!.done, 1);
    writeFileSync(path, readFileSync(path).subarray(0, -40));
    const cut = await ended(path);
    assert.deepEqual([cut.frames.length, cut.damage], [2, 'ends within frame 2']);
  });

  test('a folder: pictures in the order of their numbers', async (context) => {
    const folder = temporaryFolder(context);
    for (const [name, red] of [
      ['f2.png', 2],
      ['f10.png', 10],
      ['f1.png', 1],
    ] as const) {
      const create = { width: 8, height: 8, channels: 3, background: { r: red, g: 0, b: 0 } } as const;
      await sharp({ create }).png().toFile(join(folder, name));
    }
    assert.deepEqual(
      (await all(folder)).map(({ picture }) => picture.data[0]),
      [1, 2, 10],
    );
    await assert.rejects(all(temporaryFolder(context)), /holds no pictures/);
  });

  test('y4m: a truncated video gives the frames before the cut', async (context) => {
    const path = join(temporaryFolder(context), 'a.y4m');
    const whole = y4m('', 2, 2, () => 100);
    for (const [missing, frames, damage] of [
      [0, 2, null],
      [5, 1, 'ends within frame 1'],
      [15, 1, 'ends within frame 1'],
    ] as const) {
      writeFileSync(path, whole.subarray(0, whole.length - missing));
      const cut = await ended(path);
      assert.deepEqual([cut.frames.length, cut.damage, cut.frames[0]!.done! > 0.4], [frames, damage, true]);
    }
  });

  test('animated GIF: every frame with its own time; recognised by content, not by name', async (context) => {
    const path = join(temporaryFolder(context), 'a.jpg');
    // (5,6,8,3), each frame darker than the one before; browsers turn 10 ms into 100.
    const levels = [250, 200, 150, 100, 50];
    const data = Buffer.concat(levels.map((level) => Buffer.alloc(6 * 8 * 3, level)));
    const bytes = await sharp(data, { raw: { width: 8, height: 30, channels: 3, pageHeight: 6 } })
      .gif({ delay: [40, 10, 300, 200, 50] })
      .toBuffer();
    writeFileSync(path, bytes);
    const { frames, damage } = await ended(path);
    assert.equal(damage, null);
    assert.deepEqual(
      frames.map(({ at, done, picture }) => [at, done, picture.width, picture.height]),
      [0, 40, 140, 440, 640].map((at, i) => [at, (i + 1) / 5, 8, 6]),
    );
    for (const [i, level] of levels.entries()) assert.ok(Math.abs(frames[i]!.picture.data[20]! - level) <= 4);
    writeFileSync(path, bytes.subarray(0, Math.round(bytes.length * 0.9)));
    const cut = await ended(path);
    assert.ok(cut.frames.length >= 3 && cut.frames.length < 5, `${cut.frames.length}`);
    assert.match(cut.damage ?? '', /^(ends|is damaged) after frame \d/);
  });

  test('a damaged file is refused by name', async (context) => {
    const path = join(temporaryFolder(context), 'a.y4m');
    for (const [text, words] of [
      ['RIFF', /line without an end/],
      ['RIFF\n', /does not begin with YUV4MPEG2/],
      ['YUV4MPEG2 W0 H2 F30:1\n', /not a valid video size/],
      ['YUV4MPEG2 W16384 H16384 F30:1\n', /16384 x 16384, not a valid video size/],
      ['YUV4MPEG2 W4 H2 F0:1\n', /a rate of 0:1/],
      ['YUV4MPEG2 W4 H2 F30:1 C420p10\nFRAME\n', /chroma 420p10/],
      ['YUV4MPEG2 W4 H2 F30:1 Cmono\n', /chroma mono/],
      ['YUV4MPEG2 W4 H2 F30:1\n', /holds no frame/],
      ['YUV4MPEG2 W4 H2 F30:1\nFRAMES\n', /no frame 0/],
      ['YUV4MPEG2 W4 H2 F30:1\nFRAME\nab', /ends within frame 0/],
    ] as const) {
      writeFileSync(path, text);
      await assert.rejects(all(path), words);
    }
  });
});
