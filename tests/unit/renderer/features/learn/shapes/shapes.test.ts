import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { summary } from '../../../../../../native-bridge/convnet/parameters.ts';
import { PRESET_NAMES, presetNetwork } from '../../../../../../native-bridge/convnet/presets.ts';
import { connections } from '../../../../../../renderer/features/learn/shapes/connections.ts';
import { rowFormulas } from '../../../../../../renderer/features/learn/shapes/row-formulas.ts';
import { comparison, fitted, rowsOf } from '../../../../../../renderer/features/learn/shapes/rows.ts';

/** As the page receives it: for six classes and 64 x 64. */
const lenet = fitted(presetNetwork('lenet5'), [32, 32, 3], 10);

suite('shapes and counts', () => {
  test("LeNet-5 gives the table of the course's notes", () => {
    assert.deepEqual(
      rowsOf(lenet).map(({ name, output, size, parameters }) => [name, output.join('x'), size, parameters]),
      [
        ['Input', '32x32x3', 3072, 0],
        ['CONV1', '28x28x6', 4704, 456],
        ['POOL1', '14x14x6', 1176, 0],
        ['CONV2', '10x10x16', 1600, 2416],
        ['POOL2', '5x5x16', 400, 0],
        ['FLATTEN', '400', 400, 0],
        ['FC3', '120', 120, 48120],
        ['FC4', '84', 84, 10164],
        ['FC5', '10', 10, 850],
      ],
    );
    assert.deepEqual(
      fitted(presetNetwork('lenet5'), [32, 32, 3], 10),
      presetNetwork('lenet5', { input: [32, 32, 3], classes: 10 }),
    );
  });

  test('the rows contain all parameters of every preset', () => {
    for (const name of PRESET_NAMES) {
      const network = presetNetwork(name);
      const rows = rowsOf(network);
      assert.equal(
        rows.reduce((sum, { parameters }) => sum + parameters, 0),
        summary(network).parameters,
        name,
      );
      for (const row of rows) {
        const last = rowFormulas(row, comparison(row));
        const counted = row.parameters.toLocaleString('en-US').replaceAll(',', '{,}');
        assert.ok(
          last.some(({ numbers }) => numbers.endsWith(`= ${counted}`) || numbers === counted || row.layer === null),
          `${name} ${row.name}: ${JSON.stringify(last)}`,
        );
      }
    }
  });

  test('dense against convolution: 14 million against 456 parameters, 75 connections per output against 3072', () => {
    const row = rowsOf(lenet)[1]!;
    assert.deepEqual(comparison(row), {
      inputs: 3072,
      outputs: 4704,
      dense: { parameters: 14_455_392, connections: 14_450_688, perOutput: 3072 },
      conv: { parameters: 456, connections: 352_800, perOutput: 75 },
    });
    assert.equal(comparison(rowsOf(lenet)[2]!), null, 'a pooling layer has nothing to compare');
  });

  test('the one-dimensional drawing: 63 weights against 3 shared ones', () => {
    const weights = (kind: 'dense' | 'conv') => new Set(connections(kind).map(({ weight }) => weight)).size;
    assert.equal(connections('dense').length, 63);
    assert.equal(weights('dense'), 63);
    assert.equal(connections('conv').length, 21);
    assert.equal(weights('conv'), 3);
    assert.deepEqual(
      connections('conv')
        .filter(({ output }) => output === 6)
        .map(({ input }) => input),
      [6, 7, 8],
    );
  });
});
