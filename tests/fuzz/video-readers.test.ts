/** Readers of videos on damaged and arbitrary bytes: frames, or an error message, in bounded time. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, suite, test } from 'node:test';
import fc from 'fast-check';
import sharp from 'sharp';
import { DatasetError } from '../../datasets/dataset.ts';
import { FfmpegReport, whyNoFrame } from '../../datasets/formats/video/ffmpeg-report.ts';
import { readVideo } from '../../datasets/formats/video/video.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

const WITHIN = 5000; // ms

async function seeds(): Promise<Record<string, Buffer>> {
  const frame = Buffer.concat([Buffer.from('FRAME\n'), Buffer.alloc(12, 90)]);
  const jpeg = await sharp({ create: { width: 16, height: 12, channels: 3, background: '#a05030' } })
    .jpeg()
    .toBuffer();
  const raw = { width: 8, height: 24, channels: 3, pageHeight: 6 } as const;
  return {
    'a.y4m': Buffer.concat([Buffer.from('YUV4MPEG2 W4 H2 F30:1\n'), frame, frame]),
    'a.mjpeg': Buffer.concat([jpeg, jpeg]),
    'a.gif': await sharp(
      Buffer.alloc(8 * 24 * 3, 70).map((_, i) => (i * 7) % 251),
      { raw },
    )
      .gif({ delay: [40, 40, 40, 40] })
      .toBuffer(),
  };
}

/** Some bytes changed, and the end truncated. */
const damage = fc.record({
  set: fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 6 }),
  keep: fc.integer({ min: 1, max: 1000 }),
});

async function readsOrRefuses(path: string): Promise<void> {
  const began = performance.now();
  try {
    for await (const { at, picture } of readVideo(path)) {
      assert.ok(at >= 0 && picture.data.length === picture.width * picture.height * picture.channels);
    }
  } catch (error) {
    assert.ok(error instanceof DatasetError, `${error}`);
    assert.ok(error.message.includes(path), error.message);
  }
  assert.ok(performance.now() - began < WITHIN);
}

suite('readers of videos', async () => {
  const folder = temporaryFolder({ after });
  for (const [name, whole] of Object.entries(await seeds())) {
    test(`${name}: damaged anywhere`, async () => {
      const path = join(folder, name);
      await fc.assert(
        fc.asyncProperty(damage, async ({ set, keep }) => {
          const bytes = Buffer.from(whole);
          for (const [at, value] of set) bytes[at % bytes.length] = value;
          writeFileSync(path, bytes.subarray(0, Math.ceil((bytes.length * keep) / 1000)));
          await readsOrRefuses(path);
        }),
        { numRuns: 150 },
      );
    });
  }

  test("ffmpeg's output gives the same frames however its lines are split", () => {
    const printed = `[info]   Duration: 00:00:01.00, start: 0.0\n${Array.from(
      { length: 4 },
      (_, n) => `[Parsed_showinfo_1 @ 0x5f] [info] n:   ${n} pts:  1 pts_time:0.${n}  pos: 1 fmt:rgb24 s:48x64 i:P \n`,
    ).join('[h264 @ 0x1] [error] missing picture\r')}`;
    fc.assert(
      fc.property(fc.array(fc.nat(printed.length)), (cuts) => {
        const report = new FfmpegReport();
        const edges = [0, ...cuts.sort((a, b) => a - b), printed.length];
        const frames = edges.slice(1).flatMap((to, i) => report.read(printed.slice(edges[i], to)));
        assert.deepEqual(
          frames,
          [0, 100, 200, 300].map((at) => ({ at, width: 48, height: 64 })),
        );
        assert.deepEqual([report.duration, report.problems.length], [1000, 3]);
      }),
    );
  });

  test('every failure has a message', () => {
    fc.assert(fc.property(fc.array(fc.string()), (problems) => assert.match(whyNoFrame(problems), /^(is|holds|has) /)));
  });
});
