/** The computed receptive field against the net's actual one: the pixels whose change changes the number. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { initialise } from '../../../../../../native-bridge/convnet/initialisers.ts';
import { Network } from '../../../../../../native-bridge/convnet/network.ts';
import { presetNetwork } from '../../../../../../native-bridge/convnet/presets.ts';
import { zeros } from '../../../../../../native-bridge/reference/index.ts';
import { traceForward } from '../../../../../../native-bridge/reference/trace.ts';
import {
  clipped,
  inputRegion,
  outputRegion,
  receptiveField,
  single,
} from '../../../../../../renderer/features/learn/one-net/receptive-field.ts';
import { indexIn, placeAt, volumesOf } from '../../../../../../renderer/features/learn/one-net/volume.ts';

const course = presetNetwork('course');
const volumes = volumesOf(course);

describe('receptiveField of the course', () => {
  test('of one number of the first pooling is 8 x 8 windows of 4 x 4: 11 x 11 pixels, clipped at the border', () => {
    const inside = receptiveField(course, volumes, { level: 3, row: 2, column: 5, channel: 1 });
    assert.deepEqual(inside[0], { row: 15, column: 39, rows: 11, columns: 11, channel: null });
    assert.deepEqual(inside[2], { row: 16, column: 40, rows: 8, columns: 8, channel: 1 });
    const corner = receptiveField(course, volumes, { level: 3, row: 0, column: 7, channel: 1 });
    assert.deepEqual(corner[0], { row: 0, column: 55, rows: 10, columns: 9, channel: null });
  });

  test('of a flattened unit is that of its number before flattening; of a class score it is the whole picture', () => {
    const unit = { level: 7, row: 0, column: 0, channel: (1 * 2 + 0) * 16 + 9 };
    const [pixels] = receptiveField(course, volumes, unit);
    assert.deepEqual(pixels, receptiveField(course, volumes, { level: 6, row: 1, column: 0, channel: 9 })[0]);
    const [all] = receptiveField(course, volumes, { level: 8, row: 0, column: 0, channel: 2 });
    assert.deepEqual(all, { row: 0, column: 0, rows: 64, columns: 64, channel: null });
  });
});

const padding = fc.constantFrom('same', 'valid');
const count = (max: number) => fc.integer({ min: 1, max });
const layers = fc.oneof(
  fc.record({ kind: fc.constant('conv'), filters: count(2), kernel: count(4), stride: count(3), padding }),
  fc.record({ kind: fc.constantFrom('maxPool', 'averagePool'), size: count(4), stride: count(3), padding }),
  fc.constantFrom({ kind: 'batchNorm' }, { kind: 'dropout', rate: 0.2 }),
);
const networks = fc
  .record({ side: fc.tuple(count(9), count(9)), list: fc.array(layers, { minLength: 1, maxLength: 3 }) })
  .map(({ side, list }) => ({
    ...{ name: 'drawn', input: [...side, 2] },
    layers: [...list, { kind: 'flatten' }, { kind: 'dense', units: 3 }],
  }))
  .filter((drawn) => {
    try {
      volumesOf(Network.parse(drawn));
      return true;
    } catch {
      return false;
    }
  })
  .map((drawn) => Network.parse(drawn));

describe('regions of random nets', () => {
  test('the gradient with respect to the picture is 0 outside the receptive field', () => {
    fc.assert(
      fc.property(networks, fc.nat(), (network, draw) => {
        const levels = volumesOf(network);
        const level = 1 + (draw % (network.layers.length - 1));
        const volume = levels[level]!;
        const place = { level, ...placeAt(volume, draw % (volume.rows * volume.columns * volume.channels)) };
        const field = receptiveField(network, levels, place)[0]!;
        const input = zeros([1, ...network.input]);
        for (const at of input.data.keys()) input.data[at] = Math.sin(at * 7 + draw);
        const { outputs, backward } = traceForward(network, initialise(network, 1), input);
        const one = zeros(outputs[level - 1]!.shape);
        one.data[indexIn(volume, place)] = 1;
        const { dInput } = backward(one, level - 1);
        for (const [at, slope] of dInput.data.entries()) {
          const { row, column } = placeAt(levels[0]!, at);
          const seen =
            row >= field.row &&
            row < field.row + field.rows &&
            column >= field.column &&
            column < field.column + field.columns;
          assert.ok(
            seen || slope === 0,
            `${JSON.stringify(place)} sees ${row},${column} outside ${JSON.stringify(field)}`,
          );
        }
      }),
      { numRuns: 150 },
    );
  });

  test('a number is used by exactly those whose window contains it', () => {
    fc.assert(
      fc.property(networks, fc.nat(), (network, draw) => {
        const levels = volumesOf(network);
        const index = draw % network.layers.length;
        const [layer, input, output] = [network.layers[index]!, levels[index]!, levels[index + 1]!];
        const place = placeAt(input, draw % (input.rows * input.columns * input.channels));
        const region = outputRegion(layer, input, output, place);
        for (let at = 0; at < output.rows * output.columns * output.channels; at++) {
          const user = placeAt(output, at);
          const window = clipped(inputRegion(layer, input, single(user)), input);
          const holds = (area: typeof region, p: typeof place) =>
            p.row >= area.row &&
            p.row < area.row + area.rows &&
            p.column >= area.column &&
            p.column < area.column + area.columns &&
            (area.channel === null || area.channel === p.channel);
          assert.equal(holds(region, user), holds(window, place), `${layer.kind} ${JSON.stringify({ place, user })}`);
        }
      }),
      { numRuns: 150 },
    );
  });
});
