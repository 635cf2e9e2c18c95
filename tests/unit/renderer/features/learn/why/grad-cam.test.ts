import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { presetNetwork } from '../../../../../../native-bridge/convnet/presets.ts';
import { tensor } from '../../../../../../native-bridge/reference/index.ts';
import { layerPass } from '../../../../../../native-bridge/reference/layers.ts';
import {
  byContribution,
  convolutions,
  featureLayer,
  featureMap,
  gradCamOf,
} from '../../../../../../renderer/features/learn/why/compute/grad-cam.ts';
import { finished, picture, subject } from './net.ts';

const { network, parameters } = subject;
const none = { training: false, ties: 'first', mask: () => [] } as const;
const wide = (name: string) => tensor(parameters[name]!.shape, parameters[name]!.data);

describe('Grad-CAM', () => {
  test('channel weights are mean gradients of the score, checked by the dense weights; the map is the ReLU of the weighted sum', () => {
    const { rows, columns, channels, activations, weights, map, sums } = finished(
      gradCamOf({ ...subject, explained: 1, conv: 3 }),
    ).output;
    assert.deepEqual([rows, columns, channels], [8, 8, 16]);
    // The recipe: the layers up to the second ReLU by hand, then the score from its output.
    let A = tensor([1, 64, 64, 3], picture);
    for (const [index, layer] of network.layers.slice(0, 5).entries()) {
      A = layerPass(layer, A, { ...none, own: () => wide(index === 0 ? 'W1' : 'W2') }).output;
    }
    assert.deepEqual(activations, A.data);
    // Max pooling passes the whole slope of each of its four windows to one cell, and the score is W3 times the windows' maxima:
    // alpha_k is the sum of the four weights that class 1 has for channel k, divided by the 64 cells of the map.
    const { data: W3 } = wide('W3');
    for (let k = 0; k < 16; k++) {
      const four = [0, 1, 2, 3].reduce((sum, window) => sum + W3[(window * 16 + k) * 6 + 1]!, 0);
      assert.ok(Math.abs(weights[k]! - four / 64) < 1e-12, `alpha ${k}: ${weights[k]}, expected ${four / 64}`);
    }
    for (const cell of [0, 9, 27, 36, 63]) {
      let sum = 0;
      for (let k = 0; k < 16; k++) sum += weights[k]! * A.data[cell * 16 + k]!;
      assert.equal(sums[cell], sum);
      assert.equal(map[cell], Math.max(0, sum));
    }
    assert.ok(weights.some((weight) => weight !== 0));
  });

  test('uses the ReLU after a convolution, even with batch norm between, and sorts channels by their contribution', () => {
    assert.deepEqual(convolutions(network), [0, 3]);
    assert.equal(featureLayer(network, 3), 4);
    const normed = { layers: [network.layers[0]!, presetNetwork('three-block').layers[3]!, { kind: 'relu' as const }] };
    assert.equal(featureLayer(normed, 0), 2);
    assert.equal(featureLayer({ layers: [network.layers[0]!] }, 0), 0);
    const weights = Float64Array.of(0.1, -0.5, 0.9);
    // Two cells of three channels: the last one is 0 everywhere.
    assert.deepEqual(
      byContribution({ channels: 3, activations: Float64Array.of(1, 2, 0, 1, 1, 0), weights }),
      [1, 0, 2],
    );
    assert.deepEqual([...featureMap(Float64Array.of(1, 2, 3, 4), 2, 1)], [2, 4]);
  });
});
