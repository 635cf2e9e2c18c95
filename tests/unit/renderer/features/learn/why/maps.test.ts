import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { correlation, sharedTenth } from '../../../../../../renderer/features/learn/why/compute/correlation.ts';
import {
  cellOfPixel,
  enlarged,
  nearestPlaces,
  pixelOfCell,
  pixelOfPlace,
  placeOfPixel,
} from '../../../../../../renderer/features/learn/why/compute/resample.ts';

describe('maps over the picture', () => {
  test('are enlarged like tf.image.resize: bilinear, with aligned centres', () => {
    // tf.image.resize([[0, 1], [2, 3]], [64, 64]): the outer quarters keep their number, between them it changes linearly.
    const large = enlarged({ rows: 2, columns: 2, data: [0, 1, 2, 3] });
    assert.equal(large[0], 0);
    assert.equal(large[63], 1);
    assert.equal(large[64 * 63], 2);
    assert.equal(large[32], (32.5 * 2) / 64 - 0.5);
    assert.equal(large[64 * 20], 2 * ((20.5 * 2) / 64 - 0.5));
    const same = Float64Array.from({ length: 4096 }, (_, at) => at % 7);
    assert.deepEqual(enlarged({ rows: 64, columns: 64, data: same }), same);
    assert.ok(enlarged({ rows: 1, columns: 1, data: [0.4] }).every((value) => value === 0.4));
  });

  test('cells and pixels convert both ways', () => {
    for (const cells of [1, 2, 8, 13, 64]) {
      for (let cell = 0; cell < cells; cell++) assert.equal(cellOfPixel(pixelOfCell(cell, cells), cells), cell);
    }
    for (const [patch, stride] of [
      [8, 4],
      [16, 8],
      [7, 3],
      [4, 1],
    ] as const) {
      const places = Math.floor((64 - patch) / stride) + 1;
      for (let place = 0; place < places; place++) {
        assert.equal(placeOfPixel(pixelOfPlace(place, patch, stride), patch, stride, places), place);
      }
    }
    assert.equal(placeOfPixel(0, 8, 4, 15), 0);
    assert.equal(placeOfPixel(63, 8, 4, 15), 14);
  });

  test('a pixel has the number of the nearest position', () => {
    const values = Float64Array.from({ length: 225 }, (_, at) => at);
    const over = nearestPlaces(values, 8, 4, 15);
    assert.equal(over[0], 0);
    assert.equal(over[64 * 64 - 1], 224);
    assert.equal(over[12 * 64 + 32], 2 * 15 + 7);
  });

  test('are compared by correlation and by the overlap of their strongest tenths', () => {
    const rising = Float64Array.from({ length: 100 }, (_, at) => at);
    assert.ok(
      Math.abs(
        correlation(
          rising,
          rising.map((value) => 3 - 2 * value),
        )! + 1,
      ) < 1e-12,
    );
    assert.ok(Math.abs(correlation(Float64Array.of(1, 2, 3, 4), Float64Array.of(1, 3, 2, 4))! - 0.8) < 1e-12);
    assert.equal(correlation(rising, new Float64Array(100)), null);
    assert.equal(sharedTenth(rising, rising), 1);
    assert.equal(
      sharedTenth(
        rising,
        rising.map((value) => -value),
      ),
      0,
    );
    assert.equal(
      sharedTenth(
        rising,
        rising.map((value) => (value >= 95 ? value : -value)),
      ),
      0.5,
    );
  });
});
