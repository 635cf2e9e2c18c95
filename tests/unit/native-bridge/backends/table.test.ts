import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { BACKEND_IDS, type Backend, BackendError, type Probe } from '../../../../native-bridge/backends/backend.ts';
import { BACKENDS, type BackendRow, resolveBackend } from '../../../../native-bridge/backends/table.ts';
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
    id: 'tensorflow',
    probe: async () => probe,
    refuses: () => refusal,
    open: () => assert.fail('not opened'),
  };
  return { id: 'tensorflow', priority, load: async () => backend };
}

describe('resolveBackend', () => {
  test('auto takes the lowest priority that is available, and says what it passed over', async () => {
    const table = [row(3, here), row(2, here), row(1, impossible)];
    const { backend, why } = await resolveBackend('auto', network, table);
    assert.equal(backend, await table[1]?.load());
    assert.match(why, /No such processor/);
  });

  test('one that must be installed first comes after all that need not', async () => {
    const table = [row(1, missing), row(2, here)];
    assert.equal((await resolveBackend('auto', network, table)).backend, await table[1]?.load());
    assert.equal(
      (await resolveBackend('auto', network, [row(1, missing)])).why,
      'chosen since tensorflow: It is not installed.',
    );
  });

  test('later rows are not even loaded', async () => {
    const never: BackendRow = { id: 'tensorflow', priority: 2, load: () => assert.fail('loaded') };
    assert.equal(
      (await resolveBackend('auto', network, [never, row(1, here)])).why,
      'the first choice on this machine',
    );
  });

  test('lists every backend with its reason and its repair', async () => {
    const table = [row(1, impossible), row(2, here, 'It cannot do dropout.')];
    await assert.rejects(resolveBackend('auto', network, table), (error: unknown) => {
      assert.ok(error instanceof BackendError);
      assert.match(error.message, /tensorflow: No such processor\. tensorflow: It cannot do dropout\./);
      assert.match(error.remedy, /Buy one\..*Choose another backend/);
      return true;
    });
  });

  test('one that was asked for and cannot is an error, not a reason to take another', async () => {
    const other: BackendRow = { id: 'other' as 'tensorflow', priority: 2, load: () => assert.fail('loaded') };
    await assert.rejects(
      resolveBackend('tensorflow', network, [row(1, impossible), other]),
      /Backend "tensorflow" cannot/,
    );
    await assert.rejects(resolveBackend('none' as 'tensorflow', network), /no backend "none"/);
  });
});

test('the table has every backend once, and each says the same of itself', async () => {
  assert.deepEqual(BACKENDS.map(({ id }) => id).sort(), [...BACKEND_IDS].sort());
  for (const { id, load } of BACKENDS) assert.equal((await load()).id, id);
});
