/** `signs-lab export`: the content of an exported page, and what is never overwritten. */
import assert from 'node:assert/strict';
import { globSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { unzipSync } from 'fflate';
import { buildExportedPage } from '../../renderer/exported-page/build.ts';
import { lab } from '../helpers/lab.ts';
import { temporaryFolder } from '../helpers/temporary.ts';
import { withExternal } from '../unit/native-bridge/onnx/card/appended.ts';
import { rewrapped } from '../unit/native-bridge/onnx/card/rewrapped.ts';
import { FACTS, writeModel } from '../unit/native-bridge/onnx/fixtures.ts';

const folder = temporaryFolder({ after });
const at = (...names: string[]) => join(folder, ...names);
const LABELS = ['none', 'one', 'two', 'three', 'four', 'five fingers'];
const FILES = [
  ...['README.txt', 'index.css', 'index.html', 'labels.txt', 'licences/onnxruntime-third-party.txt'],
  ...['licences/onnxruntime.txt', 'licences/signs-lab.txt', 'model.json', 'model.onnx'],
  ...['ort-wasm-simd-threaded.wasm', 'page.js'],
];
/** Papers and manuals named in ONNX Runtime's operator descriptions: text in its binary, which nothing opens. */
const NAMED_IN_BINARY = [
  'https://arxiv.org/abs/1502.03167',
  'https://docs.nvidia.com/cuda/cublas/index.html',
  'https://github.com/google/re2/wiki/Syntax',
  'https://ieeexplore.ieee.org/document/1163711',
  'https://tinyurl.com/sudb9s96',
];
let model = '';

const exported = (...args: string[]) => lab(['export', '--model', model, '--json', ...args]);

before(async () => {
  model = writeModel(folder, undefined, LABELS);
  await buildExportedPage();
});

describe('a page', () => {
  test('is a folder with everything it needs, and without a host name', async () => {
    const out = at('page');
    const { status, lines, stderr } = await exported('--as', 'page', '--out', out, '--name', 'Hands of today');
    assert.equal(status, 0, stderr);
    assert.deepEqual(lines().at(-1), { kind: 'exported', path: out, files: FILES });
    const there = globSync('**/*.*', { cwd: out }).map((file) => file.replaceAll('\\', '/'));
    assert.deepEqual(there.sort(), FILES);
    assert.deepEqual(readFileSync(join(out, 'model.onnx')), readFileSync(model));
    assert.equal(readFileSync(join(out, 'labels.txt'), 'utf8'), `${LABELS.join('\n')}\n`);
    const facts = { name: 'Hands of today', threshold: FACTS.rejection?.threshold };
    assert.deepEqual(JSON.parse(readFileSync(join(out, 'model.json'), 'utf8')), facts);

    for (const file of FILES.filter((name) => !name.startsWith('licences/'))) {
      const named = addressesIn(readFileSync(join(out, file), 'latin1'));
      assert.deepEqual(named, file.endsWith('.wasm') ? NAMED_IN_BINARY : [], `addresses in ${file}`);
      assert.ok(!/127\.0\.0\.1/.test(readFileSync(join(out, file), 'latin1')), file);
    }
    const page = readFileSync(join(out, 'index.html'), 'utf8');
    assert.match(page, /Content-Security-Policy[^>]*default-src 'none'; script-src 'self' 'wasm-unsafe-eval';/);
    assert.ok(!/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=/.test(page), 'no inline script or style');
    assert.match(readFileSync(join(out, 'README.txt'), 'utf8'), /python3 -m http\.server[\s\S]*npx serve/);
    assert.match(
      readFileSync(join(out, 'licences/onnxruntime.txt'), 'utf8'),
      /MIT License\s+Copyright \(c\) Microsoft/,
    );
  });

  test('as a zip file replaces another one only with --overwrite', async () => {
    writeFileSync(at('page.zip'), 'mine');
    const refused = await exported('--out', at('page.zip'));
    assert.deepEqual([refused.status, refused.stdout, readFileSync(at('page.zip'), 'utf8')], [2, '', 'mine']);
    assert.match(refused.stderr, /page\.zip already exists\./);
    const { status, lines, stderr } = await exported('--out', at('page.zip'), '--overwrite');
    assert.equal(status, 0, stderr);
    assert.deepEqual(lines().at(-1), { kind: 'exported', path: at('page.zip'), files: FILES });
    const zip = unzipSync(readFileSync(at('page.zip')));
    assert.deepEqual(Object.keys(zip), FILES);
    // These two name the model, which has another name here.
    for (const name of FILES.filter((name) => !['model.json', 'README.txt'].includes(name)))
      assert.ok(readFileSync(at('page', name)).equals(zip[name]!), name);
  });

  test('of a file that is not a model is refused before anything is written', async () => {
    writeFileSync(at('broken.onnx'), 'no model');
    const { status, stderr } = await lab(['export', '--model', at('broken.onnx'), '--out', at('broken-page')]);
    assert.equal(status, 1);
    assert.match(stderr, /broken\.onnx: The file is not ONNX/);
    assert.ok(!readdirSync(folder).includes('broken-page'));
  });
});

describe('a page of a foreign net', () => {
  const card = {
    ...{ layout: 'NCHW', size: [64, 64], fit: 'letterbox', channels: 'BGR', scale: '-1..1', output: 'logits' },
    labels: LABELS,
  };
  const foreign = at('foreign.onnx');

  test('asks for the missing part of its card before anything is written', async () => {
    const [bytes, weights] = withExternal(
      rewrapped(readFileSync(model), { channels: 'BGR', scale: '-1..1' }),
      'W1',
      'foreign weights.bin',
    );
    writeFileSync(foreign, bytes);
    writeFileSync(at('foreign weights.bin'), weights);
    const { status, stderr } = await lab(['export', '--model', foreign, '--out', at('unknown-page')]);
    assert.equal(status, 1);
    assert.match(stderr, /do not say fit, channels, scale\.[\s\S]*--card/);
    assert.ok(!readdirSync(folder).includes('unknown-page'));
  });

  test('contains its card and its weights, and describes the input of the net', async () => {
    writeFileSync(at('card.json'), JSON.stringify(card));
    const out = at('foreign-page');
    const args = ['export', '--model', foreign, '--card', at('card.json'), '--out', out, '--json'];
    const { status, lines, stderr } = await lab(args);
    assert.equal(status, 0, stderr);
    assert.deepEqual(lines().at(-1), { kind: 'exported', path: out, files: [...FILES, 'weights/1.bin'] });
    const { labels: _, ...form } = card;
    assert.deepEqual(JSON.parse(readFileSync(join(out, 'model.json'), 'utf8')), {
      ...{ name: 'foreign', threshold: null },
      net: { card: form, input: { name: 'input', type: 'float32', batch: null }, output: 'out_logits' },
      weights: [{ path: 'foreign weights.bin', file: 'weights/1.bin' }],
    });
    assert.deepEqual(readFileSync(join(out, 'model.onnx')), readFileSync(foreign));
    assert.deepEqual(readFileSync(join(out, 'weights/1.bin')), readFileSync(at('foreign weights.bin')));
    assert.equal(readFileSync(join(out, 'labels.txt'), 'utf8'), `${LABELS.join('\n')}\n`);
    const readme = readFileSync(join(out, 'README.txt'), 'utf8');
    assert.match(readme, /input, float32 \(N,3,64,64\) BGR -1\.\.1 -> out_logits, logits of 6 classes/);
    assert.match(readme, /^weights\/ /m);
  });
});

describe('an ONNX file', () => {
  test('comes with labels.txt, and replaces nothing without --overwrite', async () => {
    mkdirSync(at('onnx'));
    const out = at('onnx', 'signs.onnx');
    const { status, lines, stderr } = await exported('--as', 'onnx', '--out', out);
    assert.equal(status, 0, stderr);
    assert.deepEqual(lines().at(-1), { kind: 'exported', path: out, files: ['signs.onnx', 'labels.txt'] });
    assert.deepEqual(readFileSync(out), readFileSync(model));
    assert.equal(readFileSync(at('onnx', 'labels.txt'), 'utf8'), `${LABELS.join('\n')}\n`);
    writeFileSync(at('onnx', 'labels.txt'), 'mine\n');
    const refused = await exported('--as', 'onnx', '--out', at('onnx', 'third.onnx'));
    assert.equal(refused.status, 2);
    assert.match(refused.stderr, /labels\.txt already exists\./);
    assert.ok(!readdirSync(at('onnx')).includes('third.onnx'));
  });
});

function addressesIn(text: string): string[] {
  const all = text.match(/(?:https?|wss?):\/\/[\w./-]+[\w/-]/g) ?? [];
  return [...new Set(all)].sort();
}
