import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import { functionSource } from '../../../../../../renderer/features/learn/code/excerpt.ts';
import {
  loopsInWords,
  numbersOf,
  partsThatRun,
  type ReferenceFunction,
  referenceLines,
  wordLines,
} from '../../../../../../renderer/features/learn/forward/loops.ts';
import { cornersOf } from '../../../../../../renderer/features/learn/inputs/positions.ts';

const source = readFileSync(join(import.meta.dirname, '../../../../../../native-bridge/reference/conv.ts'), 'utf8');
const ALL = partsThatRun({ i: 0, h: 0, w: 0, c: 0 }, null);

function marked(name: ReferenceFunction, parts: ReturnType<typeof partsThatRun>, text = source): string[] {
  const excerpt = functionSource(text, name);
  return referenceLines(name, excerpt, parts).map((at) => excerpt.lines[at]!.trim());
}

suite('the lines that run', () => {
  test('the first step enters every loop; later steps enter those whose variable changed', () => {
    assert.deepEqual(ALL, new Set(['i', 'h', 'w', 'c', 'body']));
    const at = { i: 0, h: 1, w: 1, c: 0 };
    assert.deepEqual(partsThatRun(at, { ...at, w: 0, c: 1 }), new Set(['w', 'c', 'body']));
    assert.deepEqual(partsThatRun({ ...at, c: 1 }, at), new Set(['c', 'body']));
  });

  test('of the reference: the loops over pictures and windows, the corners, and the two sums', () => {
    assert.deepEqual(marked('eachWindow', ALL), [
      'for (let i = 0; i < m; i++) {',
      'for (let h = 0; h < nH; h++) {',
      'const vertStart = h * stride;',
      'for (let w = 0; w < nW; w++, position += nC) {',
      'const horizStart = w * stride;',
      'visit(position, ((i * height + vertStart) * width + horizStart) * nCPrev);',
    ]);
    assert.deepEqual(marked('convForward', ALL), [
      'for (let c = 0; c < nC; c++) z[position + c] = b.data[c]!;',
      'for (let c = 0; c < nC; c++) z[position + c]! += a * w[weight + c]!;',
    ]);
    assert.equal(marked('eachTap', ALL).length, 1);
    assert.equal(marked('eachWindow', new Set(['body'])).length, 1);
  });

  test('a changed source fails instead of marking a wrong line', () => {
    assert.throws(() => marked('eachWindow', ALL, source.replace('const horizStart', 'const left')), /horizStart/);
    assert.throws(() => marked('convForward', ALL, source.replaceAll('function convForward', 'function forward')));
  });
});

suite('the loops in words', () => {
  test('they follow the order of the course, and the lines of a part are found', () => {
    const { lines } = loopsInWords();
    const loops = lines.filter((line) => line.includes('for each'));
    assert.deepEqual(
      loops.map((line) => /each (\w+)/.exec(line)?.[1]),
      ['picture', 'row', 'column', 'filter'],
    );
    assert.deepEqual(wordLines(ALL), [...lines.keys()]);
    assert.deepEqual(
      wordLines(new Set(['h'])).map((at) => lines[at]!.trim()),
      ['for each row h of the output:', 'vert_start = h * stride', 'vert_end = vert_start + f'],
    );
  });

  test('with numbers they say what is computed', () => {
    const position = { i: 1, h: 2, w: 0, c: 3 };
    const sizes = { m: 2, f: 3, stride: 2 };
    const { lines } = loopsInWords(numbersOf(position, cornersOf(position, sizes), sizes));
    assert.equal(lines.length, loopsInWords().lines.length);
    assert.equal(lines[2]!.trim(), 'vert_start = 2 * 2 = 4');
    assert.equal(lines[3]!.trim(), 'vert_end = 4 + 3 = 7');
    assert.equal(lines[8]!.trim(), 'a_slice_prev = A_prev_pad[1, 4:7, 0:3, :]');
    assert.equal(lines[9]!.trim(), 'Z[1, 2, 0, 3] = conv_single_step(a_slice_prev, W[..., 3], b[..., 3])');
  });
});
