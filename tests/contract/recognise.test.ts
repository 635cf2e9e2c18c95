/** `recognise`: runs a model on a video, headless. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import sharp from 'sharp';
import { openDataset } from '../../datasets/catalog.ts';
import { IMAGE_BYTES } from '../../datasets/dataset.ts';
import type { Region } from '../../datasets/preprocess.ts';
import { VIEW_BYTES } from '../../native-bridge/finder/grid.ts';
import { drawScenes } from '../../native-bridge/finder/scenes.ts';
import { regionOf } from '../../native-bridge/finder/view.ts';
import { overlapOf } from '../../native-bridge/live/follow.ts';
import { writeVideo } from '../helpers/camera-video.ts';
import { clip, WITHOUT_FFMPEG } from '../helpers/clips.ts';
import { lab } from '../helpers/lab.ts';

const folder = mkdtempSync(join(tmpdir(), 'signs-lab-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const DATA = 'synthetic:train=150,test=10,seed=1';
const model = join(folder, 'run/model.onnx');
const settings = ['--preset', 'four-block', '--epochs', '8', '--set', 'learningRate=0.003', '--validation', '0.15'];
const trained = await lab(['train', '--data', DATA, ...settings, '--out', join(folder, 'run'), '--json']);
assert.equal(trained.status, 0, trained.stderr);

const { test: set } = (await openDataset(DATA)).splits;
/** One test picture of every class. */
const played = Array.from({ length: 6 }, (_, label) => {
  const at = set.labels.indexOf(label);
  return set.images.subarray(at * IMAGE_BYTES, (at + 1) * IMAGE_BYTES);
});
const mjpeg = join(folder, 'signs.mjpeg');
await writeVideo(played, mjpeg, { seconds: 1 });

interface Frame {
  readonly kind: string;
  readonly frame: number;
  readonly at: number;
  readonly label: string | null;
  readonly probabilities: number[];
}
const lines = (stdout: string) =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Frame & Record<string, unknown>);

