/** The displayed sum of every kind of number equals the number itself. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { initialise } from '../../../../../../native-bridge/convnet/initialisers.ts';
import { Network } from '../../../../../../native-bridge/convnet/network.ts';
import { type Tensor, zeros } from '../../../../../../native-bridge/reference/index.ts';
import { traceForward } from '../../../../../../native-bridge/reference/trace.ts';
import { numberAt, type Sum, sumOf, type Traced } from '../../../../../../renderer/features/learn/one-net/sums.ts';
import { usersOf } from '../../../../../../renderer/features/learn/one-net/users.ts';
import { placeAt, volumesOf } from '../../../../../../renderer/features/learn/one-net/volume.ts';

/** Every kind of layer, SAME with an uneven border and VALID with a remainder. */
const network = Network.parse({
  name: 'every kind',
  input: [9, 8, 3],
  layers: [
    { kind: 'conv', filters: 4, kernel: 4, stride: 2, padding: 'same' },
    { kind: 'batchNorm' },
    { kind: 'relu' },
    { kind: 'averagePool', size: 2, stride: 1, padding: 'same' },
    { kind: 'conv', filters: 3, kernel: 2, padding: 'valid', bias: false },
    { kind: 'maxPool', size: 2, stride: 2, padding: 'same' },
    { kind: 'flatten' },
    { kind: 'dropout', rate: 0.5 },
    { kind: 'dense', units: 5 },
    { kind: 'relu' },
    { kind: 'dense', units: 4, bias: false },
  ],
});

const parameters = initialise(network, 4);
for (const [name, { data }] of Object.entries(parameters)) {
  if (!/^W/.test(name)) for (const at of data.keys()) data[at] = 0.3 + 0.1 * at;
}
const picture: Tensor = zeros([1, 9, 8, 3]);
for (const at of picture.data.keys()) picture.data[at] = Math.round((Math.sin(at * 3) + 1) * 127) / 255;
const { input, outputs } = traceForward(network, parameters, picture);
const net: Traced = { network, parameters, volumes: volumesOf(network), levels: [input, ...outputs] };

/** The total of the sum's parts. */
function total(sum: Sum): number {
  switch (sum.kind) {
    case 'pixel':
      return sum.byte / 255;
    case 'conv':
      return sum.channelSums.reduce((a, b) => a + b) + (sum.bias ?? 0);
    case 'dense':
      return sum.raised + sum.lowered + (sum.bias ?? 0);
    case 'max':
      return numberAt(net, sum.winner!);
    case 'mean':
      return sum.window.data.filter((x) => !Number.isNaN(x)).reduce((a, b) => a + b, 0) / sum.count;
    case 'relu':
      return Math.max(0, sum.input);
    case 'same':
      return sum.input;
    case 'batchNorm':
      return (sum.gamma * (sum.input - sum.mean)) / Math.sqrt(sum.variance + sum.epsilon) + sum.beta;
  }
}

describe('sumOf', () => {
  for (const [level, volume] of net.volumes.entries()) {
    const kind = level === 0 ? 'the picture' : network.layers[level - 1]!.kind;
    test(`of every number of level ${level}, ${kind}`, () => {
      for (let at = 0; at < volume.rows * volume.columns * volume.channels; at++) {
        const sum = sumOf(net, { level, ...placeAt(volume, at) });
        assert.equal(sum.value, net.levels[level]!.data[at]);
        assert.ok(Math.abs(total(sum) - sum.value) < 1e-12, `${kind} ${at}: ${total(sum)}, not ${sum.value}`);
      }
    });
  }

  test('refuses a number that does not exist', () => {
    assert.throws(() => sumOf(net, { level: 99, row: 0, column: 0, channel: 0 }), RangeError);
    assert.throws(() => sumOf(net, { level: 8, row: 7, column: 0, channel: 0 }), RangeError);
  });
});

describe('usersOf', () => {
  test('the contributions of all numbers to one of the next level, plus its bias, add up to that number', () => {
    for (const level of [1, 5, 9, 11]) {
      const output = net.volumes[level]!;
      const sums = new Float64Array(output.rows * output.columns * output.channels);
      const before = net.volumes[level - 1]!;
      for (let at = 0; at < before.rows * before.columns * before.channels; at++) {
        const users = usersOf(net, { level: level - 1, ...placeAt(before, at) }, 1e9)!;
        assert.equal(users.largest.length, users.count);
        for (const { place, share } of users.largest) {
          sums[(place.row * output.columns + place.column) * output.channels + place.channel]! += share;
        }
      }
      for (const [at, shares] of sums.entries()) {
        const sum = sumOf(net, { level, ...placeAt(output, at) });
        const bias = sum.kind === 'conv' || sum.kind === 'dense' ? (sum.bias ?? 0) : 0;
        assert.ok(Math.abs(shares + bias - sum.value) < 1e-12, `level ${level}, ${at}`);
      }
    }
  });

  test('under max pooling a number contributes where it is the maximum, and contributes 0 elsewhere', () => {
    const volume = net.volumes[6]!;
    for (let at = 0; at < volume.rows * volume.columns * volume.channels; at++) {
      const place = { level: 6, ...placeAt(volume, at) };
      const sum = sumOf(net, place);
      assert.ok(sum.kind === 'max' && sum.winner);
      const users = usersOf(net, sum.winner, 9)!;
      assert.deepEqual(users.largest[0], { place, share: sum.value });
    }
  });

  test('nothing uses the class scores', () => {
    assert.equal(usersOf(net, { level: 11, row: 0, column: 0, channel: 2 }, 5), null);
  });
});
