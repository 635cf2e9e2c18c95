import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import {
  CORRECTION_NAMES,
  holdsCorrections,
  rememberCorrections,
} from '../../../../../renderer/features/live/correction-sessions.ts';
import english from '../../../../../renderer/features/live/messages/en.json' with { type: 'json' };
import chinese from '../../../../../renderer/features/live/messages/zh-CN.json' with { type: 'json' };

function storage(): Pick<Storage, 'getItem' | 'setItem'> {
  const values = new Map<string, string>();
  return { getItem: (key) => values.get(key) ?? null, setItem: (key, value) => void values.set(key, value) };
}

const SESSION = { id: 3, dataset: 1, createdAt: 1000, name: 'Kitchen', hand: 'unsaid', background: '' } as const;

suite('the sessions of corrections', () => {
  test('one that this browser began is known after it is renamed, and no other lab’s of that number is', () => {
    const kept = storage();
    assert.equal(holdsCorrections(SESSION, kept), false);
    rememberCorrections({ ...SESSION, name: 'Corrections' }, kept);
    assert.equal(holdsCorrections(SESSION, kept), true);
    assert.equal(holdsCorrections({ ...SESSION, createdAt: 2000 }, kept), false);
  });

  test('one of another browser is known by its name in either language, as long as nobody has described it', () => {
    assert.deepEqual(CORRECTION_NAMES, [english.correctionSession.toLowerCase(), chinese.correctionSession]);
    for (const name of [english.correctionSession, chinese.correctionSession]) {
      assert.equal(holdsCorrections({ ...SESSION, name }, storage()), true);
      assert.equal(holdsCorrections({ ...SESSION, name, background: 'wall' }, storage()), false);
    }
  });

  test('a broken memory is no fault', () => {
    const kept = storage();
    kept.setItem('correction-sessions', '{');
    assert.equal(holdsCorrections(SESSION, kept), false);
    rememberCorrections(SESSION, kept);
    assert.equal(holdsCorrections(SESSION, kept), true);
  });
});
