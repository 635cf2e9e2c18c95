import assert from 'node:assert/strict';
import { truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { crc32, deflateSync } from 'node:zlib';
import sharp, { type Sharp } from 'sharp';
import { DatasetError, IMAGE_BYTES } from '../../../../datasets/dataset.ts';
import { decodeFile, decodePicture, readPicture } from '../../../../datasets/formats/decode.ts';
import { isPictureName, pictureKind } from '../../../../datasets/formats/picture-kind.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';
import { foreignPicture } from './foreign-pictures.ts';

/** 32x16: red on the left half, blue on the right. */
function redBlue(): Sharp {
  const data = Uint8Array.from({ length: 32 * 16 * 3 }, (_, i) => {
    const left = Math.floor(i / 3) % 32 < 16;
    return i % 3 === (left ? 0 : 2) ? 255 : 0;
  });
  return sharp(data, { raw: { width: 32, height: 16, channels: 3 } });
}

/** Red, green, blue of one pixel of a decoded picture. */
async function pixel(image: Sharp, x: number, y: number): Promise<number[]> {
  const { width, channels, data } = await decodePicture(await image.toBuffer(), 'picture');
  assert.equal(channels, 3);
  return [...data.subarray((y * width + x) * 3, (y * width + x) * 3 + 3)];
}

function near(actual: number[], expected: number[], tolerance: number): void {
  const worst = Math.max(...actual.map((value, i) => Math.abs(value - expected[i]!)));
  assert.ok(worst <= tolerance, `${actual} is not within ${tolerance} of ${expected}`);
}

/** A PNG that declares a size but has only a few bytes of pixels: signature, IHDR, IDAT, IEND. */
function pngHeader(width: number, height: number): Buffer {
  const chunk = (type: string, data: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), data]);
    const frame = Buffer.alloc(8);
    frame.writeUInt32BE(data.length, 0);
    frame.writeUInt32BE(crc32(body), 4);
    return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 2, 0, 0, 0], 8); // 8 bit RGB
  const pixels = chunk('IDAT', deflateSync(Buffer.alloc(100)));
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  return Buffer.concat([signature, chunk('IHDR', header), pixels, chunk('IEND', Buffer.alloc(0))]);
}

describe('formats', () => {
  test('PNG and lossless WebP are decoded exactly, JPEG nearly', async () => {
    for (const image of [redBlue().png(), redBlue().webp({ lossless: true })]) {
      assert.deepEqual(await pixel(image, 3, 3), [255, 0, 0]);
      assert.deepEqual(await pixel(image, 30, 3), [0, 0, 255]);
    }
    near(await pixel(redBlue().jpeg({ quality: 95 }), 3, 3), [255, 0, 0], 3);
  });

  test('EXIF orientation 6: the left side becomes the top', async () => {
    const image = redBlue().withMetadata({ orientation: 6 }).jpeg({ quality: 95 });
    const { width, height } = await decodePicture(await image.toBuffer(), 'picture');
    assert.deepEqual([width, height], [16, 32]);
    near(await pixel(image, 3, 3), [255, 0, 0], 3);
    near(await pixel(image, 3, 28), [0, 0, 255], 3);
  });

  test('transparent pixels become white', async () => {
    const clear = sharp({ create: { width: 4, height: 4, channels: 4, background: { r: 200, g: 0, b: 0, alpha: 0 } } });
    assert.deepEqual(await pixel(clear.png(), 1, 1), [255, 255, 255]);
    const half = sharp({
      create: { width: 4, height: 4, channels: 4, background: { r: 200, g: 0, b: 0, alpha: 0.5 } },
    });
    near(await pixel(half.png(), 1, 1), [227, 127, 127], 1);
  });

  test('grey, grey with alpha, palette and 16 bit become 8-bit RGB', async () => {
    const grey = sharp({ create: { width: 4, height: 4, channels: 3, background: { r: 90, g: 90, b: 90 } } });
    for (const image of [
      grey.clone().toColourspace('b-w').png(),
      grey.clone().toColourspace('b-w').jpeg({ quality: 100 }),
      grey.clone().ensureAlpha().toColourspace('b-w').png(),
      grey.clone().png({ palette: true }),
      grey.clone().toColourspace('rgb16').png(),
    ]) {
      near(await pixel(image, 1, 1), [90, 90, 90], 1);
    }
  });

  test('CMYK becomes RGB', async () => {
    const cmyk = redBlue().toColourspace('cmyk').jpeg({ quality: 95 });
    assert.equal((await sharp(await cmyk.toBuffer()).metadata()).space, 'cmyk');
    const [red, green, blue] = await pixel(cmyk, 3, 3);
    assert.ok(red! > 200 && green! < 60 && blue! < 60, `${red},${green},${blue}`);
  });

  test('file names of pictures, case-insensitive', () => {
    assert.deepEqual(
      ['a.jpg', 'b.JPEG', 'c.Png', 'd.jfif', 'e.HEIC', 'f.txt', 'Thumbs.db', 'jpg', 'g.jpg.txt'].filter(isPictureName),
      ['a.jpg', 'b.JPEG', 'c.Png', 'd.jfif', 'e.HEIC'],
    );
  });
});

