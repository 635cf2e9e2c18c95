import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { samePadding } from '../../../../../../native-bridge/convnet/shapes.ts';
import { convForward, ShapeError, tensor } from '../../../../../../native-bridge/reference/index.ts';
import { paddingFormulas } from '../../../../../../renderer/features/learn/padding/padding-formulas.ts';
import {
  leastPad,
  MOST,
  type Pad,
  readPad,
  remarks,
  type Setting,
  sized,
} from '../../../../../../renderer/features/learn/padding/setting.ts';
import { padded, picture, slid } from '../../../../../../renderer/features/learn/padding/slid.ts';
import { readWhole } from '../../../../../../renderer/features/learn/station/whole.ts';

const upTo = (most: number, from = 1) => Array.from({ length: most - from + 1 }, (_, at) => from + at);
const PADS: Pad[] = ['valid', 'same', ...upTo(MOST.pad, 0)];

function everySetting(): Setting[] {
  return upTo(MOST.n).flatMap((n) =>
    upTo(MOST.f).flatMap((f) => upTo(MOST.s).flatMap((s) => PADS.map((pad) => ({ n, f, s, pad })))),
  );
}

suite('padding: sizes', () => {
  test('for every combination the size equals that of the reference, and is impossible where the reference refuses', () => {
    for (const setting of everySetting()) {
      const { output } = sized(setting);
      const { n, f, s, pad } = setting;
      const [X, W, b] = [padded(setting), tensor([f, f, 1, 1], Array(f * f).fill(1)), tensor([1, 1, 1, 1], [0])];
      if (output === 0) {
        assert.throws(() => convForward(X, W, b, { stride: s, pad: 0 }), ShapeError, JSON.stringify(setting));
        assert.ok(pad !== 'same');
        continue;
      }
      const { Z } = convForward(X, W, b, { stride: s, pad: 0 });
      assert.deepEqual(Z.shape, [1, output, output, 1], JSON.stringify(setting));
      if (typeof pad !== 'number') continue;
      // The explicit padding is the assignment's own.
      assert.deepEqual(convForward(picture(n), W, b, { stride: s, pad }).Z, Z);
    }
  });

  test('SAME with an even filter pads one more after than before', () => {
    assert.deepEqual(sized({ n: 6, f: 4, s: 1, pad: 'same' }), { before: 1, after: 2, output: 6, unread: 0 });
    assert.deepEqual(samePadding(6, 4, 1), { output: 6, before: 1, after: 2 });
    assert.match(
      remarks({ n: 6, f: 4, s: 1, pad: 'same' })[0] ?? '',
      /3 rows of zeros, an odd number: 1 before and 2 after/,
    );
  });

  test('the rows and columns lost by rounding down are counted', () => {
    assert.equal(sized({ n: 6, f: 3, s: 2, pad: 0 }).unread, 1);
    assert.match(remarks({ n: 6, f: 3, s: 2, pad: 0 }).join(' '), /last row and column/);
    assert.equal(sized({ n: 7, f: 3, s: 2, pad: 0 }).unread, 0);
    assert.equal(leastPad({ n: 3, f: 8 }), 3);
    assert.ok(sized({ n: 3, f: 8, s: 1, pad: 3 }).output > 0);
  });

  test('how often a cell is read: counted by hand', () => {
    for (const setting of everySetting().filter(({ n, s }) => n <= 6 && s <= 3)) {
      const { before, output } = sized(setting);
      if (output === 0) continue;
      const { n, f, s } = setting;
      const along = (at: number) =>
        upTo(output, 0).filter((k) => k < output && at + before >= k * s && at + before < k * s + f).length;
      const counted = Array.from({ length: n * n }, (_, at) => along(Math.floor(at / n)) * along(at % n));
      assert.deepEqual([...slid(setting).reads.data], counted, JSON.stringify(setting));
    }
  });

  test('the formulas end in the size, with the numbers', () => {
    const ends = (setting: Setting) => paddingFormulas(setting).map(({ numbers }) => numbers);
    assert.deepEqual(ends({ n: 6, f: 4, s: 1, pad: 'same' }).length, 3);
    assert.match(ends({ n: 6, f: 4, s: 1, pad: 'same' })[2] ?? '', /= 1, .* = 3 - 1 = 2$/);
    assert.match(ends({ n: 7, f: 3, s: 2, pad: 1 })[0] ?? '', /7 \+ 2 \\cdot 1 - 3\}\{2\} .* = 4$/);
    assert.match(ends({ n: 3, f: 5, s: 1, pad: 'valid' })[0] ?? '', /= -1 \\text\{, no window fits\}$/);
    for (const setting of everySetting()) {
      if (setting.pad === 'same') continue;
      const { output } = sized(setting);
      if (output > 0) assert.ok(ends(setting)[0]?.endsWith(`= ${output}`), JSON.stringify(setting));
    }
  });

  test('an invalid address gives the defaults', () => {
    assert.equal(readPad('same'), 'same');
    assert.equal(readPad('9'), 1);
    assert.equal(readPad(null), 1);
    const range = { min: 1, max: 8, usual: 3 };
    assert.deepEqual(
      ['5', '0', '9', '2.5', null, 'x'].map((text) => readWhole(text, range)),
      [5, 3, 3, 3, 3, 3],
    );
  });
});
