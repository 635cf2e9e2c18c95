import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Network } from '../../../../native-bridge/convnet/network.ts';
import { presetNetwork } from '../../../../native-bridge/convnet/presets.ts';
import { planOf } from '../../../../native-bridge/fused/plan.ts';

const HEADER = 6;
const PARAMETER = 3;
const STAGE = 20;

/** The stages' numbers, as kernels/plan.h reads them. */
function stagesOf(network: Network): number[][] {
  const { words, parameters } = planOf(network);
  const first = HEADER + PARAMETER * parameters.length;
  assert.equal(words[4], (words.length - first) / STAGE);
  return Array.from({ length: words[4]! }, (_, i) => [...words.subarray(first + i * STAGE, first + (i + 1) * STAGE)]);
}

function netOf(...layers: object[]): Network {
  return Network.parse({
    name: 'n',
    input: [10, 9, 2],
    layers: [...layers, { kind: 'flatten' }, { kind: 'dense', units: 3 }],
  });
}

const conv = { kind: 'conv', kernel: 3, filters: 4 };
const relu = { kind: 'relu' };
const pool = { kind: 'maxPool', size: 2, stride: 2, padding: 'same' };

describe('the plan of a network', () => {
  test('course: two convolutions with relu and pool inside, and a dense layer', () => {
    assert.deepEqual(stagesOf(presetNetwork('course')), [
      [0, 64, 64, 3, 8, 8, 8, 4, 1, 1, 1, 64, 64, 8, 0, 0, 1, 0, -1, 0],
      [0, 8, 8, 8, 2, 2, 16, 2, 1, 0, 0, 8, 8, 4, 0, 0, 1, 1, -1, 3],
      [6, 1, 1, 64, 1, 1, 6, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 2, 3, 7],
    ]);
  });

  test('ReLU before or after the pool, once or twice, is part of one stage', () => {
    for (const between of [[relu, pool], [pool, relu], [relu, pool, relu], [pool], [relu], []]) {
      assert.equal(stagesOf(netOf(conv, ...between)).length, 2);
    }
    const [stage] = stagesOf(netOf(conv, pool, relu));
    assert.deepEqual(stage!.slice(11), [10, 9, 2, 0, 0, 1, 0, 1, 0]);
  });

  test('a second pool, an overlapping one, or a batch norm ends the stage', () => {
    const overlapping = { kind: 'maxPool', size: 3, stride: 2 };
    assert.equal(stagesOf(netOf(conv, relu, pool, pool)).length, 3);
    assert.equal(stagesOf(netOf(conv, relu, overlapping)).length, 3);
    assert.equal(stagesOf(netOf(conv, { kind: 'batchNorm' }, relu, pool)).length, 5);
  });

  test('padding as in TensorFlow: an even kernel pads less before than after', () => {
    const [stage] = stagesOf(netOf({ kind: 'conv', kernel: 4, filters: 1, padding: 'same' }, pool));
    assert.deepEqual(stage!.slice(7, 16), [4, 1, 1, 1, 10, 9, 2, 0, 0]);
  });

  test('parameters, trained or not, and which of them are kernels', () => {
    const { words, reals } = planOf(
      netOf(conv, { kind: 'batchNorm', momentum: 0.5, epsilon: 0.25 }, { kind: 'dropout', rate: 0.5 }),
    );
    assert.deepEqual([...words.subarray(0, HEADER)], [10, 9, 2, 3, 4, 8]);
    const sizes = [...words.subarray(HEADER, HEADER + 8 * PARAMETER)];
    const all = [
      [72, 1, 1],
      [4, 1, 0],
      [4, 1, 0],
      [4, 1, 0],
      [4, 0, 0],
      [4, 0, 0],
      [1080, 1, 1],
      [3, 1, 0],
    ];
    assert.deepEqual(sizes, all.flat());
    assert.deepEqual([...reals], [0, 0, 0.5, 0.25, 0.5, 0, 0, 0]);
  });
});
