/** The life cycle of the desktop app, on the stand-in: it trains, outlives its window, ends cleanly. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { type Lab, openLab } from '../../main/services/lab.ts';
import { presetNetwork } from '../../native-bridge/convnet/presets.ts';
import { type Desktop, startDesktop, until } from './desktop.ts';
import { app, BrowserWindow, seen } from './stand-in/electron.ts';

let desktop: Desktop;
let dataset: number;

async function startRun(epochs: number): Promise<number> {
  const network = presetNetwork('course');
  const { id } = await desktop.ask('runs.start', {
    ...{ dataset, preset: 'course', network, hyperparameters: {}, backend: 'auto', seed: 3, epochs },
  });
  return id;
}

async function stateOf(run: number) {
  return (await desktop.ask('runs.get', { run })).state;
}

async function isUnderWay(run: number): Promise<boolean> {
  const { state, epochs } = await desktop.ask('runs.get', { run });
  return state.kind === 'training' && epochs > 0;
}

suite('the desktop app’s life', () => {
  before(async () => {
    desktop = await startDesktop('app-of-life-test');
  });
  after(() => desktop.remove());

  test('a dataset is drawn and a run trained in utility processes; the page is notified', async () => {
    const source = { kind: 'synthetic', train: 4, test: 2, seed: 1 } as const;
    dataset = (await desktop.ask('datasets.import', { task: 'draw', source })).id;
    const run = await startRun(3);
    await until(async () => (await stateOf(run)).kind === 'done');
    assert.equal((await desktop.ask('runs.epochs', { run, from: 0 })).cost.length, 3);
    assert.ok(seen.hosts.some(({ file }) => file === join(desktop.built, 'native-bridge/host/compute.js')));
    assert.ok(desktop.heard.some(({ event, payload }) => event === 'run' && (payload as Kind).kind === 'epochs'));
    const [model] = await desktop.ask('models.list', {});
    assert.equal(model?.parity?.passed, true);
  });

  test('if the system kills a host, the run fails with that reason and can be resumed', async () => {
    const run = await startRun(400);
    await until(() => isUnderWay(run));
    process.kill(seen.hosts.at(-1)?.pid ?? 0, 'SIGKILL');
    await until(async () => (await stateOf(run)).kind === 'failed');
    const state = await stateOf(run);
    assert.match(state.kind === 'failed' ? state.error.message : '', /was killed \(SIGKILL/);
    await desktop.ask('runs.resume', { run });
    await until(async () => (await stateOf(run)).kind === 'done');
    assert.equal((await desktop.ask('runs.epochs', { run, from: 0 })).cost.length, 400);
  });

  test('without its window the app continues training, notifies, and keeps the system awake', async () => {
    const run = await startRun(100_000);
    await until(() => isUnderWay(run));
    BrowserWindow.windows[0]?.close();
    await until(() => seen.notifications.length === 1);
    assert.match(seen.notifications[0] ?? '', /is still training: It quits when the queue is empty/);
    assert.deepEqual([seen.quits, seen.awake], [0, true]);
  });

  test('started again it shows its window, and says which lab is open', () => {
    assert.deepEqual(seen.start, { folder: desktop.folder });
    app.emit('second-instance', {}, [], '/', { folder: desktop.folder });
    assert.equal(BrowserWindow.windows.length, 1);
    assert.deepEqual(seen.messages, []);
    app.emit('second-instance', {}, [], '/', { folder: '/another' });
    assert.equal(BrowserWindow.windows[0]?.focused, 1);
    assert.match(seen.messages[0] ?? '', /Asked for: \/another/);
  });

  test('the window is restored with its position and size', () => {
    const [window] = BrowserWindow.windows;
    const { x, y, width, height } = window?.options ?? {};
    assert.deepEqual({ x, y, width, height }, { x: 10, y: 20, width: 1100, height: 700 });
    window?.maximize();
    window?.close();
    const kept = JSON.parse(readFileSync(join(desktop.userData, 'window.json'), 'utf8'));
    assert.deepEqual(kept, { x: 10, y: 20, width: 1100, height: 700, maximized: true });
    app.emit('activate');
    assert.equal(BrowserWindow.windows[0]?.maximized, true);
  });

  test('quitting pauses training before the app ends, even without a window', async () => {
    BrowserWindow.windows[0]?.close();
    let lab: Lab | null = null;
    // It can only be opened if it was released.
    app.on('quit', () => {
      lab = openLab(desktop.folder, { info: INFO, choose: () => ({ path: null }) });
    });
    app.quit();
    app.quit();
    assert.equal(seen.quits, 0);
    await until(() => seen.quits > 0);
    assert.equal(seen.quits, 1);
    const { runs } = await lab!.handlers['runs.list']({ offset: 0, limit: 1 });
    await lab!.close();
    assert.equal(runs[0]?.state.kind, 'paused');
  });
});

const INFO = { version: '0', shell: 'browser', platform: 'test', node: '0', electron: null } as const;

interface Kind {
  readonly kind: string;
}
