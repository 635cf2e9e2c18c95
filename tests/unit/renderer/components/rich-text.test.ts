import assert from 'node:assert/strict';
import { test } from 'node:test';
import { marked } from '../../../../renderer/components/rich-text.ts';

test('marks are found wherever a language puts them, and no text between them is lost', () => {
  assert.deepEqual(marked('Open <link>the run</link>, or <code>npm start</code>'), [
    { mark: null, words: 'Open ' },
    { mark: 'link', words: 'the run' },
    { mark: null, words: ', or ' },
    { mark: 'code', words: 'npm start' },
  ]);
  assert.deepEqual(marked('1 < 2 and 3 > 2'), [{ mark: null, words: '1 < 2 and 3 > 2' }]);
  assert.deepEqual(marked(''), []);
});