describe('every kind is recognised by its content, whatever its name', () => {
  const made: Record<string, () => Promise<Uint8Array>> = {
    gif: () => redBlue().gif().toBuffer(),
    tiff: () => redBlue().tiff({ compression: 'lzw' }).toBuffer(),
    'avif of sharp': () => redBlue().avif({ lossless: true }).toBuffer(),
    ...Object.fromEntries(
      (['bmp24', 'bmp8', 'bmp32', 'ppm', 'heic', 'avif'] as const).map((name) => [
        name,
        async () => foreignPicture(name),
      ]),
    ),
  };
  for (const [name, bytes] of Object.entries(made)) {
    test(name, async (t) => {
      const path = join(temporaryFolder(t), 'picture.jpg');
      await writeFile(path, await bytes());
      const { width, height, channels, data, frames } = await readPicture(path);
      assert.deepEqual([width, height, channels, frames, data.length], [32, 16, 3, 1, 32 * 16 * 3]);
      // Lossy formats only blur the border between the colours.
      near([...data.subarray(0, 3)], [255, 0, 0], 3);
      near([...data.subarray(31 * 3, 32 * 3)], [0, 0, 255], 3);
    });
  }

  test('grey pictures and 1-bit pictures', async () => {
    const grey = await decodePicture(foreignPicture('pgm'), 'grey');
    assert.deepEqual([...grey.data.subarray(0, 3)], [76, 76, 76]);
    const bits = await decodePicture(foreignPicture('bmp1'), 'bits');
    assert.ok([...bits.data].every((value) => value === 0 || value === 255));
    assert.ok(new Set(bits.data).size === 2, 'dithered to both values');
  });

  test('of an animation and a two-page TIFF, the first picture is used', async () => {
    const frame = (red: number) => ({
      create: { width: 8, height: 8, channels: 3 as const, background: { r: red, g: 0, b: 0 } },
    });
    const pages = await Promise.all([frame(255), frame(0)].map((one) => sharp(one).png().toBuffer()));
    for (const bytes of [
      await sharp(pages, { join: { animated: true } })
        .gif()
        .toBuffer(),
      await sharp(pages, { join: { animated: true } })
        .tiff()
        .toBuffer(),
    ]) {
      const { data, frames, height } = await decodePicture(bytes, 'several');
      assert.deepEqual([frames, height], [2, 8]);
      near([...data.subarray(0, 3)], [255, 0, 0], 3);
    }
  });

  test('content that is none of them', () => {
    for (const text of [
      'BM not a bitmap at all, but a text',
      'P7 no',
      'GIF90a',
      '<svg xmlns="x">',
      'RIFF....WAVE',
      '',
    ]) {
      assert.equal(pictureKind(Buffer.from(text, 'latin1')), null, text);
    }
  });
});

test('decodeFile returns (64,64,3)', async (t) => {
  const path = join(temporaryFolder(t), 'picture.png');
  await writeFile(path, await redBlue().png().toBuffer());
  const image = await decodeFile(path);
  assert.equal(image.length, IMAGE_BYTES);
  assert.deepEqual([...image.subarray(0, 3)], [255, 0, 0]);
});

