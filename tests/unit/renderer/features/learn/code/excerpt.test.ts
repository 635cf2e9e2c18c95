import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { functionSource, linesWith } from '../../../../../../renderer/features/learn/code/excerpt.ts';

const SOURCE = `/** A file. */
function first(): void {
  inner();
}

export function second(
  x: number,
): number {
  if (x > 0) {
    return x;
  }
  return x + 1;
}
`;

suite('excerpts of source', () => {
  test('a function runs from its signature to its own closing brace, with line numbers', () => {
    assert.deepEqual(functionSource(SOURCE, 'first'), {
      lines: ['function first(): void {', '  inner();', '}'],
      first: 2,
    });
    const second = functionSource(SOURCE, 'second');
    assert.equal(second.first, 6);
    assert.equal(second.lines.length, 8);
    assert.equal(second.lines.at(-1), '}');
  });

  test('a missing function or text is an error', () => {
    assert.throws(() => functionSource(SOURCE, 'third'), /third/);
    assert.throws(() => functionSource(SOURCE, 'inner'), /inner/);
    assert.throws(() => linesWith(functionSource(SOURCE, 'first'), 'outer()'), /outer/);
  });

  test('every line that contains the text is found', () => {
    assert.deepEqual(linesWith(functionSource(SOURCE, 'second'), 'return x'), [4, 6]);
  });
});
