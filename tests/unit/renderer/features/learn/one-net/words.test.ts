/** The sentence about a number that a screen reader reads. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { presetNetwork } from '../../../../../../native-bridge/convnet/presets.ts';
import { answerFormulas, formulaOf } from '../../../../../../renderer/features/learn/one-net/formulas.ts';
import type { Sum } from '../../../../../../renderer/features/learn/one-net/sums.ts';
import { volumesOf } from '../../../../../../renderer/features/learn/one-net/volume.ts';
import { levelTitle, placeWords, sumWords } from '../../../../../../renderer/features/learn/one-net/words.ts';

const region = { row: 0, column: 0, rows: 4, columns: 4, channel: null };
const conv: Sum = { kind: 'conv', value: 0.75, region, channelSums: Float64Array.of(1, -0.5, 0), bias: 0.25 };

test('a convolution states the number of products, their sum and the bias, or that it has no bias', () => {
  assert.equal(sumWords(conv), 'The sum of 48 products, 0.500, plus the bias, 0.250, is 0.750.');
  const without: Sum = { ...conv, bias: null, value: 0.5 };
  assert.equal(sumWords(without), 'The sum of 48 products is 0.500; the layer has no bias.');
  assert.equal(formulaOf(conv, 1).numbers, '0.750 = 1 + (-0.500) + 0 + 0.250');
  assert.doesNotMatch(formulaOf(without, 1).tex, /b\^/);
});

test('ReLU, pooling, batch norm and pixels say what they do', () => {
  assert.equal(sumWords({ kind: 'relu', value: 0, input: -2 }), '−2 is not above 0: ReLU makes it 0.');
  assert.equal(sumWords({ kind: 'relu', value: 2, input: 2 }), '2 is above 0 and passes unchanged.');
  assert.equal(sumWords({ kind: 'pixel', value: 0.2, byte: 51 }), 'The byte 51 divided by 255 is 0.200.');
  const numbers = { input: 3, mean: 1, variance: 4, epsilon: 0, gamma: 2, beta: 0.5, value: 2.5 };
  assert.equal(
    sumWords({ kind: 'batchNorm', ...numbers }),
    '3 is 1 standard deviations from the running mean 1; times γ 2 plus β 0.500 is 2.500.',
  );
});

test('the formula of a maximum shows it among the numbers of a large window', () => {
  const data = new Float64Array(16);
  data[9] = 2;
  const window = { rows: 4, columns: 4, data, region: { ...region, channel: 0 } };
  const winner = { level: 2, row: 2, column: 1, channel: 0 };
  const { numbers } = formulaOf({ kind: 'max', value: 2, window, count: 16, winner }, 3);
  assert.equal(numbers, '2 = \\max(0,\\, 0,\\, \\ldots,\\, 2,\\, \\ldots,\\, 0)');
});

test('places and layers have names', () => {
  const network = presetNetwork('course');
  const volumes = volumesOf(network);
  assert.equal(levelTitle(network, 0), 'Picture');
  assert.equal(levelTitle(network, 3), '3 Max pooling');
  assert.equal(placeWords({ level: 0, row: 1, column: 2, channel: 2 }, volumes[0]!), 'row 1, column 2, blue');
  assert.equal(placeWords({ level: 8, row: 0, column: 0, channel: 4 }, volumes[8]!), 'unit 4');
});

test('softmax and loss show their numbers; without a true class the symbols stay', () => {
  const probabilities = Float64Array.of(0.25, 0.75);
  const [softmax, loss] = answerFormulas(Float64Array.of(1 / 3, 1), 4 / 3, probabilities, 1, {
    y: 0,
    loss: Math.log(4),
  });
  assert.equal(softmax!.numbers, '0.750 = \\frac{1}{1.333}');
  assert.equal(loss!.numbers, '1.386 = -\\log 0.2500');
  const [, unknown] = answerFormulas(Float64Array.of(1 / 3, 1), 4 / 3, probabilities, 1, null);
  assert.equal(unknown!.numbers, undefined);
});
