/** The example programs of a model, really run, give the same answers on pictures as the lab itself. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { basename, extname, join } from 'node:path';
import { after, before, describe, type TestContext, test } from 'node:test';
import { promisify } from 'node:util';
import { chromium, type Page } from 'playwright';
import sharp, { type Sharp } from 'sharp';
import { openDataset } from '../../datasets/catalog.ts';
import { withRecognition } from '../../main/hosts/recognition.ts';
import { snippetsFor } from '../../main/services/models/snippets.ts';
import { trainAndCheck } from '../../main/services/training.ts';
import { pythonWith } from '../helpers/python.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../..');
const folder = temporaryFolder({ after });
const MODEL = 'signs.onnx';
const LABELS = ['0', '1', '2', '3', '4', '5'];

/** Of one picture. */
interface Said {
  readonly label: string;
  readonly probability: number;
}
const PICTURES = [
  'wide.jpg',
  'turned.jpg',
  'transparent.png',
  'grey.png',
  'exact.png',
  'palette.png',
  'tall.webp',
  'small.png',
];
/** Half of the fourth decimal, and float32 rounding. */
const PRINTED = 5.1e-5;
/** Other decoders and resizes differ by one level of 255: measured here, 0.0005 of a probability. */
const RESIZED = 0.002;
/** The lab's own answer for each. */
const lab = new Map<string, Said>();

before(async () => {
  const training = { data: { spec: 'synthetic:train=60,test=4' }, preset: 'lenet5', epochs: 12 };
  const settings = ['optimizer=adam', 'learningRate=0.003', 'batchSize=32'];
  await trainAndCheck({ out: folder, ...training, settings, resume: false, backend: 'fused-wasm' });
  copyFileSync(join(folder, 'model.onnx'), join(folder, MODEL));
  await drawPictures();
  await withRecognition(async (host) => {
    for (const name of PICTURES) {
      const picture = { kind: 'file' as const, name, bytes: readFileSync(join(folder, name)) };
      const { label, probabilities } = await host.ask<'see'>({ kind: 'see', path: join(folder, MODEL), picture });
      lab.set(name, { label, probability: Math.max(...probabilities) });
    }
  });
});

/**
 * A drawn sign of every class, in the formats in which pictures come. Each is made so that a program that leaves out a step
 * sees something else: the square is not the whole picture, it is stored rotated, transparent pixels are red.
 */
async function drawPictures(): Promise<void> {
  const { images, labels } = (await openDataset('synthetic:train=60,test=4')).splits.train;
  const sign = (label: number, size: number) => {
    const index = labels.indexOf(label);
    const data = images.subarray(index * 12288, (index + 1) * 12288);
    return sharp(data, { raw: { width: 64, height: 64, channels: 3 } }).resize(size, size, { kernel: 'cubic' });
  };
  const [wide, turned, seeThrough, grey, exact, palette, tall, small] = PICTURES.map((name) => join(folder, name));
  const red = { r: 255, g: 0, b: 0, alpha: 1 };
  const around = (picture: Sharp, x: number, y: number) =>
    picture.extend({ left: x, right: x + 1, top: y, bottom: y + 1, background: red });
  await around(sign(0, 301), 97, 0).jpeg({ quality: 95 }).toFile(wide!);
  await sharp(await around(sign(1, 240), 0, 60).png().toBuffer())
    .rotate(90)
    .withMetadata({ orientation: 8 })
    .toFile(turned!);
  const alpha = { create: { width: 200, height: 200, channels: 4 as const, background: { ...red, alpha: 0.0 } } };
  const half = await sign(2, 200).extract({ left: 0, top: 0, width: 100, height: 200 }).png().toBuffer();
  await sharp(alpha)
    .composite([{ input: half, left: 0, top: 0 }])
    .png()
    .toFile(seeThrough!);
  await sign(3, 150).greyscale().png().toFile(grey!);
  await sign(4, 64).png().toFile(exact!);
  await sign(5, 180).png({ palette: true }).toFile(palette!);
  await around(sign(0, 222), 0, 44).webp({ quality: 95 }).toFile(tall!);
  await sign(2, 33).png().toFile(small!);
}

/** The lab's label, and its probability within `tolerance`. */
function check(name: string, said: Said, tolerance: number): void {
  const expected = lab.get(name)!;
  const words = `${name}: ${JSON.stringify(said)}, and the lab: ${JSON.stringify(expected)}`;
  assert.equal(said.label, expected.label, words);
  assert.ok(Math.abs(said.probability - expected.probability) <= tolerance, words);
}

function printed(stdout: string): Said {
  const [label, probability] = stdout.trim().split(' ');
  return { label: label!, probability: Number(probability) };
}

function codeFor(language: string, threshold: number | null = null): string {
  return snippetsFor({ labels: LABELS, threshold }, MODEL).find((one) => one.language === language)!.code;
}

