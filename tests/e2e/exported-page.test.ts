/** A model's standalone page gives the lab's answers: exported from the lab's page, unpacked, served, used like by a person. */
import assert from 'node:assert/strict';
import { cpSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright';
import sharp from 'sharp';
import { withRecognition } from '../../main/hosts/recognition.ts';
import type { Sight } from '../../main/ipc/schemas/model.ts';
import { exportPage } from '../../main/services/models/page-export.ts';
import { pageFiles } from '../../main/services/models/page-files.ts';
import type { Card } from '../../native-bridge/onnx/card/card.ts';
import { cardPathOf } from '../../native-bridge/onnx/card/card-file.ts';
import {
  type BrowserLab,
  browserLab,
  dropFiles,
  findViolations,
  inBothThemes,
  shoot,
  WITHOUT_BROWSER,
} from '../helpers/browser.ts';
import { cameraFlags } from '../helpers/camera-video.ts';
import { temporaryFolder } from '../helpers/temporary.ts';
import { withExternal, withZipMap } from '../unit/native-bridge/onnx/card/appended.ts';
import { rewrapped, type Wrapping } from '../unit/native-bridge/onnx/card/rewrapped.ts';
import { ALL_KINDS, writeModel } from '../unit/native-bridge/onnx/fixtures.ts';
import { serveStatically, unpack, visit } from './exported-page-server.ts';
import { type LiveLab, liveLab } from './live-lab.ts';

/** Largest allowed difference between a probability on the page and the lab's. */
const EQUAL = 1e-4;
const axe = (page: Page) => inBothThemes(page, () => findViolations(page));
const sign = (page: Page) => page.locator('#sign').innerText();

suite('a model as a standalone page', { skip: WITHOUT_BROWSER }, () => {
  let live: LiveLab;
  let lab: BrowserLab;
  let exported: string;
  let model: string;

  /** Resources that stay open until all tests have ended; the last opened is closed first. */
  const open: (() => unknown)[] = [];
  const all = { after: (close: () => unknown) => void open.unshift(close) };
  after(async () => {
    for (const close of open) await close();
  });

  before(async () => {
    live = await liveLab(all, { pictures: 6, seconds: 1, epochs: 3 });
    lab = await browserLab(all, { folder: live.folder, flags: cameraFlags(live.video) });
    model = join(live.folder, `models/${live.model}/model.onnx`);
    exported = temporaryFolder(all);
    await lab.go(`/models/${live.model}`);
    await lab.page.getByRole('tab', { name: 'Use' }).click();
    const [zip] = await Promise.all([
      lab.page.waitForEvent('download'),
      lab.page.getByRole('button', { name: 'The page as a zip' }).click(),
    ]);
    unpack(readFileSync(await zip.path()), exported);
  });

  test('gives the lab’s probabilities for pictures, from the same pixels', async (context) => {
    const { page, asked } = await visit(context, lab.browser, await serveStatically(context, exported));
    await page.getByRole('button', { name: 'Choose a picture' }).waitFor();
    await axe(page);
    const folder = temporaryFolder(context);
    const { threshold } = JSON.parse(readFileSync(join(exported, 'model.json'), 'utf8')) as { threshold: number };
    assert.ok(threshold > 0, 'the model has a threshold');
    for (const path of await drawPictures(live, folder)) {
      await dropFiles(page, [path]);
      await page.getByText(basename(path), { exact: true }).waitFor();
      const expected = await seenByLab(model, path);
      await untilSeen(page, expected.pixels);
      const said = await probabilities(page);
      const apart = Math.max(...expected.probabilities.map((p, k) => Math.abs(p - said[k]!)));
      context.diagnostic(`${basename(path)}: ${apart.toExponential(1)} apart`);
      assert.equal(said.length, expected.probabilities.length);
      assert.ok(apart <= EQUAL, `${basename(path)}: ${apart} apart`);
      const none = Math.max(...expected.probabilities) < threshold;
      assert.equal(await sign(page), none ? 'No sign' : expected.label);
    }
    await axe(page);
    await inBothThemes(page, (theme) => shoot(page, `exported-page-${theme}`));
    assert.ok(asked.includes('model.onnx') && asked.includes('ort-wasm-simd-threaded.wasm'), asked.join());
  });

  test('runs every kind of layer that the lab exports', async (context) => {
    const folder = temporaryFolder(context);
    cpSync(exported, folder, { recursive: true });
    const labels = ['0', '1', '2', '3', '4', '5'];
    cpSync(writeModel(temporaryFolder(context), ALL_KINDS, labels), join(folder, 'model.onnx'));
    writeFileSync(join(folder, 'labels.txt'), labels.join('\n'));
    const { page } = await visit(context, lab.browser, await serveStatically(context, folder));
    const [path] = await drawPictures(live, temporaryFolder(context));
    // Its handlers are ready when the button is: a file set earlier would be ignored.
    await page.getByRole('button', { name: 'Choose a picture' }).waitFor();
    await page.locator('#file').setInputFiles(path!);
    await page.getByText(basename(path!), { exact: true }).waitFor();
    const { probabilities: expected, pixels: seen } = await seenByLab(join(folder, 'model.onnx'), path!);
    await untilSeen(page, seen);
    const said = await probabilities(page);
    const apart = Math.max(...expected.map((p, k) => Math.abs(p - said[k]!)));
    context.diagnostic(`${apart.toExponential(1)} apart`);
    assert.equal(said.length, expected.length);
    assert.ok(apart <= EQUAL, `${apart} apart`);
  });

  test('runs foreign nets with their cards, like the lab', async (context) => {
    const labels = ['0', '1', '2', '3', '4', '5'];
    const own = readFileSync(model);
    const STANDARD = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
    const forms: [what: string, wrapping: Wrapping, card: Pick<Card, 'fit' | 'channels'>][] = [
      ['letterbox', { channels: 'BGR', scale: '-1..1' }, { fit: 'letterbox', channels: 'BGR' }],
      ['zip-map', { layout: 'NHWC', output: 'probabilities', label: true }, { fit: 'squash', channels: 'RGB' }],
      ['half', { type: 'float16', outputType: 'float16', scale: STANDARD }, { fit: 'crop', channels: 'RGB' }],
      ['bytes', { type: 'uint8', scale: '0..255', channels: 'grey', batch: 4 }, { fit: 'squash', channels: 'grey' }],
      ['outside', { type: 'float64', outputType: 'float64', spatial: true }, { fit: 'crop', channels: 'RGB' }],
    ];
    const [, wide] = await drawPictures(live, temporaryFolder(context));
    for (const [what, wrapping, { fit, channels }] of forms) {
      const folder = temporaryFolder(context);
      const path = join(folder, 'net.onnx');
      const whole = rewrapped(own, wrapping);
      const [bytes, weights] = what === 'outside' ? withExternal(whole, 'W1', './net #1.data') : [whole, null];
      writeFileSync(path, what === 'zip-map' ? withZipMap(bytes, labels) : bytes);
      if (weights) writeFileSync(join(folder, 'net #1.data'), weights);
      writeFileSync(cardPathOf(path), JSON.stringify({ fit, channels, scale: wrapping.scale ?? '0..1', labels }));
      const foreign = await withRecognition((host) => host.ask<'pageNet'>({ kind: 'pageNet', path }));
      const files = await pageFiles({ name: what, onnx: path, labels, threshold: null, foreign });
      const out = join(folder, 'page');
      await exportPage(files, out, false);

      const { page } = await visit(context, lab.browser, await serveStatically(context, out));
      await page.getByRole('button', { name: 'Choose a picture' }).waitFor();
      await page.locator('#file').setInputFiles(wide!);
      await page.locator('#bars .best').waitFor();
      const { probabilities: expected } = await seenByLab(path, wide!);
      const said = await probabilities(page);
      const apart = Math.max(...expected.map((p, k) => Math.abs(p - said[k]!)));
      context.diagnostic(`${what}: ${apart.toExponential(1)} apart`);
      assert.equal(said.length, expected.length);
      assert.ok(apart <= EQUAL, `${what}: ${apart} apart`);
      if (what === 'letterbox') await inBothThemes(page, (theme) => shoot(page, `exported-page-foreign-${theme}`));
      await page.close();
    }
  });

  test('follows the camera and works with the keyboard; a file that is not a picture is refused with a message', async (context) => {
    const { page } = await visit(context, lab.browser, await serveStatically(context, exported));
    // Registered before the click: a file chooser that opens earlier would not be reported.
    const chosen = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Turn the camera on' }).waitFor();
    await page.keyboard.press('c');
    await page.getByRole('button', { name: 'Turn the camera off' }).waitFor();
    const answers = new Set<string>();
    for (let n = 0; n < 100 && answers.size < 3; n++) {
      answers.add(String(await probabilities(page)));
      await page.waitForTimeout(100);
    }
    assert.ok(answers.size >= 3, 'the answers follow the frames');
    const [zeros] = [...answers].map((answer) => answer.split(',').map(Number)).slice(-1);
    assert.ok(Math.abs(zeros!.reduce((sum, p) => sum + p) - 1) < 1e-4, 'they are probabilities');
    await axe(page);
    await inBothThemes(page, (theme) => shoot(page, `exported-page-camera-${theme}`));

    const broken = join(temporaryFolder(context), 'broken.png');
    writeFileSync(broken, 'no picture');
    await page.keyboard.press('o');
    await (await chosen).setFiles(broken);
    await page.getByRole('alert').getByText('This browser cannot read broken.png as a picture.').waitFor();
    await page.getByRole('button', { name: 'Turn the camera on' }).waitFor();
    await axe(page);
    await page.setViewportSize({ width: 360, height: 640 });
    assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 360);
    await shoot(page, 'exported-page-360');
  });

  test("uses the browser's language, and switches to the other one with a button", async (context) => {
    const url = await serveStatically(context, exported);
    const { page } = await visit(context, lab.browser, url, { locale: 'zh-CN' });
    const spoken = () => page.evaluate('document.documentElement.lang');
    await page.getByRole('button', { name: '打开摄像头' }).waitFor();
    assert.equal(await spoken(), 'zh-CN');
    const broken = join(temporaryFolder(context), 'broken.png');
    writeFileSync(broken, 'no picture');
    await page.locator('#file').setInputFiles(broken);
    await page.getByRole('alert').getByText('此浏览器无法把 broken.png 作为图片读取。').waitFor();
    await axe(page);
    await shoot(page, 'exported-page-chinese');
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('button', { name: 'Turn the camera on' }).waitFor();
    await page.getByRole('alert').getByText('This browser cannot read broken.png as a picture.').waitFor();
    assert.equal(await spoken(), 'en');
    await page.getByRole('button', { name: '简体中文' }).waitFor();
  });

  test('reports what is missing: a camera, a file of the folder, a server', async (context) => {
    const damaged = temporaryFolder(context);
    cpSync(exported, damaged, { recursive: true });
    writeFileSync(join(damaged, 'labels.txt'), 'one\ntwo\n');
    const url = await serveStatically(context, damaged);
    const { page } = await visit(context, lab.browser, url, { expected: /status of 404/ });
    const alert = page.getByRole('alert');
    await alert.getByText(/The net has 6 outputs, but labels\.txt has 2 lines\./).waitFor();
    rmSync(join(damaged, 'model.onnx'));
    await page.reload();
    await alert.getByText('model.onnx cannot be loaded: the server answers 404.').waitFor();
    await axe(page);

    const { page: without } = await visit(context, lab.browser, await serveStatically(context, exported));
    await without.evaluate(
      'navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException("", "NotFoundError"))',
    );
    await without.getByRole('button', { name: 'Turn the camera on' }).click();
    await without.getByRole('alert').getByText('There is no camera.').waitFor();

    const opened = await lab.browser.newPage();
    await opened.goto(pathToFileURL(join(exported, 'index.html')).href);
    await opened.getByText('If this text stays, the page was opened as a file').waitFor();
    await opened.getByText('python3 -m http.server --bind localhost 8000').waitFor();
    assert.equal(await opened.getByRole('button').count(), 0);
    await shoot(opened, 'exported-page-as-file');
  });
});

