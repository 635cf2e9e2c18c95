/** Models in a lab folder: every request of the contract, with trained nets, real files and a real host. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Asked, HandlersOf, Output } from '../../../../main/ipc/contract.ts';
import { REQUESTS } from '../../../../main/ipc/contract.ts';
import { type Models, modelService } from '../../../../main/services/models/service.ts';
import { trainAndCheck } from '../../../../main/services/training.ts';
import { openModel } from '../../../../native-bridge/onnx/session.ts';
import { importSynthetic, type LabFolder, openLabFolder } from '../../../helpers/lab-folder.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';
import { ALL_KINDS, SMALL, writeModel } from '../../native-bridge/onnx/fixtures.ts';

const outside = temporaryFolder({ after });
const root = join(outside, 'lab');
const trained = join(outside, 'run');
type Handlers = HandlersOf<'models'>;
let lab: LabFolder;
let models: Models;

function open(): void {
  lab = openLabFolder(root);
  models = modelService(lab.context, lab);
}

async function ask<C extends keyof Handlers>(channel: C, asked: Asked<C>): Promise<Output<C>> {
  const { input, output } = REQUESTS[channel];
  const handler = models.handlers[channel] as (asked: unknown) => unknown;
  return output.parse(await handler(input.parse(asked))) as Output<C>;
}

const train = (out: string, epochs: number, resume = false) =>
  trainAndCheck({
    ...{ out, ...(!resume && { preset: 'course', data: { spec: 'synthetic:train=8,test=4' } }) },
    ...{ epochs, settings: [], resume, backend: 'fused-wasm' },
  });
const sha256 = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');
const refused = (message: RegExp, remedy = /\w{3}/) => ({ name: 'HostError', message, remedy });
const file = (name: string) => {
  mkdirSync(join(outside, name), { recursive: true });
  return join(outside, name);
};

before(async () => {
  await train(trained, 2);
  open();
});
after(() => lab?.close());

describe('a model of a run', () => {
  let id: number;
  test('comes with its complete card and parity report', async () => {
    id = await models.addFromRun({ id: 7, name: 'Course again', folder: trained });
    const model = await ask('models.get', { model: id });
    assert.deepEqual(model.origin, { kind: 'run', run: 7, runName: 'Course again' });
    assert.equal(model.sha256, sha256(join(trained, 'model.onnx')));
    assert.equal(model.bytes, readFileSync(join(trained, 'model.onnx')).length);
    assert.deepEqual(model.labels, ['0', '1', '2', '3', '4', '5']);
    assert.equal(model.card?.seed, 3);
    const { split: _, ...report } = JSON.parse(readFileSync(join(trained, 'model.parity.json'), 'utf8'));
    assert.deepEqual(model.parity, report);
    assert.deepEqual(readdirSync(lab.paths.model(id)).sort(), ['model.onnx', 'model.parity.json']);
    assert.deepEqual(lab.events.at(-1), { event: 'model', payload: { model: id } });
  });

  test('of an extended run is the same model with another file, and keeps its name', async () => {
    await ask('models.rename', { model: id, name: 'Mine' });
    const before = await ask('models.get', { model: id });
    await train(trained, 3, true);
    assert.equal(await models.addFromRun({ id: 7, name: 'Course again', folder: trained }), id);
    const later = await ask('models.get', { model: id });
    assert.equal(later.name, 'Mine');
    assert.equal(later.sha256, sha256(join(lab.paths.model(id), 'model.onnx')));
    assert.notEqual(later.sha256, before.sha256);
  });

  test('that ONNX Runtime refuses leaves the previous one in place', async () => {
    const broken = join(outside, 'broken-run');
    cpSync(trained, broken, { recursive: true });
    writeFileSync(join(broken, 'model.onnx'), 'no model');
    const before = await ask('models.get', { model: id });
    await assert.rejects(models.addFromRun({ id: 7, name: 'Course again', folder: broken }), refused(/model\.onnx/));
    assert.deepEqual(await ask('models.get', { model: id }), before);
    assert.equal(sha256(join(lab.paths.model(id), 'model.onnx')), before.sha256);
  });

  test('is downloaded with a name that every system accepts, and with example programs', async () => {
    await ask('models.rename', { model: id, name: '../Zeichen: eins/zwei?' });
    const { name, bytes } = await ask('models.file', { model: id });
    assert.equal(name, 'Zeichen-eins-zwei.onnx');
    assert.deepEqual(Buffer.from(bytes), readFileSync(join(trained, 'model.onnx')));
    const labels = await ask('models.labels', { model: id });
    assert.equal(`${labels.name}: ${Buffer.from(labels.bytes)}`, 'labels.txt: 0\n1\n2\n3\n4\n5\n');
    const snippets = await ask('models.snippets', { model: id });
    assert.deepEqual(
      snippets.map(({ language }) => language),
      ['python', 'node', 'browser'],
    );
    for (const { code } of snippets) assert.match(code, /"Zeichen-eins-zwei\.onnx"/);
  });

  test('is exported with its report, and never replaces another file without `overwrite`', async () => {
    const path = join(file('out'), 'signs.onnx');
    const [report, labels] = ['signs.parity.json', 'labels.txt'].map((name) => join(outside, 'out', name));
    assert.deepEqual(await ask('models.export', { model: id, path, overwrite: false }), {
      path,
      labels,
      report,
      others: [],
    });
    assert.equal(readFileSync(labels!, 'utf8'), '0\n1\n2\n3\n4\n5\n');
    assert.equal(sha256(path), sha256(join(trained, 'model.onnx')));
    assert.equal(sha256(report!), sha256(join(trained, 'model.parity.json')));
    writeFileSync(path, 'mine');
    await assert.rejects(ask('models.export', { model: id, path, overwrite: false }), refused(/already exists/));
    assert.equal(readFileSync(path, 'utf8'), 'mine');
    rmSync(path);
    writeFileSync(report!, 'mine too');
    await assert.rejects(
      ask('models.export', { model: id, path, overwrite: false }),
      refused(/parity\.json already exists/),
    );
    assert.ok(!existsSync(path));
    await ask('models.export', { model: id, path, overwrite: true });
    assert.equal(sha256(report!), sha256(join(trained, 'model.parity.json')));
    assert.deepEqual(readdirSync(join(outside, 'out')).sort(), ['labels.txt', 'signs.onnx', 'signs.parity.json']);
  });

  test('cannot be exported to an impossible path, and the error says why', async () => {
    const nowhere = join(outside, 'nowhere/signs.onnx');
    await assert.rejects(ask('models.export', { model: id, path: nowhere, overwrite: false }), refused(/no folder/));
    const text = join(outside, 'signs.txt');
    await assert.rejects(
      ask('models.export', { model: id, path: text, overwrite: false }),
      refused(/does not end in \.onnx/, /signs\.txt\.onnx/),
    );
    const folder = file('folder.onnx');
    await assert.rejects(
      ask('models.export', { model: id, path: folder, overwrite: true }),
      refused(/cannot be written/),
    );
  });
});

describe('a model file', () => {
  test('is opened by its path; the second time it is the existing model', async () => {
    const path = writeModel(outside);
    const model = await ask('models.open', { kind: 'path', path });
    assert.deepEqual([model.name, model.origin], ['small', { kind: 'file', file: 'small.onnx' }]);
    assert.deepEqual([model.sha256, model.parity, model.card?.trainAccuracy], [sha256(path), null, 0.94]);
    assert.deepEqual(await ask('models.open', { kind: 'path', path }), model);
    const both = await Promise.all([1, 2].map(() => ask('models.open', { kind: 'path', path })));
    assert.deepEqual(both, [model, model]);
    assert.deepEqual(readdirSync(lab.paths.model(model.id)), ['model.onnx']);
  });

  test('of a run’s model is that model', async () => {
    const run = (await ask('models.list', {})).find(({ origin }) => origin.kind === 'run')!;
    const path = join(trained, 'model.onnx');
    assert.deepEqual(await ask('models.open', { kind: 'path', path }), run);
  });

  test('is opened from an upload, which is then dropped', async () => {
    const upload = await send({ 'pick/net.onnx': readFileSync(writeModel(outside, ALL_KINDS)), 'pick/a.txt': 'words' });
    const model = await ask('models.open', { kind: 'upload', upload });
    assert.deepEqual([model.name, model.labels.length], ['net', 6]);
    assert.throws(() => lab.uploads.folder(upload), refused(/no upload/));
  });

  test('that cannot be used is refused by its own name, with a remedy, and leaves nothing', async () => {
    const before = [await ask('models.list', {}), readdirSync(join(root, 'models'))];
    const cases: [Record<string, Uint8Array | string>, RegExp][] = [
      [{ 'net.onnx': 'no model' }, /^net\.onnx: The file is not ONNX/],
      [{ 'net.onnx': readFileSync(writeModel(outside, SMALL)).subarray(0, 3000) }, /^net\.onnx: /],
      [{ 'a.txt': 'words' }, /no ONNX file/],
      [{ 'a.onnx': 'a', 'b.ONNX': 'b' }, /2 ONNX files/],
    ];
    for (const [files, message] of cases) {
      const upload = await send(files);
      await assert.rejects(ask('models.open', { kind: 'upload', upload }), refused(message));
    }
    const path = join(outside, 'missing.onnx');
    await assert.rejects(ask('models.open', { kind: 'path', path }), refused(/missing\.onnx does not exist/));
    assert.deepEqual([await ask('models.list', {}), readdirSync(join(root, 'models'))], before);
  });
});

describe('the list', () => {
  test('has the newest first; a removed model is missing until it is restored', async () => {
    const list = await ask('models.list', {});
    assert.deepEqual(
      list.map(({ name }) => name),
      ['net', 'small', '../Zeichen: eins/zwei?'],
    );
    const [first] = list;
    await ask('models.remove', { model: first!.id });
    assert.deepEqual(await ask('models.list', {}), list.slice(1));
    await assert.rejects(ask('models.get', { model: first!.id }), refused(/no model/));
    assert.deepEqual(await ask('models.restore', { model: first!.id }), first);
    assert.deepEqual(await ask('models.list', {}), list);
  });

  test('is the same when the lab is opened again; removed models are deleted with their answers', async () => {
    const dataset = await importSynthetic(lab, 2, 1);
    const [gone, kept] = await ask('models.list', {});
    for (const { id } of [gone!, kept!])
      await ask('models.answers', { task: `t${id}`, model: id, dataset, splits: ['train'] });
    assert.equal(readdirSync(lab.paths.answers).length, 2);
    await ask('models.remove', { model: gone!.id });
    const list = await ask('models.list', {});
    lab.close();
    open();
    assert.deepEqual(await ask('models.list', {}), list);
    assert.ok(!existsSync(lab.paths.model(gone!.id)));
    assert.deepEqual(readdirSync(lab.paths.answers), [`${kept!.sha256}-${dataset}.f32`]);
    await assert.rejects(ask('models.restore', { model: gone!.id }), refused(/no model/));
  });

  test('does not show a model that a killed process had half added, nor reuse its report', async () => {
    const list = await ask('models.list', {});
    const { seq } = lab.db.sql.prepare("SELECT seq FROM sqlite_sequence WHERE name = 'models'").get()!;
    const next = Number(seq) + 1;
    lab.close();
    cpSync(trained, join(root, 'models', String(next)), { recursive: true });
    open();
    assert.deepEqual(await ask('models.list', {}), list);
    const path = writeModel(outside, { ...SMALL, name: 'afterwards' }, ['a', 'b', 'c', 'd', 'e', 'f']);
    const model = await ask('models.open', { kind: 'path', path });
    assert.deepEqual([model.id, model.parity], [next, null]);
    assert.deepEqual(readdirSync(lab.paths.model(model.id)), ['model.onnx']);
  });
});

describe("a model's answer", () => {
  let dataset: number;
  let model: Output<'models.get'>;
  before(async () => {
    dataset = await importSynthetic(lab, 4, 2); // 24 training pictures, 12 of test
    model = (await ask('models.list', {})).find(({ origin }) => origin.kind === 'run')!;
  });

  test('on a picture is ONNX Runtime’s on the same pixels', async () => {
    const seen = await ask('models.see', { model: model.id, picture: { kind: 'picture', dataset, picture: 5 } });
    const pixels = await lab.datasets.pixels(dataset, [5]);
    assert.deepEqual(Buffer.from(seen.pixels), Buffer.from(pixels));
    const [expected] = await direct(pixels);
    assert.deepEqual(seen.probabilities, expected);
    assert.equal(seen.label, model.labels[expected!.indexOf(Math.max(...expected!))]);
  });

  test('on bytes that are not a picture is an error with the picture’s name', async () => {
    const picture = { kind: 'bytes' as const, name: 'holiday.jpg', bytes: new Uint8Array([1, 2, 3]) };
    await assert.rejects(ask('models.see', { model: model.id, picture }), refused(/holiday\.jpg/));
  });

  test('on splits comes in columns, without excluded pictures; test counts as looked at', async () => {
    const asked = { task: 'answers', model: model.id, dataset };
    const seen = async () => (await lab.ask('datasets.get', { dataset })).testLooks;
    assert.equal(await seen(), 0);
    const one = Uint32Array.of(3);
    await lab.ask('pictures.edit', {
      dataset,
      ids: new Uint8Array(one.buffer),
      edit: { kind: 'exclude' },
    });
    const answers = await ask('models.answers', { ...asked, splits: ['train'] });
    const ids = [...new Uint32Array(new Uint8Array(answers.ids).buffer)];
    assert.deepEqual(ids, [0, 1, 2, ...Array.from({ length: 20 }, (_, i) => i + 4)]);
    assert.equal(answers.version, 2);
    assert.deepEqual(
      [...answers.labels],
      (await lab.ask('pictures.rows', { dataset, ids })).map(({ label }) => label),
    );
    assert.deepEqual(rowsOf(answers.probabilities), await direct(await lab.datasets.pixels(dataset, ids)));
    assert.equal(await seen(), 0);

    const all = await ask('models.answers', { ...asked, splits: ['train', 'test'], version: 1 });
    assert.deepEqual([all.version, all.labels.length], [1, 36]);
    assert.deepEqual([...all.splits], [...Array(24).fill(0), ...Array(12).fill(2)]);
    assert.equal(await seen(), 1);
  });

  test('is refused for a dataset with other classes', async () => {
    const other = (await ask('models.list', {})).find(({ labels }) => labels[0] === 'a')!;
    const asked = { task: 'other', model: other.id, dataset, splits: ['train' as const] };
    await assert.rejects(ask('models.answers', asked), refused(/recognises 6 classes \(a, b.*has 6 \(0, 1/));
    assert.deepEqual(await lab.ask('tasks.list', {}), []);
  });

  test('is cancelled by its task', async () => {
    const other = await importSynthetic(lab, 90, 10); // 600 pictures: two batches
    const splits: ('train' | 'test')[] = ['train', 'test'];
    const asking = ask('models.answers', { task: 'long', model: model.id, dataset: other, splits });
    await lab.ask('tasks.cancel', { task: 'long' });
    await assert.rejects(asking, refused(/cancelled/));
    assert.equal((await lab.ask('datasets.get', { dataset: other })).testLooks, 0);
  });

  test('for nearest pictures is training pictures, by the inputs of the last layer', async () => {
    const asked = { task: 'nearest', model: model.id, dataset, picture: 30, count: 3 };
    const { by, pictures } = await ask('models.nearest', asked);
    assert.equal(by, 'features');
    assert.equal(pictures.length, 3);
    assert.ok(pictures.every(({ id }) => id < 24 && id !== 3));
    assert.deepEqual(
      pictures,
      pictures.toSorted((a, b) => a.distance - b.distance),
    );
  });

  test('works again after the recognition host died', async () => {
    const picture = { kind: 'picture' as const, dataset, picture: 0 };
    const before = await ask('models.see', { model: model.id, picture });
    const { pid } = lab.answers.recogniser;
    process.kill(pid!, 'SIGKILL');
    // The question to the dying host fails with a message; the next one starts a new host.
    await ask('models.see', { model: model.id, picture }).catch((error) => assert.equal(error.name, 'HostError'));
    assert.deepEqual(await ask('models.see', { model: model.id, picture }), before);
    assert.notEqual(lab.answers.recogniser.pid, pid);
  });
});

async function send(files: Record<string, Uint8Array | string>): Promise<number> {
  const { upload } = await lab.ask('uploads.begin', {});
  for (const [path, content] of Object.entries(files)) {
    await lab.ask('uploads.write', { upload, path, bytes: new Uint8Array(Buffer.from(content)) });
  }
  return upload;
}

/** (pictures,6) straight from the run's own file. */
async function direct(pixels: Uint8Array): Promise<number[][]> {
  const model = await openModel(join(trained, 'model.onnx'));
  const { probabilities } = await model.predict(pixels, pixels.length / 12288);
  await model.release();
  return rowsOf(new Uint8Array(probabilities.buffer));
}

function rowsOf(bytes: Uint8Array): number[][] {
  const values = new Float32Array(new Uint8Array(bytes).buffer);
  return Array.from({ length: values.length / 6 }, (_, i) => [...values.subarray(i * 6, i * 6 + 6)]);
}

test('the base is added to the list once when it is requested; a removed one is added again', async () => {
  const before = (await ask('models.list', {})).length;
  const [{ model, base }, again] = await Promise.all([ask('models.base', {}), ask('models.base', {})]);
  assert.deepEqual(model.origin, { kind: 'base' });
  assert.deepEqual([model.sha256, model.labels, model.parity], [base.sha256, base.classes, base.parity]);
  assert.equal(again.model.id, model.id);
  assert.equal((await ask('models.list', {})).length, before + 1);
  await ask('models.remove', { model: model.id });
  const { model: back } = await ask('models.base', {});
  assert.deepEqual([back.sha256, back.origin.kind], [base.sha256, 'base']);
});
