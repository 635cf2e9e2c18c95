import assert from 'node:assert/strict';
import { chmodSync, copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import { FfmpegReport, whyNoFrame } from '../../../../datasets/formats/video/ffmpeg-report.ts';
import { readVideo, type VideoFrame } from '../../../../datasets/formats/video/video.ts';
import { clip, WITHOUT_FFMPEG } from '../../../helpers/clips.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';

async function ended(path: string): Promise<{ frames: VideoFrame[]; damage: string | null }> {
  const reading = readVideo(path);
  const frames: VideoFrame[] = [];
  for (;;) {
    const { value, done } = await reading.next();
    if (done) return { frames, damage: value };
    frames.push(value);
  }
}

/** The pixel at (x,y). */
const at = ({ picture: { data, width } }: VideoFrame, x: number, y: number) => [
  ...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3),
];
const near = (found: readonly number[], wanted: readonly number[]) =>
  assert.ok(
    found.every((value, i) => Math.abs(value - wanted[i]!) <= 12),
    `${found}, not ${wanted}`,
  );

const NO_PROC = process.platform === 'linux' ? false : 'it reads /proc';

suite('compressed videos', { skip: WITHOUT_FFMPEG }, () => {
  const folder = temporaryFolder({ after });
  const file = (name: string) => join(folder, name);
  const H264 = ['-c:v', 'libx264', '-pix_fmt', 'yuv420p', '-g', '5'];
  /** Red on the left, blue on the right: 64 x 32, 25 frames per second, 2 s. */
  const HALVES = [
    '-f',
    'lavfi',
    '-i',
    'color=red:size=32x32:rate=25:duration=2[a];color=blue:size=32x32:rate=25:duration=2[b];[a][b]hstack',
  ];
  clip(...HALVES, ...H264, '-movflags', '+faststart', file('halves.mp4'));

  test('mp4, mov, mkv, webm and avi give every frame with its time and colours', async () => {
    for (const [name, codec] of [
      ['halves.mp4', []],
      ['h.mov', H264],
      ['h.mkv', H264],
      ['h.webm', ['-c:v', 'libvpx']],
      ['h.avi', ['-c:v', 'mpeg4']],
    ] as const) {
      if (codec.length > 0) clip('-i', file('halves.mp4'), ...codec, file(name));
      const { frames, damage } = await ended(file(name));
      assert.deepEqual([name, frames.length, damage], [name, 50, null]);
      for (const [n, frame] of frames.entries()) {
        assert.ok(Math.abs(frame.at - n * 40) < 1.01, `${name}: frame ${n} at ${frame.at}`);
        assert.ok(Math.abs(frame.done! - frame.at / 2000) < 0.03, `${name}: ${frame.done}`);
        assert.deepEqual([frame.picture.width, frame.picture.height], [64, 32]);
      }
      near(at(frames[30]!, 5, 16), [254, 0, 0]);
      near(at(frames[30]!, 60, 16), [0, 0, 254]);
    }
  });

  test('the content decides, not the name', async () => {
    copyFileSync(file('halves.mp4'), file('holiday.jpg'));
    assert.equal((await ended(file('holiday.jpg'))).frames.length, 50);
  });

  test('the rotation written by phones is applied', async () => {
    try {
      clip('-display_rotation', '90', '-i', file('halves.mp4'), '-c', 'copy', file('turned.mp4'));
    } catch {
      // Before ffmpeg 6.
      clip('-i', file('halves.mp4'), '-c', 'copy', '-metadata:s:v', 'rotate=90', file('turned.mp4'));
    }
    const { frames } = await ended(file('turned.mp4'));
    const [{ picture }] = frames as [VideoFrame];
    assert.deepEqual([picture.width, picture.height], [32, 64]);
    const colours = [at(frames[0]!, 16, 5), at(frames[0]!, 16, 60)].map(([red]) => red! > 128);
    assert.equal(colours[0], !colours[1], 'one half is above the other');
  });

  test('a variable frame rate keeps its own times', async () => {
    const vfr = ['-vf', "select='eq(n,0)+eq(n,3)+eq(n,4)+eq(n,30)'", '-fps_mode', 'vfr'];
    clip('-i', file('halves.mp4'), ...vfr, ...H264, file('vfr.mkv'));
    const { frames } = await ended(file('vfr.mkv'));
    assert.deepEqual(
      frames.map(({ at }) => Math.round(at)),
      [0, 120, 160, 1200],
    );
  });

  test('a truncated video gives the frames it has, and says what is missing', async () => {
    clip('-i', file('halves.mp4'), '-c:v', 'libvpx', '-g', '5', file('whole.webm'));
    for (const name of ['halves.mp4', 'whole.webm']) {
      const bytes = readFileSync(file(name));
      const cut = file(`cut-${name}`);
      writeFileSync(cut, bytes.subarray(0, Math.round(bytes.length * 0.8)));
      const { frames, damage } = await ended(cut);
      assert.ok(frames.length >= 10 && frames.length < 50, `${name}: ${frames.length}`);
      assert.match(damage ?? '', /^is (cut off or )?damaged/, name);
    }
  });

  test('a file without frames is refused with a message of the lab', async () => {
    clip('-f', 'lavfi', '-i', 'sine=duration=0.5', file('sound.mp4'));
    clip('-i', file('halves.mp4'), '-c', 'copy', file('late.mp4'));
    writeFileSync(file('late.mp4'), readFileSync(file('late.mp4')).subarray(0, 900));
    clip('-i', file('halves.mp4'), '-frames:v', '0', '-c', 'copy', file('none.mkv'));
    writeFileSync(file('playlist.mp4'), `#EXTM3U\n#EXTINF:2,\n${file('halves.mp4')}\n`);
    // Boxes of an mp4 before a playlist: ffmpeg itself must refuse it.
    writeFileSync(file('ftyp.mp4'), `\0\0\0\x10ftypisom\0\0\0\0#EXTM3U\n#EXTINF:2,\n${file('halves.mp4')}\n`);
    writeFileSync(file('empty.mp4'), '');
    for (const [name, words] of [
      ['sound.mp4', /holds no video: there is only sound/],
      ['late.mp4', /is cut off: the table of its frames/],
      ['none.mkv', /no frame can be decoded|holds no video/],
      ['playlist.mp4', /playlist\.mp4 is not a video/],
      ['ftyp.mp4', /is cut off|is damaged, or not a video/],
      ['empty.mp4', /is empty \(0 bytes\)/],
    ] as const) {
      await assert.rejects(ended(file(name)), words, name);
    }
  });

  test('stopping early leaves no process', { skip: NO_PROC }, async () => {
    clip('-f', 'lavfi', '-i', 'testsrc=size=320x240:rate=25:duration=20', ...H264, file('long.mp4'));
    const reading = readVideo(file('long.mp4'));
    await reading.next();
    assert.equal(children().length, 1);
    await reading.return(null);
    for (let tries = 0; children().length > 0 && tries < 50; tries++) await new Promise((go) => setTimeout(go, 20));
    assert.deepEqual(children(), []);
  });

  test('without ffmpeg there is a sentence with a remedy', async () => {
    const before = process.env.SIGNS_LAB_FFMPEG;
    try {
      process.env.SIGNS_LAB_FFMPEG = file('missing-program');
      await assert.rejects(ended(file('halves.mp4')), (error: Error & { remedy: string }) => {
        assert.match(error.message, /needs the program ffmpeg.*missing-program, which does not run/);
        assert.match(error.remedy, /Install it: .*SIGNS_LAB_FFMPEG/);
        return true;
      });
      if (process.platform !== 'win32') {
        process.env.SIGNS_LAB_FFMPEG = file('other-program');
        writeFileSync(file('other-program'), '#!/bin/sh\necho hello\n');
        chmodSync(file('other-program'), 0o755);
        await assert.rejects(ended(file('halves.mp4')), /does not answer like ffmpeg/);
      }
    } finally {
      if (before === undefined) delete process.env.SIGNS_LAB_FFMPEG;
      else process.env.SIGNS_LAB_FFMPEG = before;
    }
  });
});

