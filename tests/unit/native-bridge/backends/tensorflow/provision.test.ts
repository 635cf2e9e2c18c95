import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { BackendError } from '../../../../../native-bridge/backends/backend.ts';
import { requireCompiler } from '../../../../../native-bridge/backends/building/compiler.ts';
import { type Manifest, readInstallation } from '../../../../../native-bridge/backends/tensorflow/installation.ts';
import { provisionBuild } from '../../../../../native-bridge/backends/tensorflow/provision/provision.ts';
import { unpackWheel } from '../../../../../native-bridge/backends/tensorflow/provision/unpack.ts';
import type { Build } from '../../../../../native-bridge/backends/tensorflow/provision/wheels.ts';
import { temporaryFolder } from '../../../../helpers/temporary.ts';
import { LIBRARY, sha256, tinyBuild, writeWheel, zip } from './tiny-wheel.ts';

/** The compiler is looked for before any download. */
const withoutCompiler = await requireCompiler('binding', { environment: process.env }).then(
  () => false as const,
  (error: Error) => error.message,
);

function environment(settings: Record<string, string>): NodeJS.ProcessEnv {
  const { SIGNS_LAB_TENSORFLOW: _1, SIGNS_LAB_PACKAGE_INDEX: _2, SIGNS_LAB_NO_DOWNLOAD: _3, ...rest } = process.env;
  return { ...rest, ...settings };
}

/** The error of a provisioning that must be refused; afterwards the home folder contains `left` and nothing else. */
async function refusal(build: Build, home: string, env: NodeJS.ProcessEnv, left: string[] = []): Promise<BackendError> {
  const error = await provisionBuild(build, home, { environment: env }).then(
    () => assert.fail('was not refused'),
    (reason: unknown) => reason,
  );
  assert.ok(error instanceof BackendError, String(error));
  assert.deepEqual(readdirSync(home), left);
  return error;
}

/** A folder that looks like an installation of that build. */
function fakeInstallation(build: Build, home: string): string {
  const folder = join(home, build.name);
  mkdirSync(join(folder, 'lib'), { recursive: true });
  writeFileSync(join(folder, 'lib/addon.node'), '');
  writeFileSync(join(folder, 'lib/libtiny.so.2'), LIBRARY);
  const manifest: Manifest = {
    ...{ format: 1, tensorflow: '1.0', binding: '4.22.0', abi: 'napi-v8', gpu: false, machine: build.machine },
    ...{ built: '2026-01-01T00:00:00.000Z', wheels: [], addon: 'lib/addon.node', libraryFolders: [] },
    libraries: [{ path: 'lib/libtiny.so.2', bytes: LIBRARY.length, sha256: sha256(LIBRARY) }],
  };
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(manifest));
  return folder;
}