const browser = [process.env.SIGNS_LAB_CHROMIUM, '/usr/bin/chromium', chromium.executablePath()].find(
  (path) => path && existsSync(path),
);

function withoutBrowser(): string | false {
  return browser ? false : 'there is no Chromium: install one, or set SIGNS_LAB_CHROMIUM to its path';
}

/** ONNX Runtime's browser build in the version that the lab itself uses, or the reason why it is not available. */
async function webRuntime(): Promise<{ folder: string; skip: false } | { skip: string }> {
  const manifest = readFileSync(join(root, 'node_modules/onnxruntime-node/package.json'), 'utf8');
  const name = `onnxruntime-web@${(JSON.parse(manifest) as { version: string }).version}`;
  const options = { cwd: folder, shell: process.platform === 'win32', timeout: 120_000 };
  try {
    const { stdout } = await run('npm', ['pack', name, '--silent'], options);
    await run('tar', ['-xzf', stdout.trim(), 'package/dist'], options);
    return { folder: join(folder, 'package/dist'), skip: false };
  } catch (error) {
    return { skip: `${name} cannot be downloaded: ${(error as Error).message.split('\n')[0]}` };
  }
}

const PAGE = `<!doctype html><link rel="icon" href="data:,">
<script type="importmap">{ "imports": { "onnxruntime-web/wasm": "./ort/ort.wasm.bundle.min.mjs" } }</script>
<script type="module">
  import { recognise } from './recognise.js';
  window.recogniseFile = async (name) => recognise(await (await fetch(name)).blob());
</script>`;

/** A page with the program in it, next to the model. */
async function openPage(context: TestContext): Promise<Page> {
  assert.ok(runtime.skip === false && browser);
  const ort = runtime.folder;
  const server = createServer(({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://127.0.0.1');
    if (pathname === '/') return response.setHeader('Content-Type', 'text/html').end(PAGE);
    response.setHeader('Content-Type', TYPES[extname(pathname)] ?? 'application/octet-stream');
    if (pathname === '/recognise.js') return response.end(codeFor('browser'));
    const file = pathname.startsWith('/ort/') ? join(ort, basename(pathname)) : join(folder, basename(pathname));
    return response.end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(() => server.close());
  const started = await chromium.launch({ executablePath: browser, args: ['--no-sandbox'] });
  context.after(() => started.close());
  const page = await started.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  await page.waitForFunction('window.recogniseFile');
  return page;
}

const TYPES: Record<string, string> = {
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.wasm': 'application/wasm',
};

const runtime = await webRuntime();
const python = await pythonWith(['onnxruntime', 'pillow', 'numpy']);

describe('the example program of a model', () => {
  test('has the threshold to the last digit: for an overconfident net it is near 1', () => {
    const threshold = Math.fround(0.99998);
    for (const language of ['python', 'node', 'browser']) {
      const [, written] = /(?:probability|\]) < ([\d.]+)/.exec(codeFor(language, threshold))!;
      assert.equal(Math.fround(Number(written)), threshold, language);
    }
  });

  test('in Python', { skip: python.skip }, async () => {
    assert.ok(python.skip === false);
    writeFileSync(join(folder, 'recognise.py'), codeFor('python'));
    for (const name of PICTURES) {
      const { stdout } = await run(python.python, ['recognise.py', name], { cwd: folder });
      // Decoders of JPEG and WebP may differ by a level; after them Pillow's resize is the lab's, bit for bit.
      check(name, printed(stdout), name.endsWith('.png') ? PRINTED : RESIZED);
    }
    // No answer reaches the first threshold, every answer reaches the second.
    for (const [threshold, said] of [
      [1, true],
      [0.01, false],
    ] as const) {
      writeFileSync(join(folder, 'recognise.py'), codeFor('python', threshold));
      const { stdout }: { stdout: string } = await run(python.python, ['recognise.py', PICTURES[0]!], { cwd: folder });
      assert.equal(stdout.includes('no sign'), said);
    }
  });

  test('in Node', async () => {
    writeFileSync(join(folder, 'recognise.mjs'), codeFor('node'));
    symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
    for (const name of PICTURES) {
      const { stdout } = await run(process.execPath, ['recognise.mjs', name], { cwd: folder });
      check(name, printed(stdout), RESIZED);
    }
    writeFileSync(join(folder, 'recognise.mjs'), codeFor('node', 1));
    const { stdout } = await run(process.execPath, ['recognise.mjs', PICTURES[0]!], { cwd: folder });
    assert.match(stdout, /no sign/);
  });

  test('in a browser', { skip: withoutBrowser() || runtime.skip }, async (context) => {
    const page = await openPage(context);
    for (const name of PICTURES) {
      const said = (await page.evaluate(`window.recogniseFile(${JSON.stringify(name)})`)) as Said;
      check(name, said, RESIZED);
    }
  });
});