/** The answer of the lab's `models.see`. */
function seenByLab(path: string, file: string): Promise<Sight> {
  const picture = { kind: 'file' as const, name: basename(file), bytes: readFileSync(file) };
  return withRecognition((host) => host.ask<'see'>({ kind: 'see', path, picture }));
}

/** In the order of the classes, with full precision. */
function probabilities(page: Page): Promise<number[]> {
  return page.locator('#bars data').evaluateAll((all: { value: string }[]) => all.map(({ value }) => Number(value)));
}

/** Waits for the answer to these (64,64,3) pixels. Fails if the net still sees other pixels after 10 s. */
async function untilSeen(page: Page, expected: Uint8Array): Promise<void> {
  for (const end = performance.now() + 60_000; performance.now() < end; await page.waitForTimeout(50))
    if (Buffer.from(await pixels(page)).equals(expected)) return;
  assert.deepEqual(await pixels(page), [...expected]);
}

/** (64,64,3) as displayed. */
function pixels(page: Page): Promise<number[]> {
  return page
    .locator('#pixels')
    .evaluate((canvas: { getContext(kind: '2d'): { getImageData(...at: number[]): { data: Uint8ClampedArray } } }) =>
      [...canvas.getContext('2d').getImageData(0, 0, 64, 64).data].filter((_, i) => i % 4 !== 3),
    );
}

