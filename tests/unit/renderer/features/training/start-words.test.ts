/** What a run takes over from a model, in words and layer by layer. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { takenOver } from '../../../../../native-bridge/convnet/alike.ts';
import { presetNetwork } from '../../../../../native-bridge/convnet/presets.ts';
import { layerStarts, takenWords } from '../../../../../renderer/features/training/start-words.ts';

const SIX = ['0', '1', '2', '3', '4', '5'];
const network = presetNetwork('course'); // conv 4x4x8 and 2x2x16 without biases, dense 6
const origin = { network, classes: SIX };

test('the same classes: everything is taken over, even in another order', () => {
  assert.equal(
    takenWords('Mine', network, takenOver(origin, network, SIX)),
    'All 1,286 numbers are taken over from Mine.',
  );
  assert.equal(
    takenWords('Mine', network, takenOver(origin, network, SIX.toReversed())),
    'All 1,286 numbers are taken over from Mine, the last one in the order of these classes.',
  );
});

test('other classes: the last layer is new; frozen layers are those from the input on', () => {
  const two = presetNetwork('course', { classes: 2 });
  const taken = takenOver(origin, two, ['fist', 'open']);
  const last = two.layers.length - 1;
  assert.equal(
    takenWords('Mine', two, taken),
    '896 of 1,026 numbers are taken over from Mine. The last layer is new: it learns these classes.',
  );
  const begins = (freeze: number) => layerStarts(two, taken, freeze).map(({ begins }) => begins);
  assert.deepEqual(begins(0), ['taken over', 'taken over', 'new']);
  assert.deepEqual(begins(1), ['taken over, frozen', 'taken over', 'new']);
  assert.deepEqual(begins(2), ['taken over, frozen', 'taken over, frozen', 'new']);
  const starts = layerStarts(two, taken, 0);
  assert.deepEqual(
    starts.map(({ layer, numbers }) => [layer, numbers]),
    [
      [0, 384],
      [3, 512],
      [last, 130],
    ],
  );
});

test('a network that differs from the first layer on takes over nothing; one that differs later takes over the layers before', () => {
  const [first, ...rest] = network.layers;
  const other = { ...network, layers: [{ ...first!, filters: 9 }, ...rest] } as typeof network;
  assert.equal(
    takenWords('Mine', other, takenOver(origin, other, SIX)),
    'Nothing of Mine fits: these layers differ from the first one on.',
  );
  const second = network.layers.findIndex(({ kind }, at) => kind === 'conv' && at > 0);
  const later = { ...network, layers: network.layers.with(second, { ...network.layers[second]!, kernel: 3 } as never) };
  assert.match(
    takenWords('Mine', later, takenOver(origin, later, SIX)),
    /^384 of .* Everything from layer 4 on is new: it learns/,
  );
});
