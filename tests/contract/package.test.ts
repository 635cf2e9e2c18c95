/** Packaging: checks the configuration with electron-builder's own schema, and the built app by running it. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, globSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { buildApp } from '../../main/package/build.ts';
import { buildPage } from '../../renderer/build.ts';

const ROOT = join(import.meta.dirname, '../..');
const built = join(ROOT, '.build/app-packaged-by-test');

interface Configuration {
  readonly win: { readonly target: readonly { readonly target: string }[] };
  readonly mac: Configuration['win'] & { readonly extendInfo: Readonly<Record<string, string>> };
  readonly linux: Configuration['win'];
  readonly electronFuses: Readonly<Record<string, boolean>>;
  readonly asarUnpack: readonly string[];
}

/** The parsing and checking that electron-builder's command line uses, from its own packages. */
async function readConfiguration(change: object = {}): Promise<Configuration> {
  const own = createRequire(createRequire(import.meta.url).resolve('electron-builder'));
  const { getConfig, validateConfiguration } = own('app-builder-lib/out/util/config/config');
  const { DebugLogger } = own('builder-util');
  const configuration = { ...(await getConfig(ROOT, 'electron-builder.yml', null)), ...change };
  await validateConfiguration(configuration, new DebugLogger(false));
  return configuration;
}

suite('packaging', () => {
  before(async () => {
    await buildPage();
    await buildApp(built);
  });
  after(() => rmSync(built, { recursive: true, force: true }));

  test('electron-builder.yml passes electron-builder’s schema, which refuses unknown keys', async () => {
    const { win, mac, linux, electronFuses, asarUnpack } = await readConfiguration();
    const targets = [win, mac, linux].map(({ target }) => target.map((one) => one.target));
    assert.deepEqual(targets, [['nsis'], ['dmg', 'zip'], ['AppImage', 'deb']]);
    assert.equal(electronFuses.runAsNode, false);
    assert.equal(electronFuses.onlyLoadAppFromAsar, true);
    assert.ok(asarUnpack.includes('**/node_modules/onnxruntime-node/bin/**'));
    assert.ok(asarUnpack.includes('native-bridge/base/base.*'));
    assert.ok(mac.extendInfo.NSCameraUsageDescription);
    await assert.rejects(readConfiguration({ electronFuse: {} }), /unknown property 'electronFuse'/);
  });

  test('the files that it names exist', () => {
    const yml = readFileSync(join(ROOT, 'electron-builder.yml'), 'utf8');
    for (const file of yml.match(/main\/package\/resources\/[\w.-]+/g) ?? [])
      assert.ok(existsSync(join(ROOT, file)), file);
    assert.ok(existsSync(join(ROOT, 'main/package/resources/icon.png')));
  });

  test('the built app contains no TypeScript, and no tests, pictures or tools of the repository', () => {
    const files = globSync('**/*', { cwd: built });
    assert.deepEqual(
      files.filter((file) => /\.(ts|svelte|h5|jpe?g)$|(^|\/)tests?\/|contact-sheet|launch\.mjs/.test(file)),
      [],
    );
    assert.ok(files.includes(join('renderer', 'index.html')));
    assert.ok(files.includes(join('exported-page', 'index.html')));
    assert.ok(files.includes(join('exported-page', 'ort-wasm-simd-threaded.wasm')));
    assert.ok(files.some((file) => file.endsWith('fused.wasm')));
    assert.ok(['base.onnx', 'base.json'].every((file) => files.includes(join('native-bridge/base', file))));
  });

  test('the built app runs: its command line trains in its own hosts', (t) => {
    const out = join(built, 'run-of-test');
    const args = ['train', '--json', '--data', 'synthetic:train=4,test=2', '--epochs', '2', '--out', out];
    const lines = execFileSync(process.execPath, [join(built, 'main/cli/signs-lab.js'), ...args], { encoding: 'utf8' });
    const last = JSON.parse(lines.trim().split('\n').at(-1) ?? '{}') as { kind: string; costs: number[] };
    t.diagnostic(`trained by the built app: ${last.costs}`);
    assert.deepEqual([last.kind, last.costs.length], ['done', 2]);
  });
});
