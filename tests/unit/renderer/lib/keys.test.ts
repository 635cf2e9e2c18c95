import assert from 'node:assert/strict';
import { test } from 'node:test';
import { keyName, keyParts } from '../../../../renderer/lib/keys.ts';

const none = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

test('keys are named as usual in shortcuts', () => {
  assert.equal(keyName({ ...none, key: 'g' }), 'g');
  assert.equal(keyName({ ...none, key: '?', shiftKey: true }), '?');
  assert.equal(keyName({ ...none, key: 'A', shiftKey: true }), 'Shift+a');
  assert.equal(keyName({ ...none, key: 'ArrowDown', shiftKey: true }), 'Shift+ArrowDown');
  assert.equal(keyName({ ...none, key: ' ' }), 'Space');
  assert.equal(keyName({ ...none, key: 'z', ctrlKey: true }), process.platform === 'darwin' ? 'z' : 'Mod+z');
});

test('keys are shown one by one', () => {
  assert.deepEqual(keyParts('g d'), ['G', 'D']);
  assert.deepEqual(keyParts('Shift+ArrowDown'), ['Shift', '↓']);
});
