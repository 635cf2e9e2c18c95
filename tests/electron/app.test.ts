/** The shell of the packaged desktop app, run on a stand-in for Electron: see stand-in/electron.ts. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { type Desktop, startDesktop } from './desktop.ts';
import { BrowserWindow, nativeTheme, seen } from './stand-in/electron.ts';

let desktop: Desktop;

suite('the desktop app', () => {
  before(async () => {
    desktop = await startDesktop('app-of-shell-test');
  });
  after(() => desktop.remove());

  test('the window is sandboxed and isolated, and shows the page of its own scheme', () => {
    const [window] = BrowserWindow.windows;
    const { sandbox, contextIsolation, nodeIntegration, webviewTag, preload } = window?.options.webPreferences ?? {};
    assert.deepEqual([sandbox, contextIsolation, nodeIntegration, webviewTag], [true, true, false, false]);
    assert.equal(preload, join(desktop.built, 'preload.cjs'));
    assert.equal(window?.webContents.mainFrame.url, 'app://lab/index.html');
    assert.deepEqual(seen.schemes, [
      { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true } },
    ]);
  });

  test('the preload script gives the page the contract and nothing of Electron', async () => {
    assert.deepEqual([...seen.exposed.keys()], ['lab']);
    assert.deepEqual(Object.keys(desktop.api).sort(), ['listen', 'openFrames', 'request']);
    assert.doesNotMatch(
      readFileSync(join(desktop.built, 'preload.cjs'), 'utf8').replace('require("electron")', ''),
      /require\(/,
    );
    const info = await desktop.ask('lab.info', {});
    assert.deepEqual([info.shell, info.folder], ['electron', desktop.folder]);
  });

  test('requests from anything but the window’s page are refused', async () => {
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
    const bad = await desktop.api.request('datasets.get', { dataset: 'x' });
    assert.match(bad.ok ? '' : bad.failure.message, /datasets\.get was requested with invalid input/);
  });

  test('only the page’s files are served, with the policy', async () => {
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

  test('the page may use the camera; every other permission is refused', async () => {
    const request = (permission: string, url: string, mediaTypes: string[]) =>
      new Promise<boolean>((decide) => {
        const details = { requestingUrl: url, mediaTypes, isMainFrame: true };
        seen.permissionRequest?.({} as never, permission as never, decide, details as never);
      });
    assert.equal(await request('media', 'app://lab/index.html', ['video']), true);
    assert.equal(await request('media', 'app://lab/index.html', ['video', 'audio']), false);
    assert.equal(await request('media', 'app://lab/index.html', []), false);
    assert.equal(await request('media', 'https://evil.example/', ['video']), false);
    assert.equal(await request('geolocation', 'app://lab/index.html', ['video']), false);
    const check = (permission: string, origin: string, mediaType: string) =>
      seen.permissionCheck?.(null, permission as never, origin, { mediaType } as never);
    assert.equal(check('media', 'app://lab/', 'video'), true);
    assert.equal(check('media', 'app://lab/', 'audio'), false);
    assert.equal(check('media', 'https://evil.example', 'video'), false);
    assert.equal(check('clipboard-read', 'app://lab/', 'video'), false);
  });

  test('the system decides about the camera: macOS asks, Windows has switches, Linux has neither', async (t) => {
    const answers: Record<string, boolean> = {};
    for (const [platform, status] of [
      ['darwin', 'granted'],
      ['darwin', 'denied'],
      ['win32', 'granted'],
      ['win32', 'denied'],
      ['linux', 'denied'],
    ] as const) {
      t.mock.property(process, 'platform', platform);
      seen.camera = { status, asked: 0 };
      answers[`${platform} ${status}`] = await new Promise<boolean>((decide) => {
        const details = { requestingUrl: 'app://lab/index.html', mediaTypes: ['video'], isMainFrame: true };
        seen.permissionRequest?.({} as never, 'media', decide, details as never);
      });
      assert.equal(seen.camera.asked, platform === 'darwin' ? 1 : 0);
      t.mock.reset();
    }
    assert.deepEqual(answers, {
      ...{ 'darwin granted': true, 'darwin denied': false },
      ...{ 'win32 granted': true, 'win32 denied': false, 'linux denied': true },
    });
  });

  test('the window cannot navigate away; external links open in the browser', () => {
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
    assert.deepEqual(await desktop.ask('shell.choose', { what: 'folder' }), { path: '/somewhere' });
    assert.deepEqual(await desktop.ask('shell.choose', { what: 'saveModel', suggestion: 'a.onnx' }), { path: null });
  });

  test('a right click offers the commands for text', () => {
    const contents = BrowserWindow.windows[0]!.webContents;
    const offered = (isEditable: boolean, selectionText: string) => {
      const before = seen.menus.length;
      contents.emit('context-menu', {}, { isEditable, selectionText });
      return seen.menus[before]?.map(({ role, type }) => role ?? type) ?? [];
    };
    assert.deepEqual(offered(true, ''), ['undo', 'redo', 'separator', 'cut', 'copy', 'paste', 'selectAll']);
    assert.deepEqual(offered(false, 'Accuracy 0.94'), ['copy']);
    assert.deepEqual(offered(false, ' '), []);
  });

  test('the window’s theme is the lab’s', async () => {
    assert.equal(nativeTheme.themeSource, 'system');
    await desktop.ask('preferences.set', { theme: 'dark', thumbnail: 72, camera: '', cameras: {} });
    assert.equal(nativeTheme.themeSource, 'dark');
  });

  test('a crashed page is reloaded, but not for ever', () => {
    const [window] = BrowserWindow.windows;
    for (const reason of ['clean-exit', 'crashed', 'crashed'])
      window?.webContents.emit('render-process-gone', {}, { reason });
    assert.equal(window?.reloads, 1);
  });
});
