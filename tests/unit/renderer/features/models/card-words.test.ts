import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { measuredWords } from '../../../../../renderer/features/models/card/card-words.ts';
import { numbersIn, numbersText } from '../../../../../renderer/features/models/card/number-list.ts';

describe('numbers one after another', () => {
  test('with commas, spaces or semicolons', () => {
    for (const text of ['0.485, 0.456, 0.406', '0.485 0.456 0.406', ' 0.485;0.456;0.406 ']) {
      assert.deepEqual(numbersIn(text), [0.485, 0.456, 0.406]);
    }
    assert.equal(numbersText([0.5, -1]), '0.5, -1');
  });

  test('a list with anything else is refused as a whole', () => {
    for (const text of ['', ' , ', '0.5, half', '1e999']) assert.equal(numbersIn(text), null);
  });
});

describe('what was measured', () => {
  type Measured = Parameters<typeof measuredWords>[0];
  const card: Measured['card'] = {
    ...{ layout: 'NCHW', size: [64, 64], fit: 'crop', channels: 'RGB', scale: '0..1' },
    ...{ output: 'logits', labels: ['a', 'b'] },
  };
  const measured: Measured = {
    ...{ card, split: 'train', pictures: 200, originals: 0, tried: 27 },
    ...{ accuracy: 0.9, low: 0.85, high: 0.94, aboveChance: true, next: null, alike: 0, undecided: [] },
  };
  const words = (change: Partial<Measured>) => measuredWords({ ...measured, ...change });

  test('the best, its interval and its dataset', () => {
    const [best, ...more] = words({});
    assert.match(best!, /Of 27 cards, the best is right on 90.* of 200 train pictures \(64 × 64\); .* 85.* to 94/);
    assert.deepEqual(more, []);
    assert.match(words({ originals: 200 })[0]!, /as the files are/);
  });

  test('its lead, models that cannot be distinguished, and whether guessing is as good', () => {
    const next = { card, accuracy: 0.5, lead: 0.4, p: 1.234e-9 };
    const all = words({ next, undecided: ['fit', 'channels'], aboveChance: false });
    assert.match(all[1]!, /no better than guessing/);
    assert.match(all[2]!, /leads the next distinguishable card by 40\.0 points \(McNemar p = 1\.2e-9\)/);
    assert.match(all[3]!, /cannot distinguish: fit, channels\./);
  });
});
