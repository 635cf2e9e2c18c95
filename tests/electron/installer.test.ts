/**
 * The content of an installer: electron-builder packs the app for real, on a stand-in for Electron's distribution (a
 * program that contains only the fuse wire), and Node then runs the packed app away from the repository.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { buildApp } from '../../main/package/build.ts';
import { buildPage } from '../../renderer/build.ts';

const ROOT = join(import.meta.dirname, '../..');
const require = createRequire(import.meta.url);
/** electron-builder's own packages. */
const own = createRequire(createRequire(require.resolve('electron-builder')).resolve('app-builder-lib'));
const APP = '.build/app-of-installer-test';
const folder = mkdtempSync(join(tmpdir(), 'signs-lab-'));
const resources = join(folder, 'dist/linux-unpacked/resources');
const extracted = join(folder, 'extracted');
const skip =
  process.platform !== 'linux' && 'Linux only: on other systems the distribution is not a folder with a program';

/** The wire in the format of @electron/fuses: a sentinel, version 1, the number of fuses, one character each. */
const FUSES = ['dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX', '\x01', '\x09', '1'.repeat(9)].join('');

async function makeDistribution(at: string): Promise<void> {
  mkdirSync(join(at, 'resources'), { recursive: true });
  mkdirSync(join(at, 'nothing'));
  writeFileSync(join(at, 'electron'), FUSES, { mode: 0o755 });
  writeFileSync(join(at, 'LICENSE'), '');
  await own('@electron/asar').createPackage(join(at, 'nothing'), join(at, 'resources/default_app.asar'));
}

function runNode(program: string, args: string[], environment: NodeJS.ProcessEnv = {}): string {
  const env = { ...process.env, ...environment };
  return execFileSync(process.execPath, [program, ...args], { cwd: ROOT, env, encoding: 'utf8', stdio: 'pipe' });
}

suite('what is installed', { skip }, () => {
  let files: string[] = [];
  before(async () => {
    await buildPage();
    await buildApp(join(ROOT, APP));
    await makeDistribution(join(folder, 'electron'));
    const changes = { electronDist: join(folder, 'electron'), 'directories.output': join(folder, 'dist') };
    const options = Object.entries({ ...changes, 'directories.app': APP }).map(([key, to]) => `-c.${key}=${to}`);
    runNode(require.resolve('electron-builder/cli.js'), ['--linux', 'dir', '--publish', 'never', ...options]);
    const asar = own('@electron/asar');
    files = asar.listPackage(join(resources, 'app.asar'));
    asar.extractAll(join(resources, 'app.asar'), extracted);
  });
  after(() => {
    for (const path of [folder, join(ROOT, APP)]) rmSync(path, { recursive: true, force: true });
  });

  test('the app and its packages, and nothing else of the repository', () => {
    const top = new Set(files.map((file) => file.split('/')[1]));
    assert.deepEqual([...top].sort(), [
      'datasets',
      'exported-page',
      'main',
      'native-bridge',
      'node_modules',
      'package.json',
      'preload.cjs',
      'renderer',
    ]);
    assert.deepEqual(
      files.filter((file) => /\.(ts|md|map|svelte|h5)$/.test(file)),
      [],
    );
    const licences = readFileSync(join(extracted, 'renderer/licences.txt'), 'utf8');
    for (const one of ['onnxruntime-node', 'svelte', 'sharp', 'bits-ui'])
      assert.match(licences, new RegExp(`^${one} \\d`, 'm'), one);
  });

  test('this platform\u2019s native files are next to the archive', () => {
    const native = files.filter((file) => file.endsWith('.node'));
    const packages = ['/node_modules/onnxruntime-node/bin/', '/node_modules/@img/', '/native-bridge/fused/prebuilt/'];
    for (const part of packages)
      assert.ok(
        native.some((file) => file.startsWith(part)),
        part,
      );
    for (const file of native) {
      assert.doesNotMatch(file, /win32|darwin|arm64|musl/);
      assert.ok(existsSync(join(resources, 'app.asar.unpacked', file)), file);
    }
  });

  test('node-gyp, which the machine\u2019s Node runs, is complete next to the archive', () => {
    const program = join(resources, 'app.asar.unpacked/node_modules/node-gyp/bin/node-gyp.js');
    assert.match(runNode(program, ['--version']), /^v\d+\./);
    const sources = join(resources, 'app.asar.unpacked/node_modules/@tensorflow/tfjs-node-gpu');
    for (const name of ['binding.gyp', 'package.json', 'binding/tfjs_backend.cc'])
      assert.ok(existsSync(join(sources, name)), name);
  });

  test('the fuses: no Node, no inspector, no other code', async () => {
    const { getCurrentFuseWire, FuseV1Options } = own('@electron/fuses');
    const wire = await getCurrentFuseWire(join(resources, '../signs-lab'));
    const stateOf = (name: string) => String.fromCharCode(wire[FuseV1Options[name]]);
    for (const name of ['RunAsNode', 'EnableNodeOptionsEnvironmentVariable', 'EnableNodeCliInspectArguments'])
      assert.equal(stateOf(name), '0', name);
    for (const name of ['EnableEmbeddedAsarIntegrityValidation', 'OnlyLoadAppFromAsar', 'EnableCookieEncryption'])
      assert.equal(stateOf(name), '1', name);
  });

  test('trains without repository, compiler or cache', () => {
    const home = join(folder, 'empty');
    const lines = runNode(
      join(extracted, 'main/cli/signs-lab.js'),
      [
        ...['train', '--json', '--data', 'synthetic:train=4,test=2', '--epochs', '2'],
        ...['--backend', 'fused-cpu', '--out', join(folder, 'run')],
      ],
      { SIGNS_LAB_HOME: home },
    );
    const last = JSON.parse(lines.trim().split('\n').at(-1) ?? '{}') as { kind: string; backend: string };
    assert.deepEqual([last.kind, last.backend], ['done', 'fused-cpu']);
    assert.equal(existsSync(home), false);
  });
});
