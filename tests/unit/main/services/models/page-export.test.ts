import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { unzipSync } from 'fflate';
import { exportModel } from '../../../../../main/services/models/model-export.ts';
import { exportPage } from '../../../../../main/services/models/page-export.ts';
import { temporaryFolder } from '../../../../helpers/temporary.ts';

const files = [
  { name: 'index.html', bytes: Buffer.from('<p>page') },
  { name: 'licences/one.txt', bytes: Buffer.from('free') },
];
const refused = (message: RegExp) => ({ name: 'HostError', message, remedy: /\w{3}/ });

test('a page is written to a new or empty folder, completely', async (context) => {
  const folder = temporaryFolder(context);
  mkdirSync(join(folder, 'empty'));
  for (const name of ['new', 'empty']) {
    const path = join(folder, name);
    assert.deepEqual(await exportPage(files, path, false), { path, files: ['index.html', 'licences/one.txt'] });
    assert.equal(readFileSync(join(path, 'licences/one.txt'), 'utf8'), 'free');
  }
  assert.deepEqual(readdirSync(folder).sort(), ['empty', 'new']);
});

test('a page is never written into a folder that is not empty, nor over a file', async (context) => {
  const folder = temporaryFolder(context);
  const path = (name: string) => join(folder, name);
  mkdirSync(path('full'));
  writeFileSync(path('full/mine.txt'), 'mine');
  writeFileSync(path('file'), 'mine');
  await assert.rejects(exportPage(files, path('full'), true), refused(/The folder .*full is not empty\./));
  await assert.rejects(exportPage(files, path('file'), true), refused(/file is a file\./));
  await assert.rejects(exportPage(files, path('no/where'), true), refused(/There is no folder .*no\./));
  mkdirSync(path('folder.zip'));
  await assert.rejects(exportPage(files, path('folder.zip'), true), refused(/folder\.zip already exists\./));
  assert.deepEqual(readdirSync(folder).sort(), ['file', 'folder.zip', 'full']);
  assert.deepEqual(readdirSync(path('full')), ['mine.txt']);
});

test('a page as a zip file replaces another one only with `overwrite`', async (context) => {
  const path = join(temporaryFolder(context), 'page.zip');
  writeFileSync(path, 'mine');
  await assert.rejects(exportPage(files, path, false), refused(/page\.zip already exists\./));
  assert.equal(readFileSync(path, 'utf8'), 'mine');
  await exportPage(files, path, true);
  assert.equal(Buffer.from(unzipSync(readFileSync(path))['licences/one.txt']!).toString(), 'free');
});

test('models with the same classes share a labels.txt; one with other classes is not overwritten without `overwrite`', async (context) => {
  const folder = temporaryFolder(context);
  const model = { onnx: join(folder, 'in.onnx'), report: join(folder, 'none.json'), labels: ['a', 'two\nlines'] };
  writeFileSync(model.onnx, 'model');
  const [first, second] = ['one.onnx', 'two.onnx'].map((name) => join(folder, name));
  const labels = join(folder, 'labels.txt');
  assert.deepEqual(await exportModel(model, first!, false), { path: first, labels, report: null, others: [] });
  await exportModel(model, second!, false);
  assert.equal(readFileSync(labels, 'utf8'), 'a\ntwo lines\n');
  const other = { ...model, labels: ['b', 'c'] };
  await assert.rejects(exportModel(other, join(folder, 'three.onnx'), false), refused(/labels\.txt already exists\./));
  assert.deepEqual(readdirSync(folder).sort(), ['in.onnx', 'labels.txt', 'one.onnx', 'two.onnx']);
  await exportModel(other, join(folder, 'three.onnx'), true);
  assert.equal(readFileSync(labels, 'utf8'), 'b\nc\n');
});

test('a foreign model is exported with its card and its weights', async (context) => {
  const [from, to] = [temporaryFolder(context), temporaryFolder(context)];
  writeFileSync(join(from, 'net.onnx'), 'model');
  mkdirSync(join(from, 'weights'));
  writeFileSync(join(from, 'weights/w.bin'), 'weights');
  const foreign = { card: { layout: 'NCHW' }, external: ['weights/w.bin'] };
  const model = { onnx: join(from, 'net.onnx'), report: join(from, 'none.json'), labels: ['a', 'b'], foreign };
  const { others } = await exportModel(model, join(to, 'out.onnx'), false);
  assert.deepEqual(others, [join(to, 'out.card.json'), join(to, 'weights/w.bin')]);
  assert.equal(readFileSync(join(to, 'out.card.json'), 'utf8'), '{"layout":"NCHW"}');
  assert.equal(readFileSync(join(to, 'weights/w.bin'), 'utf8'), 'weights');
  await assert.rejects(exportModel(model, join(to, 'two.onnx'), false), refused(/w\.bin already exists\./));
});