describe('a file that is not a picture is refused with its name and the reason', () => {
  const refuse = async (bytes: Uint8Array | string, expected: RegExp, t: { after(fn: () => void): void }) => {
    const path = join(temporaryFolder(t), 'hand.jpg');
    await writeFile(path, bytes);
    await assert.rejects(decodeFile(path), (error: unknown) => {
      assert.ok(error instanceof DatasetError, String(error));
      assert.ok(error.message.startsWith(path));
      assert.match(error.message, expected);
      assert.notEqual(error.remedy, '');
      return true;
    });
  };

  test('empty', (t) => refuse('', /is empty \(0 bytes\)/, t));
  test('text', (t) => refuse('this is text', /is not a picture in a known format/, t));
  test('SVG', (t) =>
    refuse('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>', /is not a picture in a known format/, t));
  test('a JPEG cut in half', async (t) => {
    const whole = await redBlue().resize(200, 100).jpeg().toBuffer();
    await refuse(whole.subarray(0, whole.length / 2), /is a damaged (JPEG|PNG): its end is missing/, t);
  });
  test('a PNG cut in half', async (t) => {
    const whole = await redBlue().resize(200, 100).png({ compressionLevel: 0 }).toBuffer();
    await refuse(whole.subarray(0, whole.length / 2), /is a damaged (JPEG|PNG): its end is missing/, t);
  });
  test('a JPEG cut before its pixels, behind a preview with an end of its own', async (t) => {
    const preview = await redBlue().jpeg().toBuffer();
    const segment = Buffer.concat([Buffer.from([0xff, 0xe1, 0, 0]), preview]);
    segment.writeUInt16BE(preview.length + 2, 2);
    const cut = Buffer.concat([preview.subarray(0, 2), segment, preview.subarray(2, 60)]);
    await refuse(cut, /is a damaged JPEG: its end is missing/, t);
  });
  for (const kind of ['bmp24', 'ppm', 'heic', 'avif'] as const) {
    test(`${kind} cut in half`, async (t) => {
      const whole = foreignPicture(kind);
      await refuse(
        whole.subarray(0, whole.length / 2),
        /is a damaged (BMP|PPM or PGM|HEIC|AVIF): (its end is missing|its data cannot be decoded|its header is invalid|its variant of the format is not supported)$/,
        t,
      );
    });
  }
  test('a BMP and a PPM that declare 900 megapixels', async (t) => {
    const bmp = Buffer.from(foreignPicture('bmp24'));
    bmp.writeInt32LE(30_000, 18);
    bmp.writeInt32LE(30_000, 22);
    await refuse(bmp, /30000 x 30000 = 900000000 pixels|is a damaged BMP/, t);
    await refuse('P6 30000 30000 255\nxyz', /30000 x 30000 = 900000000 pixels|is a damaged PPM or PGM/, t);
  });
  test('a JPEG with only a header', (t) =>
    refuse(Buffer.from([0xff, 0xd8, 0xff, 0xe0]), /is a damaged (JPEG|PNG): its end is missing/, t));
  test('a picture that declares 900 megapixels, before decoding', (t) =>
    refuse(pngHeader(30_000, 30_000), /has 30000 x 30000 = 900000000 pixels, more than 100000000/, t));
  test('a file of 65 MiB, before reading', async (t) => {
    const path = join(temporaryFolder(t), 'huge.jpg');
    await writeFile(path, '');
    await truncate(path, 65 * 2 ** 20);
    await assert.rejects(decodeFile(path), /huge\.jpg is 68157440 bytes, more than 67108864/);
  });
  test('missing', async (t) => {
    const path = join(temporaryFolder(t), 'nothing.jpg');
    await assert.rejects(decodeFile(path), {
      name: 'DatasetError',
      message: /nothing\.jpg cannot be read: no such file or directory/,
    });
  });
});

test('of pictures decoded at once, each damaged one has its own reason, always the same', async () => {
  const noise = Buffer.from(Array.from({ length: 120 * 90 * 3 }, (_, k) => (k * 7 + ((k * k) >> 3)) & 255));
  const noisy = sharp(noise, { raw: { width: 120, height: 90, channels: 3 } });
  const [png, jpeg] = [await noisy.clone().png().toBuffer(), await noisy.clone().jpeg().toBuffer()];
  const [webp, gif] = [await noisy.clone().webp().toBuffer(), await noisy.clone().gif().toBuffer()];
  const tiff = await noisy.clone().tiff().toBuffer();
  const damaged = Buffer.from(png).fill(0x5a, png.length / 2, png.length / 2 + 40);
  const half = (bytes: Buffer) => bytes.subarray(0, bytes.length / 2);
  const pictures: Record<string, [Buffer, string]> = {
    'cut.png': [half(png), 'is a damaged PNG: its end is missing'],
    'cut.jpg': [half(jpeg), 'is a damaged JPEG: its end is missing'],
    'cut.webp': [half(webp), 'is a damaged WebP: its end is missing'],
    'cut.gif': [half(gif), 'is a damaged GIF: its end is missing'],
    'cut.tiff': [half(tiff), 'is a damaged TIFF: its end is missing'],
    'damaged.png': [damaged, 'is a damaged PNG: its data cannot be decoded'],
    'good.png': [png, 'is good'],
    'good.jpg': [jpeg, 'is good'],
  };
  const all = Object.entries(pictures).flatMap(([name, [bytes]]) =>
    Array.from({ length: 100 }, () =>
      decodePicture(bytes, name).then(
        () => `${name} is good`,
        (error: DatasetError) => error.message,
      ),
    ),
  );
  const expected = Object.entries(pictures).map(([name, [, reason]]) => `${name} ${reason}`);
  assert.deepEqual(new Set(await Promise.all(all)), new Set(expected));
});
