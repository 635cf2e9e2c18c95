import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { MT19937 } from '../../../../../../datasets/random/mt19937.ts';
import { channelAlone, gradientOf, saliency } from '../../../../../../renderer/features/learn/why/compute/gradient.ts';
import { numericGradient } from '../../../../native-bridge/reference/comparing.ts';
import { finished, logitsOf, picture, subject } from './net.ts';

const PLAIN = { copies: 0, noise: 0.1, seed: 1, explained: 4 } as const;
const plainGradient = () => finished(gradientOf({ ...subject, ...PLAIN })).output;

describe('gradient of the score', () => {
  test('agrees with finite differences of the score', () => {
    const { gradient, score } = plainGradient();
    assert.equal(score, logitsOf(picture)[4]);
    const steepest = [...gradient.keys()].sort((a, b) => Math.abs(gradient[b]!) - Math.abs(gradient[a]!));
    const values = picture.slice();
    let [compared, large] = [0, 0];
    for (const at of [...steepest.slice(0, 30), 0, 1000, 5000, 9001]) {
      const slope = numericGradient(values, at, () => logitsOf(values)[4]!);
      if (slope === null) continue;
      compared++;
      if (Math.abs(slope) > 1e-3) large++;
      assert.ok(Math.abs(gradient[at]! - slope) < 1e-8, `number ${at}: ${gradient[at]}, differences give ${slope}`);
    }
    assert.ok(compared > 20 && large > 15, `${compared} slopes, ${large} of them large`);
  });

  test('SmoothGrad is the mean of the gradients of copies with numpy noise, and reports its progress', () => {
    const { parts, output } = finished(gradientOf({ ...subject, ...PLAIN, copies: 3, noise: 0.2, seed: 7 }));
    assert.deepEqual(
      parts.map(({ computed }) => computed),
      [1, 2],
    );
    assert.equal(output.computed, 3);
    // The noise's recipe: sigma = share * (max - min), drawn by RandomState(7).randn number after number.
    const random = new MT19937(7);
    const sigma = 0.2 * (Math.max(...picture) - Math.min(...picture));
    const copies = [0, 1, 2].map(() => picture.map((value) => value + sigma * random.randn()));
    const [at] = [...output.gradient.keys()].sort(
      (a, b) => Math.abs(output.gradient[b]!) - Math.abs(output.gradient[a]!),
    );
    const slopes = copies.map((copy) => numericGradient(copy, at!, () => logitsOf(copy)[4]!, 1e-6));
    assert.ok(!slopes.includes(null), String(slopes));
    const mean = slopes.reduce<number>((sum, slope) => sum + slope! / 3, 0);
    assert.ok(Math.abs(output.gradient[at!]! - mean) < 1e-6, `${output.gradient[at!]}, expected ${mean}`);
    assert.deepEqual(finished(gradientOf({ ...subject, ...PLAIN, copies: 3, noise: 0.2, seed: 7 })).output, output);
    assert.notDeepEqual(output.gradient, plainGradient().gradient);
  });

  test('the map is the largest magnitude of the three channels', () => {
    const gradient = new Float64Array(64 * 64 * 3);
    gradient.set([0.1, -0.7, 0.3, 0, 0, -0.2], 30);
    assert.equal(saliency(gradient)[10], 0.7);
    assert.equal(saliency(gradient)[11], 0.2);
    assert.equal(channelAlone(gradient, 1)[10], -0.7);
    assert.equal(channelAlone(gradient, 1).length, 4096);
  });
});
