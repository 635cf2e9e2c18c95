/** One run, several backends: one resumes what another has started, and the output names the backend and why it was chosen. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { before, describe, test } from 'node:test';
import { BACKEND_IDS, type BackendId } from '../../native-bridge/backends/backend.ts';
import { loadCheckpoint } from '../../native-bridge/training/checkpoint.ts';
import { lab } from '../helpers/lab.ts';
import { temporaryFolder } from '../helpers/temporary.ts';

const data = ['--data', 'synthetic:train=20,test=4,seed=5'];
const settings = ['--set', 'batchSize=16', '--set', 'learningRate=0.002'];
const costsIn = (out: string) =>
  loadCheckpoint(join(out, 'checkpoint.safetensors')).state.history.map(({ cost }) => cost);

async function train(...args: string[]): Promise<void> {
  const ran = await lab(['train', ...args, '--json']);
  assert.equal(ran.status, 0, ran.stderr);
}

/** Why a backend cannot run here, by its id; empty if it can. */
const reasons = new Map<BackendId, string>();
before(async () => {
  const { stdout } = await lab(['doctor', '--json']);
  const { backends } = JSON.parse(stdout) as { backends: { id: BackendId; available: boolean; reason: string }[] };
  for (const { id, available, reason } of backends) if (!available) reasons.set(id, reason);
});

describe('a run resumed on another backend', () => {
  for (const begun of BACKEND_IDS) {
    for (const ended of BACKEND_IDS.filter((id) => id !== begun)) {
      test(`started on ${begun}, finished on ${ended}: the same curve as on one backend`, async (t) => {
        const missing = [begun, ended].find((id) => reasons.has(id));
        if (missing) return t.skip(`${missing}: ${reasons.get(missing)}`);
        const [moved, whole] = [temporaryFolder(t), temporaryFolder(t)].map((folder) => join(folder, 'run'));
        await train(...data, ...settings, '--backend', begun, '--epochs', '2', '--out', moved!);
        await train('--resume', '--backend', ended, '--epochs', '4', '--out', moved!);
        await train(...data, ...settings, '--backend', begun, '--epochs', '4', '--out', whole!);
        const [after, wanted] = [costsIn(moved!), costsIn(whole!)];
        assert.equal(after.length, 4);
        assert.deepEqual(after.slice(0, 2), wanted.slice(0, 2));
        // Without the moments of Adam the third epoch would differ in the second decimal.
        for (const [epoch, cost] of after.entries()) {
          assert.ok(Math.abs(cost - wanted[epoch]!) < 1e-3, `epoch ${epoch}: ${cost} and ${wanted[epoch]}`);
        }
      });
    }
  }
});

describe('choosing a backend', () => {
  test('auto chooses the kernels, builds them first if necessary, and says so', async (t) => {
    const missing = reasons.get('fused-cpu');
    if (missing) return t.skip(`fused-cpu: ${missing}`);
    const ran = await lab(['train', ...data, '--epochs', '1', '--out', join(temporaryFolder(t), 'run')]);
    assert.equal(ran.status, 0, ran.stderr);
    assert.match(ran.stdout + ran.stderr, /fused-cpu/);
  });

  test('without a compiler, auto trains on WebAssembly and says why', async (t) => {
    const home = temporaryFolder(t);
    const env = { SIGNS_LAB_HOME: home, PATH: temporaryFolder(t), SIGNS_LAB_NO_DOWNLOAD: '1' };
    const ran = await lab(['train', ...data, '--epochs', '1', '--out', join(home, 'run'), '--json'], { env });
    assert.equal(ran.status, 0, ran.stderr);
    assert.equal(ran.lines().at(-1)!.backend, 'fused-wasm');
    assert.match(ran.stderr, /fused-cpu: No .* was found, so the kernels cannot be built/);
  });

  test('an invalid number of threads is refused with a remedy', async (t) => {
    const out = join(temporaryFolder(t), 'run');
    const env = { SIGNS_LAB_THREADS: 'many' };
    const ran = await lab(['train', ...data, '--backend', 'fused-wasm', '--epochs', '1', '--out', out], { env });
    assert.equal(ran.status, 1);
    assert.match(ran.stderr, /SIGNS_LAB_THREADS is "many"[\s\S]*whole number/);
  });
});
