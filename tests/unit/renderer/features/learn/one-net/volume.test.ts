import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { presetNetwork } from '../../../../../../native-bridge/convnet/presets.ts';
import { atlasOf, atlasShape, channelAt } from '../../../../../../renderer/features/learn/one-net/atlas.ts';
import { readPlace } from '../../../../../../renderer/features/learn/one-net/place-text.ts';
import {
  channelMap,
  indexIn,
  placeAt,
  unitColumns,
  unitMap,
  volumesOf,
} from '../../../../../../renderer/features/learn/one-net/volume.ts';

const volumes = volumesOf(presetNetwork('course'));
const numbers = (count: number) => Float64Array.from({ length: count }, (_, at) => at);

describe('volumes', () => {
  test("of the course match the net's shapes, with one channel per unit in flat ones", () => {
    const text = volumes.map(({ rows, columns, channels }) => `${rows}x${columns}x${channels}`);
    const course = ['64x64x3', '64x64x8', '64x64x8', '8x8x8', '8x8x16', '8x8x16', '2x2x16', '1x1x64', '1x1x6'];
    assert.deepEqual(text, course);
  });

  test('place and index convert both ways, and a channel is strided through the numbers', () => {
    const volume = { rows: 3, columns: 4, channels: 5 };
    for (let at = 0; at < 60; at++) assert.equal(indexIn(volume, placeAt(volume, at)), at);
    const { data } = channelMap(volume, { shape: [1, 3, 4, 5], data: numbers(60) }, 2);
    assert.deepEqual([...(data as Float64Array)], [2, 7, 12, 17, 22, 27, 32, 37, 42, 47, 52, 57]);
  });

  test('units that were a volume are shown with one position per row; others in a rectangle with empty cells', () => {
    assert.equal(unitColumns(volumes, 7), 16);
    assert.equal(unitColumns(volumes, 8), 6);
    const hidden = [...volumes.slice(0, 8), { rows: 1, columns: 1, channels: 30 }];
    assert.equal(unitColumns(hidden, 8), 6);
    const map = unitMap({ data: numbers(5) }, 3);
    assert.deepEqual([map.rows, [...(map.data as Float64Array)]], [2, [0, 1, 2, 3, 4, Number.NaN]]);
  });
});

describe('the atlas of a volume', () => {
  test('has every channel where a hit test finds it', () => {
    const volume = { rows: 2, columns: 2, channels: 5 };
    const { rows, columns, data } = atlasOf(volume, numbers(20));
    assert.deepEqual([rows, columns], [25, 38]);
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < columns; x++) {
        const value = data[y * columns + x]!;
        if (Number.isNaN(value)) continue;
        assert.equal(value % 5, channelAt(volume, x / columns, y / rows), `${x},${y}`);
      }
    }
    assert.equal([...(data as Float64Array)].filter((value) => !Number.isNaN(value)).length, 20 * 6 * 6);
  });

  test('has no empty tiles if the number of channels allows it, and is not much wider than high', () => {
    const shapeOf = (channels: number) => {
      const { across, down } = atlasShape({ rows: 8, columns: 8, channels });
      return `${across}x${down}`;
    };
    assert.deepEqual([3, 5, 8, 16, 32, 48, 64].map(shapeOf), ['3x1', '3x2', '4x2', '4x4', '8x4', '8x6', '8x8']);
  });

  test('of a few units is a list', () => {
    const { rows, columns } = atlasOf({ rows: 1, columns: 1, channels: 6 }, numbers(6));
    assert.deepEqual([rows, columns], [6, 1]);
  });
});

describe('readPlace', () => {
  const read = (text: string) => readPlace(new URLSearchParams(text), volumes);

  test('reads what the address names', () => {
    assert.deepEqual(read('layer=4&channel=11&cell=3-7'), { level: 4, channel: 11, row: 3, column: 7 });
    assert.deepEqual(read('layer=0&channel=2&cell=63-0'), { level: 0, channel: 2, row: 63, column: 0 });
  });

  test('falls back to the first layer, the first channel and the middle', () => {
    assert.deepEqual(read(''), { level: 1, channel: 0, row: 32, column: 32 });
    assert.deepEqual(read('layer=9&channel=8&cell=64-0'), { level: 1, channel: 0, row: 32, column: 32 });
    assert.deepEqual(read('layer=-1&channel=1.5&cell=x'), { level: 1, channel: 0, row: 32, column: 32 });
    assert.deepEqual(readPlace(new URLSearchParams(), []), { level: 0, channel: 0, row: 0, column: 0 });
  });
});
