/** The lock of a run's folder, left behind and on a full disk; and what a new run refuses to overwrite. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { holdFolder, newRunFolder, runFolder } from '../../../../native-bridge/host/run-folder.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';

const module = join(import.meta.dirname, '../../../../native-bridge/host/run-folder.ts');
const windows = process.platform === 'win32' && 'there is no ulimit on Windows';

describe('the lock of a folder', () => {
  test('a lock that names no process is waited for, then taken over', async (t) => {
    const folder = runFolder(temporaryFolder(t));
    const lock = join(folder.path, 'run.lock');
    writeFileSync(lock, '');
    const began = performance.now();
    const release = await holdFolder(folder);
    assert.ok(performance.now() - began > 1000, 'its process may be about to write its id');
    assert.equal(readFileSync(lock, 'utf8'), String(process.pid));
    release();
    assert.ok(!existsSync(lock));
  });

  test('the lock of a process that is alive is respected', async (t) => {
    const folder = runFolder(temporaryFolder(t));
    writeFileSync(join(folder.path, 'run.lock'), String(process.ppid));
    await assert.rejects(holdFolder(folder), { message: new RegExp(`Process ${process.ppid} is training`) });
  });

  test('where nothing can be written, no lock is left', { skip: windows }, (t) => {
    const out = temporaryFolder(t);
    const script = `import { holdFolder, runFolder } from ${JSON.stringify(module)};
      await holdFolder(runFolder(${JSON.stringify(out)})).catch(({ code, path }) => console.log(code, path));`;
    // A limit of 0 bytes per file: like a full disk, it lets files be created but not filled.
    const limited = ['-c', 'ulimit -f 0; exec "$0" --input-type=module -e "$1"', process.execPath, script];
    // The compile cache is a file too.
    const env = { ...process.env, NODE_DISABLE_COMPILE_CACHE: '1' };
    const printed = execFileSync('sh', limited, { encoding: 'utf8', env });
    assert.equal(printed.trim(), `EFBIG ${join(out, 'run.lock')}`);
    assert.ok(!existsSync(join(out, 'run.lock')));
  });
});

test('a new run refuses the files of another one, but not kept epochs that have no checkpoint', async (t) => {
  const out = temporaryFolder(t);
  const { kept, checkpoint } = runFolder(out);
  mkdirSync(kept);
  writeFileSync(join(kept, 'run.json'), '{}');
  assert.equal((await newRunFolder(out)).path, out);
  writeFileSync(checkpoint, '');
  await assert.rejects(newRunFolder(out), { message: /already contains a run.*checkpoint\.safetensors/ });
});
