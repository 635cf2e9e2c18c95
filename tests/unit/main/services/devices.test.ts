/** Devices: what this machine can do, reported by real hosts; measurements, and errors of repairs that fail. */
import assert from 'node:assert/strict';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { after, beforeEach, describe, test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type { Asked, HandlersOf, Output } from '../../../../main/ipc/contract.ts';
import { REQUESTS } from '../../../../main/ipc/contract.ts';
import type { TaskEvent } from '../../../../main/ipc/schemas/lab.ts';
import { deviceService } from '../../../../main/services/devices/service.ts';
import { taskService } from '../../../../main/services/tasks.ts';
import { openDatabase } from '../../../../main/storage/database.ts';
import { labPaths } from '../../../../main/storage/lab-folder.ts';
import { lab as cli } from '../../../helpers/lab.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';

type Handlers = HandlersOf<'devices'>;
const paths = labPaths(temporaryFolder({ after }));
const db = openDatabase(paths.database);
after(() => db.close());
const heard: TaskEvent[] = [];
const tasks = taskService((event, payload) => event === 'task' && heard.push(payload as TaskEvent));
const open = () => deviceService({ db, paths, emit: () => {}, tasks }).handlers;
let handlers = open();
beforeEach(() => void heard.splice(0));

async function ask<C extends keyof Handlers>(channel: C, asked: Asked<C>): Promise<Output<C>> {
  const { input, output } = REQUESTS[channel];
  const handler = handlers[channel] as (asked: unknown) => unknown;
  return output.parse(await handler(input.parse(asked))) as Output<C>;
}
const report = (fresh = false) => ask('devices.report', { fresh });
const measure = (preset: string, task = 'm') => ask('devices.measure', { task, backend: 'fused-wasm', preset });
const titles = () => new Set(heard.flatMap((event) => (event.kind === 'progress' ? [event.task.title] : [])));

describe('the report of this machine', () => {
  test('reports the same as `doctor`', async () => {
    const doctor = JSON.parse((await cli(['doctor', '--json'])).stdout) as Record<string, unknown>;
    const { backends, onnxruntime, machine, speeds } = await report();
    assert.deepEqual({ backends, onnxruntime }, { backends: doctor.backends, onnxruntime: doctor.onnxruntime });
    assert.equal(machine.memoryBytes, totalmem());
    assert.deepEqual(speeds, []);
  });

  test('is cached, and probed again for a fresh one', async (context) => {
    const before = await report();
    const home = join(temporaryFolder(context), 'home');
    setHome(context, home);
    assert.equal((await report()).home, before.home);
    assert.equal((await report(true)).home, home);
    assert.equal((await report()).home, home);
  });
});

describe('a measurement', () => {
  test('is a speed of this machine, stored in the lab folder; the latest one counts', async () => {
    const first = await measure('course');
    assert.deepEqual([first.backend, first.preset], ['fused-wasm', 'course']);
    assert.ok(first.imagesPerSecond > 10, `${first.imagesPerSecond} images a second`);
    assert.deepEqual((await report()).speeds, [first]);
    const second = await measure('course');
    handlers = open();
    assert.deepEqual((await report()).speeds, [second]);
    const steps = heard.flatMap((event) => (event.kind === 'progress' ? [event.task.step] : []));
    assert.ok(steps.some(Boolean), 'reports its steps');
    assert.deepEqual(heard.at(-1), { kind: 'ended', id: 'm' });
  });

  test('of an unknown preset is refused, listing the presets', async () => {
    const remedy = /course.*lenet5/;
    await assert.rejects(measure('vgg'), { name: 'HostError', message: /no preset "vgg"/, remedy });
  });

  test('that is cancelled leaves nothing behind', async () => {
    const before = (await report()).speeds;
    const measuring = measure('four-block', 'long');
    const steps = () => heard.some((event) => event.kind === 'progress' && event.task.step !== '');
    while (!steps()) await setTimeout(20); // its host is working
    await tasks.handlers['tasks.cancel']({ task: 'long' });
    await assert.rejects(measuring, { name: 'HostError', message: /cancelled/ });
    assert.deepEqual((await report()).speeds, before);
  });

  test('while a run trains is allowed, and says that it is slower', async () => {
    const add = db.sql.prepare(
      `INSERT INTO runs (name, created_at, settings, dataset, dataset_name, dataset_version, parameters, state, progress)
       VALUES ('r', 0, '{}', 1, 'd', 1, 1, ?, '{}')`,
    );
    add.run(JSON.stringify({ kind: 'paused' }));
    const alone = measure('course');
    assert.deepEqual([...titles()], ['Measure fused-wasm on course']);
    await alone;
    heard.length = 0;
    add.run(JSON.stringify({ kind: 'training', since: 0, step: null }));
    await measure('lenet5', 'beside');
    assert.match([...titles()].join(), /^Measure fused-wasm on lenet5, while a run trains: slower/);
  });
});

describe('a repair', () => {
  test('of something installed already leaves the report as it is', async () => {
    const before = await report(true);
    const repaired = await ask('devices.repair', { task: 'r', backend: 'fused-wasm', gpu: false });
    assert.deepEqual(repaired, before);
    assert.deepEqual([...titles()], ['Set up fused-wasm']);
  });

  test('that this machine cannot do says what is missing', async (context) => {
    const folder = temporaryFolder(context);
    setHome(context, join(folder, 'home'));
    setEnvironment(context, 'PATH', folder); // no compiler
    setEnvironment(context, 'CXX', 'no-such-compiler');
    const repair = ask('devices.repair', { task: 'r', backend: 'fused-cpu', gpu: false });
    const message = /^fused-cpu still cannot run here: .*compiler/;
    await assert.rejects(repair, { name: 'HostError', message, remedy: /\w{3}/ });
  });

  test('that fails says why', async (context) => {
    // TensorFlow has to come from somewhere: an invalid folder makes it unavailable.
    const folder = temporaryFolder(context);
    setHome(context, join(folder, 'home'));
    setEnvironment(context, 'SIGNS_LAB_TENSORFLOW', join(folder, 'no-wheel'));
    const repair = ask('devices.repair', { task: 'r', backend: 'tensorflow', gpu: false });
    await assert.rejects(repair, { name: 'HostError', message: /no-wheel/, remedy: /\w{3}/ });
    const row = (await report(true)).backends.find(({ id }) => id === 'tensorflow');
    assert.equal(row?.available, false);
  });
});

interface Test {
  after(fn: () => void): void;
}

/** Hosts inherit the environment of this process. */
function setEnvironment(context: Test, name: string, value: string): void {
  const before = process.env[name];
  process.env[name] = value;
  context.after(() => {
    if (before === undefined) delete process.env[name];
    else process.env[name] = before;
  });
}

const setHome = (context: Test, home: string) => setEnvironment(context, 'SIGNS_LAB_HOME', home);