/** Signs in the formats in which pictures come: larger than the square, stored rotated, red where transparent. */
async function drawPictures({ played }: LiveLab, folder: string): Promise<string[]> {
  const raw = { width: 64, height: 64, channels: 3 } as const;
  const picture = (n: number, size: number) =>
    sharp(played[n]!.pixels, { raw }).resize(size, size, { kernel: 'cubic' });
  const red = { r: 255, g: 0, b: 0, alpha: 1 };
  const path = (name: string) => join(folder, name);
  await picture(0, 64).png().toFile(path('exact.png'));
  await picture(1, 301).extend({ left: 97, right: 98, background: red }).png().toFile(path('wide.png'));
  await picture(2, 222)
    .extend({ top: 44, bottom: 45, background: red })
    .webp({ lossless: true })
    .toFile(path('tall.webp'));
  const upright = await picture(3, 240).extend({ top: 60, background: red }).png().toBuffer();
  await sharp(upright)
    .rotate(90)
    .jpeg({ quality: 95, chromaSubsampling: '4:4:4' })
    .withMetadata({ orientation: 8 })
    .toFile(path('turned.jpg'));
  await picture(4, 500).jpeg({ quality: 90 }).toFile(path('subsampled.jpg'));
  const half = await picture(5, 200).extract({ left: 0, top: 0, width: 100, height: 200 }).png().toBuffer();
  const empty = { create: { width: 200, height: 200, channels: 4 as const, background: { ...red, alpha: 0 } } };
  await sharp(empty)
    .composite([{ input: half, left: 0, top: 0 }])
    .png()
    .toFile(path('transparent.png'));
  return ['exact.png', 'wide.png', 'tall.webp', 'turned.jpg', 'subsampled.jpg', 'transparent.png'].map(path);
}