describe('recognise', () => {
  test('the smoothed label follows the signs in the video', async () => {
    const ran = await lab(['recognise', '--source', mjpeg, '--model', model, '--json']);
    assert.equal(ran.status, 0, ran.stderr);
    const all = lines(ran.stdout);
    const last = all.pop()!;
    assert.equal(all.length, 180);
    assert.deepEqual(
      all.map(({ frame }) => frame),
      [...all.keys()],
    );
    assert.ok(Math.abs(all[179]!.at - (179 / 30) * 1000) < 1e-6);
    // Smoothing needs half a second after each change.
    const steady = all.filter(({ frame }) => frame % 30 >= 15);
    const right = steady.filter(({ frame, label }) => label === String(Math.floor(frame / 30)));
    assert.ok(
      right.length >= 0.9 * steady.length,
      `${right.length} of ${steady.length}: ${steady.map(({ label }) => label ?? '-').join('')}`,
    );
    assert.deepEqual(
      [last.kind, last.frames, (last.threshold as { calibrated: boolean }).calibrated],
      ['recognition', 180, true],
    );
    const seen = Object.values(last.labels as Record<string, number>).reduce((sum, n) => sum + n, 0);
    assert.equal(seen + (last.noSign as number), 180);
  });

  test('mp4, webm and animated GIF give the same signs at the same times; a truncated file gives the frames it has', {
    skip: WITHOUT_FFMPEG,
  }, async () => {
    const source = (name: string) => join(folder, name);
    // The last picture alone, at a variable rate: the times are those of the file.
    const frames = ['-framerate', '30', '-i', mjpeg, '-vf', "select='not(mod(n,3))'", '-fps_mode', 'vfr'];
    clip(...frames, '-c:v', 'libx264', '-crf', '12', '-pix_fmt', 'yuv420p', '-movflags', '+faststart', source('s.mp4'));
    clip('-i', source('s.mp4'), '-c:v', 'libvpx', '-b:v', '4M', '-g', '10', source('s.webm'));
    clip('-i', source('s.mp4'), source('s.gif'));
    for (const name of ['s.mp4', 's.webm', 's.gif']) {
      const ran = await lab(['recognise', '--source', source(name), '--model', model, '--json']);
      assert.equal(ran.status, 0, ran.stderr);
      const all = lines(ran.stdout);
      const last = all.pop()!;
      assert.deepEqual([name, all.length, last.frames, last.damage], [name, 60, 60, null]);
      for (const { frame, at } of all) assert.ok(Math.abs(at - frame * 100) <= 1, `${name}: ${frame} at ${at}`);
      const steady = all.filter(({ frame }) => frame % 10 >= 6);
      const right = steady.filter(({ frame, label }) => label === String(Math.floor(frame / 10)));
      assert.ok(right.length >= 0.9 * steady.length, `${name}: ${right.length} of ${steady.length}`);
    }
    const bytes = readFileSync(source('s.webm'));
    writeFileSync(source('cut.webm'), bytes.subarray(0, bytes.length >> 1));
    const cut = await lab(['recognise', '--source', source('cut.webm'), '--model', model, '--json']);
    assert.equal(cut.status, 0, cut.stderr);
    const end = lines(cut.stdout).at(-1)!;
    assert.ok(Number(end.frames) >= 15 && Number(end.frames) < 60, String(end.frames));
    assert.match(String(end.damage), /^is cut off or damaged: its last frame is at \d\.\d s of 6\.0 s$/);
    assert.match(cut.stderr, /cut\.webm is cut off or damaged.* The \d+ frames that could be read were used\./);
    const none = await lab(['recognise', '--source', source('s.mp4'), '--model', model], {
      env: { SIGNS_LAB_FFMPEG: source('missing') },
    });
    assert.deepEqual([none.status, none.stdout], [1, '']);
    assert.match(none.stderr, /needs the program ffmpeg, and SIGNS_LAB_FFMPEG names .*Install it/s);
  });

  test('--find: the square follows the hand, and without a hand there is no sign', async () => {
    const scenes = drawScenes(1, 'test', 0, 24);
    const shown = [...scenes.squares.keys()].filter((i) => (scenes.squares[i]?.side ?? 0) > 24).slice(0, 4);
    const raw = { width: 96, height: 80, channels: 3 } as const;
    const source = join(folder, 'scenes');
    mkdirSync(source);
    for (const [place, i] of [...shown, null].entries()) {
      const bytes =
        i === null ? new Uint8Array(VIEW_BYTES).fill(90) : scenes.images.slice(i * VIEW_BYTES, (i + 1) * VIEW_BYTES);
      const frame = sharp(bytes, { raw }).extract({ left: 0, top: 0, width: 96, height: 72 });
      await frame
        .resize(640, 480, { kernel: 'cubic' })
        .png()
        .toFile(join(source, `${place}.png`));
    }
    const ran = await lab(['recognise', '--source', source, '--model', model, '--find', '--rate', '1', '--json']);
    assert.equal(ran.status, 0, ran.stderr);
    const all = lines(ran.stdout) as unknown as (Frame & { square: Region | null; seen: string | null })[];
    const frames = all.slice(0, -1);
    const overlaps = shown.map((i, place) => {
      const given = regionOf(scenes.squares[i]!, { width: 640, height: 480 });
      const { square } = frames[place]!;
      return square ? overlapOf(square, given) : 0;
    });
    assert.ok(overlaps.filter((overlap) => overlap >= 0.4).length >= 3, overlaps.join());
    const { label, seen, square, probabilities } = frames.at(-1)!;
    assert.deepEqual(
      { label, seen, square, probabilities },
      { label: null, seen: null, square: null, probabilities: [] },
    );

    const picture = join(source, '0.png');
    const predicted = await lab(['predict', '--model', model, '--find', picture, '--json']);
    assert.deepEqual(lines(predicted.stdout)[0]!.square, frames[0]!.square);
    const both = await lab(['recognise', '--source', source, '--model', model, '--find', '--region', '0,0,64']);
    assert.deepEqual([both.status, both.stdout], [2, '']);
    assert.match(both.stderr, /--find and --region exclude one another/);
  });

  test('finder: describes the net that finds the hand, and its training data', async () => {
    const ran = await lab(['finder', '--json']);
    assert.equal(ran.status, 0, ran.stderr);
    const { kind, model: file, sha256, card } = lines(ran.stdout)[0]! as unknown as Record<string, unknown>;
    assert.equal(kind, 'finder');
    assert.equal(
      createHash('sha256')
        .update(readFileSync(String(file)))
        .digest('hex'),
      sha256,
    );
    assert.equal((card as { madeOf: string }).madeOf, 'drawn scenes alone');
    const alone = await lab(['finder', '--make']);
    assert.deepEqual([alone.status, alone.stdout], [2, '']);
    assert.match(alone.stderr, /--make and --out belong together/);
  });

  test('the region is relative to the camera picture, also if the net sees it mirrored', async () => {
    const raw = { width: 64, height: 64, channels: 3 } as const;
    const png = (width: number) =>
      sharp({ create: { width, height: 64, channels: 3, background: '#808080' } })
        .composite([{ input: Buffer.from(played[3]!), raw, left: 0, top: 0 }])
        .png();
    await png(64).toFile(join(folder, 'alone.png'));
    await png(200).toFile(join(folder, 'left.png'));
    const of = async (name: string) => {
      const flags = ['--region', '0,0,64', '--flip', '--json'];
      const ran = await lab(['recognise', '--source', join(folder, name), '--model', model, ...flags]);
      return lines(ran.stdout)[0]!.probabilities;
    };
    assert.deepEqual(await of('left.png'), await of('alone.png'));
  });

  test('a threshold that no frame reaches gives no sign; mirrored frames give other answers', async () => {
    const one = join(folder, 'one.png');
    await sharp(played[3]!, { raw: { width: 64, height: 64, channels: 3 } })
      .png()
      .toFile(one);
    const of = async (...flags: string[]) => {
      const ran = await lab(['recognise', '--source', one, '--model', model, '--json', ...flags]);
      assert.equal(ran.status, 0, ran.stderr);
      return lines(ran.stdout)[0]!;
    };
    assert.equal((await of('--threshold', '1')).label, null);
    assert.notDeepEqual((await of('--flip')).probabilities, (await of()).probabilities);
    assert.notDeepEqual((await of('--region', '0,0,32')).probabilities, (await of()).probabilities);
    const people = await lab(['recognise', '--source', one, '--model', model, '--threshold', '0']);
    assert.match(people.stdout, /0\.00 s {2}\d\n1 frames, 0 without a sign/);
  });

  test('a file that is not a video, or a region outside it, is refused with a message', async () => {
    writeFileSync(join(folder, 'notes.txt'), 'no video');
    writeFileSync(join(folder, 'broken.mjpeg'), 'no video');
    writeFileSync(join(folder, 'short.y4m'), 'YUV4MPEG2 W64 H64 F30:1\nFRAME\nabc');
    const cases: [source: string, flags: string[], status: number, words: RegExp][] = [
      ['missing.mjpeg', [], 1, /missing\.mjpeg cannot be read: no such file/],
      ['notes.txt', [], 1, /notes\.txt is not a video/],
      ['broken.mjpeg', [], 1, /broken\.mjpeg holds no JPEG/],
      ['short.y4m', [], 1, /short\.y4m ends within frame 0/],
      [
        'signs.mjpeg',
        ['--region', '400,0,300'],
        2,
        /region of 300 x 300 pixels at \(400,0\) leaves the frames of 640 x 480/,
      ],
      ['signs.mjpeg', ['--region', 'left'], 2, /three whole numbers/],
      ['signs.mjpeg', ['--threshold', '2'], 2, /number from 0 to 1/],
    ];
    for (const [source, flags, status, words] of cases) {
      const ran = await lab(['recognise', '--source', join(folder, source), '--model', model, '--json', ...flags]);
      assert.equal(ran.status, status, `${source}: ${ran.stderr}`);
      assert.match(ran.stderr, words);
      assert.equal(ran.stdout, '');
    }
  });
});
