import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  BACKEND_IDS,
  type Backend,
  BackendError,
  type BackendId,
  type Probe,
} from '../../../../native-bridge/backends/backend.ts';
import { BACKENDS, type BackendRow, provideBackend, resolveBackend } from '../../../../native-bridge/backends/table.ts';
import { Network } from '../../../../native-bridge/convnet/network.ts';

const network = Network.parse({
  name: 'n',
  input: [4, 4, 1],
  layers: [{ kind: 'flatten' }, { kind: 'dense', units: 2 }],
});
const here: Probe = { available: true, device: 'CPU', version: '1', details: {} };
const missing: Probe = { available: false, reason: 'It is not installed.', remedy: 'Install it.', fixable: true };
const impossible: Probe = { available: false, reason: 'No such processor.', remedy: 'Buy one.', fixable: false };

function row(priority: number, probe: Probe, refusal: string | null = null): BackendRow {
  const backend: Backend = {
    ...{ id: 'tensorflow', concurrentSessions: false },
    probe: async () => probe,
    refuses: () => refusal,
    open: () => assert.fail('not opened'),
  };
  return { id: 'tensorflow', priority, load: async () => backend };
}

/** A backend that is missing until it is provisioned, or whose provisioning fails with `failure`. */
function provisioned(id: BackendId, priority: number, failure?: Error, buildsOnFirstUse?: true): BackendRow {
  let probe: Probe = missing;
  const backend: Backend = {
    ...{ id, concurrentSessions: false },
    probe: async () => probe,
    refuses: () => null,
    open: () => assert.fail('not opened'),
    async provision() {
      if (failure) throw failure;
      probe = here;
    },
  };
  return { id, priority, load: async () => backend, ...(buildsOnFirstUse && { buildsOnFirstUse }) };
}

describe('resolveBackend', () => {
  test('auto takes the available backend with the lowest priority number, and says what it skipped', async () => {
    const table = [row(3, here), row(2, here), row(1, impossible)];
    const { backend, why } = await resolveBackend('auto', network, table);
    assert.equal(backend, await table[1]?.load());
    assert.match(why, /No such processor/);
  });

  test('a backend that must be installed comes after all that need not', async () => {
    const table = [row(1, missing), row(2, here)];
    assert.equal((await resolveBackend('auto', network, table)).backend, await table[1]?.load());
    assert.equal(
      (await resolveBackend('auto', network, [row(1, missing)])).why,
      'chosen because tensorflow: It is not installed.',
    );
  });

  test('a backend that is built in seconds keeps its place, if it can be built', async () => {
    const built = { ...row(1, missing), buildsOnFirstUse: true } as const;
    const { backend, why } = await resolveBackend('auto', network, [row(2, here), built]);
    assert.equal(backend, await built.load());
    assert.equal(why, 'the first choice on this machine');
    const unbuildable = { ...row(1, impossible), buildsOnFirstUse: true } as const;
    const other = row(2, here);
    assert.equal((await resolveBackend('auto', network, [unbuildable, other])).backend, await other.load());
  });

  test('later rows are not even loaded', async () => {
    const never: BackendRow = { id: 'tensorflow', priority: 2, load: () => assert.fail('loaded') };
    assert.equal(
      (await resolveBackend('auto', network, [never, row(1, here)])).why,
      'the first choice on this machine',
    );
  });

  test('lists every backend with its reason and remedy', async () => {
    const table = [row(1, impossible), row(2, here, 'It cannot do dropout.')];
    await assert.rejects(resolveBackend('auto', network, table), (error: unknown) => {
      assert.ok(error instanceof BackendError);
      assert.match(error.message, /tensorflow: No such processor\. tensorflow: It cannot do dropout\./);
      assert.match(error.remedy, /Buy one\..*Choose another backend/);
      return true;
    });
  });

  test('a requested backend that cannot run is an error, not a reason to take another', async () => {
    const other: BackendRow = { id: 'other' as 'tensorflow', priority: 2, load: () => assert.fail('loaded') };
    await assert.rejects(
      resolveBackend('tensorflow', network, [row(1, impossible), other]),
      /Backend "tensorflow" cannot/,
    );
    await assert.rejects(resolveBackend('none' as 'tensorflow', network), /no backend "none"/);
  });
});

describe('provideBackend', () => {
  const options = { gpu: false };
  const broken = new BackendError('It did not compile: x.cc: error.', 'Install a compiler.');

  test('builds a backend that can be built', async () => {
    const table = [provisioned('fused-cpu', 1, undefined, true), row(2, here)];
    const { backend } = await provideBackend('auto', network, options, table);
    assert.equal(backend.id, 'fused-cpu');
    assert.ok((await backend.probe()).available);
  });

  test('auto continues with the next one if the build fails, and says why', async () => {
    const table = [provisioned('fused-cpu', 1, broken, true), row(2, here)];
    const { backend, why } = await provideBackend('auto', network, options, table);
    assert.equal(backend.id, 'tensorflow');
    assert.equal(why, 'chosen because fused-cpu: It did not compile: x.cc: error.');
  });

  test('auto lists every failure if none is left', async () => {
    const table = [provisioned('fused-cpu', 1, broken, true), provisioned('tensorflow', 2, broken)];
    await assert.rejects(provideBackend('auto', network, options, table), (error: unknown) => {
      assert.ok(error instanceof BackendError);
      assert.match(error.message, /No backend can.*fused-cpu: It did not compile.*tensorflow: It did not compile/);
      assert.match(error.remedy, /fused-cpu: Install a compiler\. tensorflow: Install a compiler\./);
      return true;
    });
  });

  test('the failure of a requested backend is the error, and so is a bug', async () => {
    const table = [provisioned('fused-cpu', 1, broken, true), row(2, here)];
    await assert.rejects(provideBackend('fused-cpu', network, options, table), broken);
    const bug = new TypeError('x is undefined');
    await assert.rejects(provideBackend('auto', network, options, [provisioned('fused-cpu', 1, bug, true)]), bug);
  });
});

test('the table has every backend once, with the same facts as the backend itself', async () => {
  assert.deepEqual(BACKENDS.map(({ id }) => id).sort(), [...BACKEND_IDS].sort());
  for (const { id, load } of BACKENDS) assert.equal((await load()).id, id);
});
