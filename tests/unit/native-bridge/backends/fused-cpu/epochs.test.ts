/** How a process ends while epochs of the kernels are running: at once, as requested, and never with a crash. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { BACKENDS } from '../../../../../native-bridge/backends/table.ts';
import { availability } from '../../../../conformance/availability.ts';

const { skip } = await availability(BACKENDS.find(({ id }) => id === 'fused-cpu')!);

const ENDS = [
  { way: 'exit', status: 7, says: 'under way' },
  { way: 'error', status: 1, says: 'under way' },
  { way: 'terminate', status: 0, says: 'terminated' },
  { way: 'idle', status: 0, says: '4 ended' },
  { way: 'garbage', status: 0, says: 'collected' },
];

suite('a process with running epochs', { skip }, () => {
  for (const { way, status, says } of ENDS) {
    test(way, () => {
      const script = join(import.meta.dirname, 'ending-process.ts');
      const ended = spawnSync(process.execPath, ['--expose-gc', script, way], { encoding: 'utf8', timeout: 30_000 });
      assert.deepEqual([ended.signal, ended.status], [null, status], ended.stderr);
      assert.equal(ended.stdout, says);
    });
  }
});
