import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import { rejection } from '../../../../native-bridge/metrics/rejection.ts';

suite('the threshold below which there is no sign', () => {
  test('computed by hand: the lowest one at which four of five answers are right', () => {
    // 0.9 1, 0.8 1, 0.7 0, 0.6 1, 0.6 1, 0.5 0: right 1/1, 2/2, 2/3, 4/5 (0.6 together), 4/6.
    const found = rejection([0.6, 0.9, 0.5, 0.8, 0.6, 0.7], [1, 1, 0, 1, 1, 0], 0.8);
    assert.deepEqual(found, { threshold: 0.6, target: 0.8, accuracy: 0.8, coverage: 5 / 6, pictures: 6 });
  });
  test('if no threshold reaches the target, the most accurate one', () => {
    const found = rejection([0.9, 0.8, 0.7], [0, 1, 1], 0.95);
    assert.deepEqual(found, { threshold: 0.7, target: 0.95, accuracy: 2 / 3, coverage: 1, pictures: 3 });
  });
  test('if all are right, everything is answered; without answers there is none', () => {
    assert.deepEqual(rejection([0.4, 0.3], [true, true]), {
      ...{ threshold: 0.3, target: 0.9, accuracy: 1, coverage: 1, pictures: 2 },
    });
    assert.equal(rejection([], []), null);
    assert.throws(() => rejection([1], []), RangeError);
  });
  test('nineteen of twenty are answered, whatever their accuracy: the most certain ones', () => {
    const confidence = Array.from({ length: 40 }, (_, i) => (40 - i) / 40);
    const found = rejection(
      confidence,
      confidence.map(() => 1),
    );
    assert.deepEqual([found?.threshold, found?.coverage], [3 / 40, 0.95]);
    // Half of them are equally certain: they are answered together.
    const tied = rejection([0.9, ...new Array<number>(20).fill(0.5)], new Array(21).fill(1));
    assert.deepEqual([tied?.threshold, tied?.coverage], [0.5, 1]);
  });
  test('its stated figures are true, and no lower threshold reaches the target', () => {
    const answers = fc.array(fc.tuple(fc.integer({ min: 1, max: 20 }), fc.boolean()), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(answers, (list) => {
        const [confidence, right] = [list.map(([c]) => c / 20), list.map(([, r]) => r)];
        const found = rejection(confidence, right, 0.7, 1);
        assert.ok(found);
        const rate = (threshold: number) => {
          const given = right.filter((_, i) => confidence[i]! >= threshold);
          return { accuracy: given.filter(Boolean).length / given.length, coverage: given.length / list.length };
        };
        assert.deepEqual(rate(found.threshold), { accuracy: found.accuracy, coverage: found.coverage });
        const lower = confidence.filter((c) => c < found.threshold);
        assert.ok(lower.every((threshold) => rate(threshold).accuracy < 0.7));
      }),
    );
  });
});
