import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Network } from '../../../../native-bridge/convnet/network.ts';
import { classCount, fans, parameterSpecs, summary } from '../../../../native-bridge/convnet/parameters.ts';
import { presetNetwork } from '../../../../native-bridge/convnet/presets.ts';

describe('parameterSpecs', () => {
  test('course: W1, W2 without bias, W3 and b3', () => {
    const specs = parameterSpecs(presetNetwork('course'));
    assert.deepEqual(
      specs.map(({ name, shape, role, layer, fanIn, fanOut }) => [name, shape, role, layer, fanIn, fanOut]),
      [
        ['W1', [4, 4, 3, 8], 'kernel', 0, 48, 128],
        ['W2', [2, 2, 8, 16], 'kernel', 3, 32, 64],
        ['W3', [64, 6], 'kernel', 7, 64, 6],
        ['b3', [6], 'bias', 7, 6, 6],
      ],
    );
    assert.ok(specs.every(({ trained }) => trained));
  });

  test('batch norms are numbered separately; their running statistics are not trained', () => {
    const network = Network.parse({
      name: 'normalised',
      input: [8, 8, 3],
      layers: [
        { kind: 'batchNorm' },
        { kind: 'conv', filters: 4, kernel: 3 },
        { kind: 'batchNorm' },
        { kind: 'flatten' },
        { kind: 'dense', units: 2 },
      ],
    });
    assert.deepEqual(
      parameterSpecs(network).map(({ name, shape, trained, layer }) => `${layer} ${name} (${shape}) ${trained}`),
      [
        ...['0 gamma1 (3) true', '0 beta1 (3) true', '0 mean1 (3) false', '0 variance1 (3) false'],
        ...['1 W1 (3,3,3,4) true', '1 b1 (4) true'],
        ...['2 gamma2 (4) true', '2 beta2 (4) true', '2 mean2 (4) false', '2 variance2 (4) false'],
        ...['4 W2 (256,2) true', '4 b2 (2) true'],
      ],
    );
    const { parameters, trained, layers } = summary(network);
    assert.deepEqual([parameters, trained], [12 + 112 + 16 + 514, 6 + 112 + 8 + 514]);
    assert.deepEqual([layers[2]!.parameters, layers[2]!.trained], [16, 8]);
  });
});

describe('summary', () => {
  const counts = (network: Network) => summary(network).layers.flatMap(({ parameters }) => parameters || []);

  test('lenet5 on 32x32x1 has the classic table', () => {
    const lenet = presetNetwork('lenet5', { input: [32, 32, 1], classes: 10 });
    assert.deepEqual(counts(lenet), [156, 2416, 48120, 10164, 850]);
    assert.deepEqual([summary(lenet).parameters, summary(lenet).trained], [61706, 61706]);
    assert.deepEqual(summary(lenet).layers[6]!.output, [400]);
  });

  test('lenet5 on three channels has 456 in its first layer', () => {
    assert.equal(counts(presetNetwork('lenet5', { input: [32, 32, 3], classes: 10 }))[0], 456);
  });

  test('course: 384 + 512 + 390', () => {
    const course = presetNetwork('course');
    assert.deepEqual(counts(course), [384, 512, 390]);
    assert.equal(summary(course).parameters, 1286);
    assert.deepEqual(
      summary(course).layers.map(({ output }) => String(output)),
      ['64,64,8', '64,64,8', '8,8,8', '8,8,16', '8,8,16', '2,2,16', '64', '6'],
    );
  });
});

test('classCount is the units of the last layer', () => {
  assert.equal(classCount(presetNetwork('course', { classes: 11 })), 11);
  const layers = [{ kind: 'conv', filters: 5, kernel: 8, padding: 'valid' }, { kind: 'flatten' }];
  assert.equal(classCount(Network.parse({ name: 'convolutions alone', input: [8, 9, 3], layers })), 10);
});

test("fans as in TensorFlow: the area times the channels, a vector's length, 1 for a scalar", () => {
  assert.deepEqual(fans([5, 5, 6, 16]), { fanIn: 150, fanOut: 400 });
  assert.deepEqual(fans([400, 120]), { fanIn: 400, fanOut: 120 });
  assert.deepEqual(fans([7]), { fanIn: 7, fanOut: 7 });
  assert.deepEqual(fans([]), { fanIn: 1, fanOut: 1 });
});