describe('provisioning', { skip: withoutCompiler }, () => {
  test('refuses a wheel whose checksum is not the pinned one', async (t) => {
    const [home, source] = [temporaryFolder(t), temporaryFolder(t)];
    const { file, bytes } = writeWheel(source);
    const error = await refusal(tinyBuild('0'.repeat(64)), home, environment({ SIGNS_LAB_TENSORFLOW: file }));
    assert.match(error.message, new RegExp(`tiny_flow.*SHA-256 ${sha256(bytes)}, expected 0{64}`));
    assert.ok(existsSync(file), "the user's own wheel is kept");
  });

  test('refuses an unpacked folder whose library has another checksum', async (t) => {
    const [home, source] = [temporaryFolder(t), temporaryFolder(t)];
    mkdirSync(join(source, 'tensorflow'));
    writeFileSync(join(source, 'tensorflow/libtiny.so.2'), 'tampered');
    const error = await refusal(tinyBuild(null), home, environment({ SIGNS_LAB_TENSORFLOW: source }));
    assert.match(error.message, /libtiny\.so\.2 is not the file it should be/);
  });

  test('refuses a folder without the library', async (t) => {
    const [home, source] = [temporaryFolder(t), temporaryFolder(t)];
    const error = await refusal(tinyBuild(null), home, environment({ SIGNS_LAB_TENSORFLOW: source }));
    assert.match(error.message, /does not contain tensorflow\/libtiny\.so\.2/);
  });

  test('refuses a wheel that is not a zip file, although its checksum is right', async (t) => {
    const [home, source] = [temporaryFolder(t), temporaryFolder(t)];
    const file = join(source, 'x.whl');
    writeFileSync(file, 'not a zip file at all');
    const build = tinyBuild(sha256(readFileSync(file)));
    const error = await refusal(build, home, environment({ SIGNS_LAB_TENSORFLOW: file }));
    assert.match(error.message, /x\.whl cannot be unpacked/);
  });

  test('a failed compilation leaves its log, which the message names, and no installation', async (t) => {
    const [home, source] = [temporaryFolder(t), temporaryFolder(t)];
    const { file, bytes } = writeWheel(source); // without headers
    const build = tinyBuild(sha256(bytes));
    const error = await refusal(build, home, environment({ SIGNS_LAB_TENSORFLOW: file }), ['tiny-1.0.log']);
    assert.match(error.message, /did not compile: .*tensorflow\/c\/c_api\.h/);
    assert.ok(error.message.includes(join(home, 'tiny-1.0.log')));
    assert.match(readFileSync(join(home, 'tiny-1.0.log'), 'utf8'), /gyp/);
  });

  test('says what to do if downloads are forbidden', async (t) => {
    const error = await refusal(tinyBuild(null), temporaryFolder(t), environment({ SIGNS_LAB_NO_DOWNLOAD: '1' }));
    assert.match(error.remedy, /SIGNS_LAB_TENSORFLOW/);
  });

  test('names a source that does not exist', async (t) => {
    const env = environment({ SIGNS_LAB_TENSORFLOW: '/nowhere/x.whl' });
    assert.match((await refusal(tinyBuild(null), temporaryFolder(t), env)).message, /nowhere.* does not exist/);
  });

  test('checks the disk space first', async (t) => {
    const build = { ...tinyBuild(null), space: 2 ** 60 };
    const error = await refusal(build, temporaryFolder(t), environment({}));
    assert.match(error.message, /needs 1073741824\.0 GiB/);
  });

  test('can be stopped', async (t) => {
    const [home, source] = [temporaryFolder(t), temporaryFolder(t)];
    const { file, bytes } = writeWheel(source);
    const stop = new AbortController();
    const env = environment({ SIGNS_LAB_TENSORFLOW: file });
    const onProgress = ({ step }: { step: string }) => step.startsWith('Check') && stop.abort();
    const options = { environment: env, signal: stop.signal, onProgress };
    await assert.rejects(provisionBuild(tinyBuild(sha256(bytes)), home, options), { name: 'AbortError' });
    assert.deepEqual(readdirSync(home), []);
  });

  test('the remains of a killed process are not an installation, and the next attempt removes them', async (t) => {
    const home = temporaryFolder(t);
    const child = spawn(process.execPath, [join(import.meta.dirname, 'hanging-provision.ts'), home], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(child.stdout, 'data'); // it is in the middle of its download
    const remains = readdirSync(home);
    assert.ok(remains.some((name) => name.startsWith('tiny-1.0.partial-')) && remains.includes('tiny-1.0.lock'));
    child.kill('SIGKILL');
    await once(child, 'exit');
    assert.equal(readInstallation(join(home, 'tiny-1.0')), null);
    await refusal(tinyBuild(null), home, environment({ SIGNS_LAB_NO_DOWNLOAD: '1' }));
  });
});

describe('an existing installation', () => {
  test('is returned at once, without a source', async (t) => {
    const home = temporaryFolder(t);
    const build = tinyBuild(null);
    const folder = fakeInstallation(build, home);
    const options = { environment: environment({ SIGNS_LAB_TENSORFLOW: '/nowhere' }) };
    assert.equal((await provisionBuild(build, home, options)).folder, folder);
  });

  test('does not count if a library is truncated or the manifest has another format', (t) => {
    const home = temporaryFolder(t);
    const folder = fakeInstallation(tinyBuild(null), home);
    assert.ok(readInstallation(folder));
    writeFileSync(join(folder, 'lib/libtiny.so.2'), LIBRARY.subarray(1));
    assert.equal(readInstallation(folder), null);
    writeFileSync(join(folder, 'lib/libtiny.so.2'), LIBRARY);
    writeFileSync(join(folder, 'manifest.json'), '{"format":2}');
    assert.equal(readInstallation(folder), null);
  });
});

describe('unpacking', () => {
  const work = (folder: string) => ({ folder, onProgress: () => {}, environment: {} });

  test('extracts the wanted files to their destinations', async (t) => {
    const folder = temporaryFolder(t);
    const { file } = writeWheel(folder);
    const place = (entry: string) => (entry.endsWith('.so.2') ? 'deps/lib/x.so' : null);
    assert.deepEqual(await unpackWheel(file, folder, place, work(folder)), ['deps/lib/x.so']);
    assert.deepEqual(readFileSync(join(folder, 'deps/lib/x.so')), LIBRARY);
  });

  for (const name of ['../outside', '/absolute', 'a/../../outside']) {
    test(`writes nothing outside its folder: ${name}`, async (t) => {
      const folder = temporaryFolder(t);
      const inner = join(folder, 'inner');
      const file = join(folder, 'evil.whl');
      writeFileSync(file, zip({ [name]: Buffer.from('evil') }));
      await assert.rejects(
        unpackWheel(file, inner, (entry) => entry, work(folder)),
        BackendError,
      );
      assert.deepEqual(readdirSync(folder), ['evil.whl']);
    });
  }

  test('nor if the destination leads outside', async (t) => {
    const folder = temporaryFolder(t);
    const { file } = writeWheel(folder);
    await assert.rejects(
      unpackWheel(file, folder, () => '../x', work(folder)),
      /outside its folder/,
    );
  });
});
