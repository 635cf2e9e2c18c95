/** The store of answers, with a real recognition host, model and pixel file. */
import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { HostError } from '../../../../../main/hosts/host-error.ts';
import { type AnswersAsk, answerStore } from '../../../../../main/services/models/answers.ts';
import { taskService, type Work } from '../../../../../main/services/tasks.ts';
import { openDatabase } from '../../../../../main/storage/database.ts';
import { labPaths } from '../../../../../main/storage/lab-folder.ts';
import { openModel } from '../../../../../native-bridge/onnx/session.ts';
import { temporaryFolder } from '../../../../helpers/temporary.ts';
import { randomImages, writeModel } from '../../../native-bridge/onnx/fixtures.ts';

const folder = temporaryFolder({ after });
const path = writeModel(folder);
const COUNT = 1200; // three batches
const images = randomImages(COUNT, 7);
const model = { id: 1, path, sha256: 'c'.repeat(64), classes: 6 };
const all = Int32Array.from({ length: COUNT }, (_, i) => i);
const FILE = `${model.sha256}-7.f32`;

/** A separate lab with dataset 7 and model 1. */
function lab(name: string) {
  const paths = labPaths(join(folder, name));
  const db = openDatabase(paths.database);
  db.sql
    .prepare("INSERT INTO models (id, name, created_at, file, labels, bytes, sha256) VALUES (1, 'm', 0, 'm', ?, 1, ?)")
    .run(JSON.stringify(['0', '1', '2', '3', '4', '5']), model.sha256);
  mkdirSync(paths.dataset(7), { recursive: true });
  writeFileSync(join(paths.dataset(7), 'pictures.u8'), images);
  const store = answerStore({ db, paths, emit: () => {}, tasks: taskService(() => {}) });
  after(() => {
    store.close();
    db.close();
  });
  const steps: number[] = [];
  const controller = new AbortController();
  const work: Work = { signal: controller.signal, progress: ({ done }) => void steps.push(done) };
  const ask = (ids: ArrayLike<number>): AnswersAsk => ({ model, dataset: 7, ids, work });
  return { store, paths, steps, controller, work, ask };
}

const direct = await openModel(path);
const { probabilities: expected } = await direct.predict(images, COUNT);
await direct.release();

function checkRows(answers: Float32Array, ids: Iterable<number>): void {
  for (const id of ids) {
    for (let k = id * 6; k < id * 6 + 6; k++) {
      assert.ok(Math.abs(answers[k]! - expected[k]!) < 1e-6, `picture ${id}: ${answers[k]} is not ${expected[k]}`);
    }
  }
}

describe('answers of a model', () => {
  test('are computed once, and only where they are missing', async () => {
    const { store, steps, ask } = lab('once');
    assert.equal(await store.kept(1, 7), null);
    const some = await store.ensure(ask([5, 900]));
    checkRows(some, [5, 900]);
    assert.ok(Number.isNaN(some[6 * 6]!));
    assert.deepEqual(await store.kept(1, 7), some);
    steps.length = 0;
    checkRows(await store.ensure(ask(all)), all);
    assert.deepEqual(steps, [0, 512, 1024, COUNT - 2]);
    steps.length = 0;
    checkRows(await store.ensure(ask(all)), all);
    assert.deepEqual(steps, [0]);
  });

  test('of an unknown model do not exist', async () => assert.equal(await lab('unknown').store.kept(99, 7), null));

  test('that were computed before a cancellation are kept', async () => {
    const { store, controller, ask } = lab('cancel');
    const progress = ({ done }: { done: number }) => done >= 512 && controller.abort();
    const work = { signal: controller.signal, progress };
    await assert.rejects(store.ensure({ ...ask(all), work }), { name: 'AbortError' });
    const kept = (await store.kept(1, 7))!;
    checkRows(kept, all.subarray(0, 512));
    assert.ok(Number.isNaN(kept.at(-1)!));
  });

  test('requested twice at once are computed once', async () => {
    const { store, steps, ask } = lab('twice');
    const [one, other] = await Promise.all([store.ensure(ask(all)), store.ensure(ask(all))]);
    assert.deepEqual(one, other);
    assert.deepEqual(steps, [0, 512, 1024, COUNT, 0]);
  });

  test('for pictures added later are missing, and are computed', async () => {
    const { store, paths, ask } = lab('later');
    await store.ensure(ask(all));
    appendFileSync(join(paths.dataset(7), 'pictures.u8'), images.subarray(0, 12288));
    const kept = (await store.kept(1, 7))!;
    assert.equal(kept.length, (COUNT + 1) * 6);
    assert.ok(Number.isNaN(kept.at(-1)!));
    const answers = await store.ensure(ask([COUNT]));
    checkRows(answers.subarray(COUNT * 6), [0]);
    checkRows(answers, all);
  });

  test('are stored in one file as float32; a half-written file of a killed process is ignored', async () => {
    const { store, paths, ask } = lab('file');
    const answers = await store.ensure(ask(all));
    assert.deepEqual(readdirSync(paths.answers), [FILE]);
    const bytes = readFileSync(join(paths.answers, FILE));
    assert.deepEqual(new Float32Array(new Uint8Array(bytes).buffer), answers);
    writeFileSync(join(paths.answers, `${FILE}.incoming`), bytes.subarray(0, 10));
    assert.deepEqual(await store.kept(1, 7), answers);
    assert.deepEqual(await store.ensure(ask(all)), answers);
  });

  test('survive a host that dies', async () => {
    const { store, ask, controller } = lab('dying');
    let killed = false;
    const progress = ({ done }: { done: number }) => {
      if (done < 512 || killed) return;
      killed = true;
      process.kill(store.recogniser.pid!, 'SIGKILL');
    };
    await assert.rejects(store.ensure({ ...ask(all), work: { signal: controller.signal, progress } }), HostError);
    checkRows((await store.kept(1, 7))!, all.subarray(0, 512));
    checkRows(await store.ensure(ask(all)), all);
  });

  test('for a missing picture are refused with a remedy', async () => {
    const { store, ask } = lab('absent');
    await assert.rejects(store.ensure(ask([COUNT])), (error: unknown) => {
      assert.ok(error instanceof HostError && error.remedy);
      assert.match(error.message, /has no picture 1200/);
      return true;
    });
  });

  test('give the nearest pictures, with progress', async () => {
    const { store, steps, work } = lab('nearest');
    const question = { model, dataset: 7, picture: 3, among: all, count: 4, work };
    const { by, pictures } = await store.nearest(question);
    assert.equal(by, 'features');
    assert.equal(pictures.length, 4);
    assert.ok(pictures.every(({ id }) => id !== 3));
    assert.deepEqual(steps, [0, 512, 1024, COUNT]);
  });
});
