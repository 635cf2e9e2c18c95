/** The desktop app as it is packaged, run on a stand-in for Electron: see stand-in/electron.ts. */
import './stand-in/hooks.ts';
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import type { Channel, Input, Output } from '../../main/ipc/contract.ts';
import type { PreloadApi } from '../../main/ipc/preload-api.ts';
import { buildApp } from '../../main/package/build.ts';
import { presetNetwork } from '../../native-bridge/convnet/presets.ts';
import { buildPage } from '../../renderer/build.ts';
import { app, BrowserWindow, seen } from './stand-in/electron.ts';

const ROOT = join(import.meta.dirname, '../..');
// Within the repository, whose node_modules it finds as the packaged app finds its own.
const built = join(ROOT, '.build/app-of-test');
const folder = mkdtempSync(join(tmpdir(), 'signs-lab-'));
const heard: { event: string; payload: unknown }[] = [];
let api: PreloadApi;

async function ask<C extends Channel>(channel: C, input: Input<C>): Promise<Output<C>> {
  const answer = await api.request(channel, input);
  assert.ok(answer.ok, JSON.stringify(answer));
  return answer.value as Output<C>;
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 60_000; Date.now() < end; ) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error('it did not come within a minute');
}

suite('the desktop app', () => {
  before(async () => {
    await buildPage();
    await buildApp(built);
    seen.userData = folder;
    process.env.SIGNS_LAB_FOLDER = join(folder, 'lab');
    await import(join(built, 'main/electron.js'));
    await until(() => BrowserWindow.windows.length === 1);
    createRequire(import.meta.url)(join(built, 'preload.cjs'));
    api = seen.exposed.get('lab') as PreloadApi;
    api.listen((event, payload) => heard.push({ event, payload }));
  });
  after(() => {
    rmSync(folder, { recursive: true, force: true });
    rmSync(built, { recursive: true, force: true });
  });

  test('the window is sandboxed, isolated and shows the page of its own scheme', () => {
    const [window] = BrowserWindow.windows;
    const { sandbox, contextIsolation, nodeIntegration, webviewTag, preload } = window?.options.webPreferences ?? {};
    assert.deepEqual([sandbox, contextIsolation, nodeIntegration, webviewTag], [true, true, false, false]);
    assert.equal(preload, join(built, 'preload.cjs'));
    assert.equal(window?.webContents.mainFrame.url, 'app://lab/index.html');
    assert.deepEqual(seen.schemes, [
      { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
    ]);
  });

  test('the preload script gives the page the contract and nothing of Electron', async () => {
    assert.deepEqual([...seen.exposed.keys()], ['lab']);
    assert.deepEqual(Object.keys(api).sort(), ['listen', 'request']);
    assert.doesNotMatch(
      readFileSync(join(built, 'preload.cjs'), 'utf8').replace('require("electron")', ''),
      /require\(/,
    );
    const info = await ask('lab.info', {});
    assert.deepEqual([info.shell, info.folder], ['electron', join(folder, 'lab')]);
  });

  test('who is not the page of the window is refused', async () => {
    const handler = seen.handlers.get('lab:ask');
    for (const frame of [
      { url: 'https://evil.example/', parent: null },
      { url: 'app://lab.evil.example/', parent: null },
      { url: 'app://lab/index.html', parent: {} },
      null,
    ]) {
      const answer = (await handler?.({ senderFrame: frame as never }, 'lab.info', {})) as { ok: boolean };
      assert.equal(answer.ok, false);
    }
    const bad = await api.request('datasets.get', { dataset: 'x' });
    assert.match(bad.ok ? '' : bad.failure.message, /datasets\.get was asked wrongly/);
  });

  test('the page’s files and no others, with the policy', async () => {
    const get = (url: string) => seen.protocols.get('app')!(new Request(url));
    const page = await get('app://lab/index.html');
    assert.equal(page.status, 200);
    assert.match(page.headers.get('content-security-policy') ?? '', /default-src 'none'; script-src 'self'/);
    const script = /src="\.\/(assets\/[^"]+\.js)"/.exec(await page.text())?.[1];
    assert.equal((await get(`app://lab/${script}`)).headers.get('content-type'), 'text/javascript; charset=utf-8');
    for (const url of [
      'app://lab/..%2fpackage.json',
      'app://lab/%2e%2e/package.json',
      'app://lab/..%5cpackage.json',
      'app://lab/assets/../../main/electron.js',
      'app://other/index.html',
      'app://lab/%00',
      'app://lab/%ff',
    ]) {
      assert.equal((await get(url)).status, 404, url);
    }
  });

  test('the camera for the page, nothing else for anybody', () => {
    const request = (permission: string, url: string, mediaTypes: string[]) => {
      let decided: boolean | null = null;
      const details = { requestingUrl: url, mediaTypes, isMainFrame: true };
      seen.permissionRequest?.({} as never, permission as never, (is) => (decided = is), details as never);
      return decided;
    };
    assert.equal(request('media', 'app://lab/index.html', ['video']), true);
    assert.equal(request('media', 'app://lab/index.html', ['video', 'audio']), false);
    assert.equal(request('media', 'app://lab/index.html', []), false);
    assert.equal(request('media', 'https://evil.example/', ['video']), false);
    assert.equal(request('geolocation', 'app://lab/index.html', ['video']), false);
    const check = (permission: string, origin: string, mediaType: string) =>
      seen.permissionCheck?.(null, permission as never, origin, { mediaType } as never);
    assert.equal(check('media', 'app://lab/', 'video'), true);
    assert.equal(check('media', 'app://lab/', 'audio'), false);
    assert.equal(check('media', 'https://evil.example', 'video'), false);
    assert.equal(check('clipboard-read', 'app://lab/', 'video'), false);
  });

  test('the window stays where it is; links to the world open in the browser', () => {
    const contents = BrowserWindow.windows[0]!.webContents;
    const stopped = (event: string, url: string) => {
      let prevented = false;
      contents.emit(event, { url, preventDefault: () => (prevented = true) });
      return prevented;
    };
    assert.equal(stopped('will-navigate', 'https://evil.example/'), true);
    assert.equal(stopped('will-redirect', 'app://lab.evil.example/'), true);
    assert.equal(stopped('will-frame-navigate', 'file:///etc/passwd'), true);
    assert.equal(stopped('will-navigate', 'app://lab/index.html'), false);
    assert.equal(stopped('will-attach-webview', ''), true);
    assert.deepEqual(contents.openHandler?.({ url: 'https://example.org/' }), { action: 'deny' });
    assert.deepEqual(contents.openHandler?.({ url: 'file:///etc/passwd' }), { action: 'deny' });
    assert.deepEqual(seen.opened, ['https://example.org/']);
  });

  test('dialogs are the system’s', async () => {
    assert.deepEqual(await ask('shell.choose', { what: 'folder' }), { path: '/somewhere' });
    assert.deepEqual(await ask('shell.choose', { what: 'saveModel', suggestion: 'a.onnx' }), { path: null });
  });

  test('a dataset is drawn and a run trained in utility processes; the page hears of it', async () => {
    const source = { kind: 'synthetic', train: 4, test: 2, seed: 1 } as const;
    const dataset = await ask('datasets.import', { task: 'draw', source });
    const settings = { dataset: dataset.id, preset: 'course', network: presetNetwork('course'), hyperparameters: {} };
    const { id } = await ask('runs.start', { ...settings, backend: 'auto', seed: 3, epochs: 3 });
    await until(async () => (await ask('runs.get', { run: id })).state.kind === 'done');
    assert.equal((await ask('runs.epochs', { run: id, from: 0 })).cost.length, 3);
    assert.ok(heard.some(({ event, payload }) => event === 'run' && (payload as { kind: string }).kind === 'epochs'));
    const [model] = await ask('models.list', {});
    assert.equal(model?.parity?.passed, true);
  });

  test('a second start shows the window; closing it with nothing to do ends the app in order', async () => {
    const [window] = BrowserWindow.windows;
    app.emit('second-instance');
    assert.equal(window?.focused, 1);
    window?.close();
    await until(() => seen.quits === 1);
    const kept = JSON.parse(readFileSync(join(folder, 'window.json'), 'utf8'));
    assert.deepEqual(kept, { x: 10, y: 20, width: 1100, height: 700 });
  });
});