/** Running child processes (Linux). */
function children(): string[] {
  return readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').split(' ').filter(Boolean);
}

suite("ffmpeg's output", () => {
  test('lines arrive in pieces; a title in the file is not mistaken for a frame', () => {
    const report = new FfmpegReport();
    const line =
      '[Parsed_showinfo_1 @ 0x5f] [info] n:   7 pts:   1792 pts_time:0.14    pos: 1 fmt:rgb24 sar:1/1 s:48x64 i:P \n';
    assert.deepEqual(report.read(`[info]   Duration: 01:00:03.50, start: 0.0\n${line.slice(0, 60)}`), []);
    assert.deepEqual(report.read(line.slice(60)), [{ at: 140, width: 48, height: 64 }]);
    assert.equal(report.duration, 3_603_500);
    assert.deepEqual(report.read(`[info]     title           : ${line}`), []);
    assert.deepEqual(report.read(line.replace('0.14', 'NOPTS')), [{ at: null, width: 48, height: 64 }]);
    assert.deepEqual(report.problems, []);
  });

  test('none of it is shown to a person', () => {
    for (const [line, words] of [
      ['[mov @ 0x1] [error] moov atom not found', /table of its frames/],
      ["[fatal] Stream map '0:v:0' matches no streams.", /holds no video/],
      ['[error] Decoder (codec hevc) not found for input stream #0:0', /has no decoder$/],
      ['[error] something new', /is damaged, or not a video/],
    ] as const) {
      assert.match(whyNoFrame([line]), words);
    }
  });
});
