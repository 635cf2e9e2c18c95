import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { endWords, honestWords } from '../../../../../../renderer/features/learn/why/change-words.ts';
import { answerWords, changeWords, likenessWords } from '../../../../../../renderer/features/learn/why/comparison.ts';
import type { Changed, Step } from '../../../../../../renderer/features/learn/why/compute/change.ts';
import type { OcclusionMap } from '../../../../../../renderer/features/learn/why/compute/occlusion.ts';
import { occlusionFormulas } from '../../../../../../renderer/features/learn/why/formulas.ts';
import { coveredWords, strongestPlace } from '../../../../../../renderer/features/learn/why/occlusion-words.ts';
import { overPicture } from '../../../../../../renderer/features/learn/why/over-picture.ts';
import { drops } from '../../../../../../renderer/features/learn/why/pixel-map.ts';
import { occlusionQuestion } from '../../../../../../renderer/features/learn/why/questions.ts';
import { readSettings } from '../../../../../../renderer/features/learn/why/settings.ts';

const settings = readSettings(new URLSearchParams());
const map: OcclusionMap = {
  places: 2,
  computed: 3,
  before: { score: 4, probability: 0.93, top: 3 },
  scores: Float64Array.of(4.5, 1, 3.5, Number.NaN),
  probabilities: Float64Array.of(0.95, 0.12, 0.9275, Number.NaN),
  tops: Int32Array.of(3, 4, 3, -1),
};
const labels = ['zero', 'one', 'two', 'three', 'four', 'five'];
const step = (norm: number, largest = 0.02): Step => ({ probabilities: Float64Array.of(0.4, 0.6), norm, largest });
const changed = (end: Changed['end'], norm: number): Changed => ({
  steps: [step(0), step(norm)],
  newest: new Uint8Array(),
  pictures: [],
  end,
});

describe('words of the station', () => {
  test('the effect of covering, with as many digits as the difference needs', () => {
    assert.equal(coveredWords(map, 1, settings, labels), 'Covered here: 0.93 → 0.12. The net then answers four.');
    assert.equal(coveredWords(map, 2, settings, labels), 'Covered here: 0.9300 → 0.9275. The net still answers three.');
    assert.equal(coveredWords(map, 3, settings, labels), 'Not computed yet.');
    const score = { ...settings, measure: 'score' } as const;
    assert.equal(coveredWords(map, 1, score, labels), 'Covered here: 4.00 → 1.00. The net then answers four.');
  });

  test('the question is answered at the position with the largest drop; if there is none, the answer says so', () => {
    assert.equal(strongestPlace(drops(map, 'probability')), 1);
    assert.equal(occlusionQuestion(map, 1, settings, 'three').reached, true);
    assert.equal(occlusionQuestion(map, 0, settings, 'three').reached, false);
    const rising = { ...map, probabilities: Float64Array.of(0.95, 0.96, 0.97, 0.98) };
    assert.equal(strongestPlace(drops(rising, 'probability')), null);
    assert.match(occlusionQuestion(rising, 1, settings, 'three').answer, /lowers it nowhere/);
  });

  test('the displayed numbers of the drop add up as printed', () => {
    assert.equal(occlusionFormulas(map, 1, settings)[0]?.numbers, '0.810 = 0.930 - 0.120');
    assert.equal(occlusionFormulas(map, 0, settings)[0]?.numbers, '-0.020 = 0.930 - 0.950');
    assert.equal(occlusionFormulas(map, 3, settings)[0]?.numbers, undefined);
    assert.match(occlusionFormulas(null, null, settings)[1]?.numbers ?? '', /= 15$/);
  });

  test('where two models differ', () => {
    const a = { name: 'course', answer: '3', probability: 0.931 };
    const b = { name: 'camera', answer: '4', probability: 0.55 };
    assert.equal(answerWords(a, b), 'course answers 3 (93.1 %), camera answers 4 (55.0 %): they disagree.');
    assert.match(answerWords(a, { ...b, answer: '3' }), /the same answer, 38\.1 percentage points apart/);
    assert.match(
      likenessWords({ r: -0.124, shared: 0.1 }),
      /different places: the maps correlate with r = −0\.12, and share 10 %/,
    );
    assert.match(likenessWords({ r: 0.81, shared: 0.6 }), /much the same places/);
    assert.match(likenessWords({ r: null, shared: 0 }), /cannot be compared/);
    assert.equal(
      changeWords(['course', 'camera'], [changed('won', 0.7), changed('gaveUp', 9)], '5'),
      'course turns to 5 at an L2 norm of 0.70, camera does not turn to 5.',
    );
  });

  test('how a change ended, and what it is', () => {
    assert.equal(endWords(changed('won', 0.7), '5', '3'), '5 wins after 1 step, at an L2 norm of 0.70.');
    assert.match(endWords(changed('gaveUp', 0.7), '5', '3'), /After 1 step 3 still wins/);
    assert.match(endWords(changed('flat', 0.7), '5', '3'), /The gradient is 0/);
    assert.match(honestWords(step(1, 3 / 255), false), /by more than 3 of 255: most people see the same picture/);
    assert.match(honestWords(step(1, 30 / 255), false), /may be seen/);
    assert.match(honestWords(step(1), true), /Smooth steps/);
  });
});

describe('the address', () => {
  test('is read back as written; invalid values give the defaults', () => {
    const query =
      'method=change&class=2&patch=16&stride=2&fill=mean&of=score&copies=16&noise=0.2&seed=7&target=5&length=0.5&smooth=1';
    assert.deepEqual(readSettings(new URLSearchParams(query)), {
      ...{ method: 'change', explained: 2, patch: 16, stride: 2, fill: 'mean', measure: 'score' },
      ...{ copies: 16, noise: 0.2, seed: 7, target: 5, length: 0.5, smooth: true },
    });
    const wrong = 'method=magic&class=-1&patch=9&stride=x&copies=1e9&target=two&seed=&length=99';
    assert.deepEqual(readSettings(new URLSearchParams(wrong)), settings);
  });
});

describe('a map over its picture', () => {
  test('is grey at 0, in full colour from its limit on, and shows the picture where the map is not computed yet', () => {
    const pixels = Uint8Array.of(100, 150, 200, 100, 150, 200, 100, 150, 200, 100, 150, 200);
    const colours = { negative: [0, 0, 255], positive: [255, 100, 0] } as const;
    const grey = 0.2989 * 100 + 0.587 * 150 + 0.114 * 200;
    const mixed = overPicture(pixels, Float64Array.of(0, 2, -9, Number.NaN), 2, colours);
    const part = (end: number) => Math.round(grey + (end - grey) * 0.85);
    assert.deepEqual(
      [...mixed],
      [
        ...[Math.round(grey), Math.round(grey), Math.round(grey)],
        ...[part(255), part(100), part(0)],
        ...[part(0), part(0), part(255)],
        ...[100, 150, 200],
      ],
    );
  });
});
