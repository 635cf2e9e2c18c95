import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  byDistance,
  checkCosts,
  RECORDED_COSTS,
  readCosts,
} from '../../../../../native-bridge/learn/training/index.ts';

const check = (epoch0: number, epoch5: number | null) => checkCosts({ epoch0, epoch5 });

describe('readCosts', () => {
  const texts: [string, string, ReturnType<typeof readCosts>][] = [
    [
      "the notebook's lines",
      'Cost after epoch 0: 1.917929\nCost after epoch 5: 1.506757\nCost after epoch 10: 0.955359',
      { epoch0: 1.917929, epoch5: 1.506757 },
    ],
    ['one line', 'Cost after epoch 0: 1.917929', { epoch0: 1.917929, epoch5: null }],
    ['two numbers', '1.917929, 1.506757', { epoch0: 1.917929, epoch5: 1.506757 }],
    ['the list of every epoch', '[1.9, 1.8, 1.7, 1.6, 1.55, 1.5, 1.4]', { epoch0: 1.9, epoch5: 1.5 }],
    ['nan', 'Cost after epoch 0: nan', { epoch0: Number.NaN, epoch5: null }],
    ['words', 'hello', null],
    ['other epochs', 'Cost after epoch 5: 1.5', null],
  ];
  for (const [what, text, wanted] of texts) test(what, () => assert.deepEqual(readCosts(text), wanted));
});

describe('checkCosts', () => {
  test('the published numbers are right in every digit', () => {
    const { verdict, reason } = check(1.917929, 1.506757);
    assert.equal(verdict, 'right');
    assert.equal(reason, 'Epoch 0 is the published 1.917929 in every digit. Epoch 5 is the published 1.506757 too.');
  });

  test('close numbers are right, and the agreeing digits are stated', () => {
    const { verdict, reason } = check(1.918, 1.51);
    assert.equal(verdict, 'right');
    assert.match(reason, /right to 5 digits.*Epoch 5 agrees with 1\.506757 to 3 digits/);
  });

  const [c0, c5] = [1.917929, 1.506757];
  const certain: [string, number, number | null][] = [
    ['divided-by-17', (c0 * 16) / 17, (c5 * 16) / 17],
    ['divided-by-16.875', (c0 * 16) / 16.875, (c5 * 16) / 16.875],
    ['not-divided', c0 * 16, c5 * 16],
    ['not-divided', c0 * 16, null],
    ['divided-by-batch-size', c0 / 4, c5 / 4],
    ['divided-by-m', (c0 * 16) / 1080, (c5 * 16) / 1080],
    ['batch-sum', c0 * 64, c5 * 64],
    ['divided-by-classes', c0 / 6, c5 / 6],
    ['sign', -c0, -c5],
    ['log2', c0 / Math.LN2, c5 / Math.LN2],
  ];
  for (const [id, epoch0, epoch5] of certain) {
    test(`${id}, ${epoch5 === null ? 'by epoch 0 alone' : 'for certain'}`, () => {
      const { verdict, mistake } = check(epoch0, epoch5);
      assert.deepEqual([verdict, mistake?.id, mistake?.match], ['wrong', id, 'certain']);
    });
  }

  test('leaving out the last mini-batch is named together with dividing by 17, which gives the same', () => {
    // The last mini-batch of these pictures' epoch 0 costs 1.8052.
    assert.match(
      check((c0 * 16 - 1.8052) / 16, (c5 * 16 - 1.5) / 16).reason,
      /17.*last mini-batch is left out.*mean is taken over all/,
    );
  });

  const likely: [string, number, number][] = [
    ['cost-not-reset', 1.917929, 10.4],
    ['later-epochs', 1.917929, 1.7],
    ['not-learning', 1.9052, 1.9043],
    ['rate-0.0009', 1.9276, 1.8648],
    ['rate-0.09', 2.0627, 1.9093],
    ['batch-32', 3.83, 3.06],
    ['sgd', 1.9458, 1.8986],
    ['not-finite', Number.NaN, 1],
  ];
  for (const [id, epoch0, epoch5] of likely) {
    test(`${id}, likely`, () => {
      const { verdict, mistake } = check(epoch0, epoch5);
      assert.deepEqual([verdict, mistake?.id, mistake?.match], ['wrong', id, 'likely']);
    });
  }

  test('the result of right code with other random numbers is not called wrong', () => {
    for (const id of ['course', 'seed-from-3', 'not-shuffled']) {
      const { costs } = RECORDED_COSTS.find((one) => one.id === id)!;
      const { verdict, reason } = check(costs[0], costs[1]);
      assert.equal(verdict, 'unknown', id);
      assert.match(reason, /Costs cannot tell which/);
    }
  });

  test('a cost that nothing explains is not explained', () => {
    assert.deepEqual([check(1.2, 1.1).verdict, check(1.2, 1.1).mistake], ['unknown', undefined]);
    assert.equal(check(1.9276, null).verdict, 'unknown');
  });

  test('the measured runs are listed nearest first', () => {
    assert.equal(byDistance({ epoch0: 2.06, epoch5: 1.9 })[0]!.id, 'rate-0.09');
  });
});
