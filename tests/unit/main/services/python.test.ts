import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { PEERS } from '../../../../main/services/peers.ts';
import { type Library, pythonFor, reasonIn } from '../../../../main/services/python.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';

test('the reason of a failure is the line that names the error', () => {
  const traceback =
    'Traceback (most recent call last):\n  File "x.py", line 1\nImportError: no such library\nSet VERBOSE=1';
  assert.equal(reasonIn(traceback), 'ImportError: no such library');
  assert.equal(
    reasonIn('ERROR: No matching distribution found for x\n'),
    'ERROR: No matching distribution found for x',
  );
  assert.equal(reasonIn('killed\n'), 'killed');
});

test('without Python on the path, the error says so with a remedy', async (t) => {
  const home = temporaryFolder(t);
  await assert.rejects(pythonFor(PEERS[0]!, home, { environment: { PATH: home } }), {
    name: 'PythonError',
    message: 'There is no Python 3 on the path.',
    remedy: /Install Python/,
  });
  assert.equal(existsSync(join(home, 'peers')), false);
});

test('if pip cannot find a library, the error has its reason and the command to try', {
  skip: await withoutPython(),
}, async (t) => {
  const home = temporaryFolder(t);
  const peer: Library = { ...PEERS[0]!, modules: ['signs_lab_no_module'], packages: ['signs-lab-no-package'] };
  const steps: string[] = [];
  // No index: pip must not use the network.
  const environment = { ...process.env, PIP_NO_INDEX: '1', PIP_CONFIG_FILE: '/dev/null', PIP_FIND_LINKS: '' };
  await assert.rejects(pythonFor(peer, home, { environment, onInstall: (step) => steps.push(step) }), {
    name: 'PythonError',
    message: /pytorch-eager failed: ERROR: No matching distribution found for signs-lab-no-package/,
    remedy: /pip install .*signs-lab-no-package/,
  });
  assert.equal(steps.length, 1);
});

async function withoutPython(): Promise<string | false> {
  const plain: Library = { ...PEERS[0]!, modules: ['venv', 'ensurepip'] };
  return pythonFor(plain, '/nowhere').then(
    () => false,
    () => 'no Python with venv and pip here',
  );
}
