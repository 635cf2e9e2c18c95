import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { NetworkError } from '../../../../native-bridge/convnet/network.ts';
import { parseNetwork } from '../../../../native-bridge/convnet/parse.ts';
import { PRESET_NAMES, presetNetwork } from '../../../../native-bridge/convnet/presets.ts';

const end = [{ kind: 'flatten' }, { kind: 'dense', units: 6 }];
const withLayers = (...layers: unknown[]) => ({ name: 'test', input: [8, 8, 3], layers: [...layers, ...end] });

/** The error that a value is refused with. */
function refusal(value: unknown): NetworkError {
  try {
    parseNetwork(value);
  } catch (error) {
    assert.ok(error instanceof NetworkError, String(error));
    assert.ok(error.remedy.length > 0);
    return error;
  }
  return assert.fail('was taken');
}

describe('parseNetwork', () => {
  test('fills in defaults', () => {
    const { layers } = parseNetwork(withLayers({ kind: 'conv', filters: 4, kernel: 3 }));
    assert.deepEqual(layers[0], { kind: 'conv', filters: 4, kernel: 3, stride: 1, padding: 'same', bias: true });
  });

  test('parses its own output, even through JSON', () => {
    for (const name of PRESET_NAMES) {
      const network = presetNetwork(name);
      assert.deepEqual(parseNetwork(JSON.parse(JSON.stringify(network))), network);
    }
  });

  const problems: [string, unknown, string, number][] = [
    ['nothing', null, 'the network must be an object, not null', -1],
    ['a missing list', { name: 'x', input: [8, 8, 3] }, 'layers is missing', -1],
    [
      'a number too small',
      withLayers({ kind: 'relu' }, { kind: 'conv', filters: 0, kernel: 3 }),
      'layers[1].filters must be at least 1, not 0',
      1,
    ],
    ['a number too large', withLayers({ kind: 'dropout', rate: 1 }), 'layers[0].rate must be at most 0.95, not 1', 0],
    [
      'a fraction',
      withLayers({ kind: 'conv', filters: 1, kernel: 2.5 }),
      'layers[0].kernel must be a whole number, not 2.5',
      0,
    ],
    [
      'a text for a number',
      withLayers({ kind: 'conv', filters: '8', kernel: 3 }),
      'layers[0].filters must be a number, not "8"',
      0,
    ],
    ['a missing field', withLayers({ kind: 'maxPool', size: 2 }), 'layers[0].stride is missing', 0],
    [
      'a foreign padding',
      withLayers({ kind: 'maxPool', size: 2, stride: 2, padding: 'full' }),
      'layers[0].padding must be one of same, valid, not "full"',
      0,
    ],
    ['an unknown field', withLayers({ kind: 'relu', slope: 0.1 }), 'layers[0] has slope, which is not known there', 0],
    [
      'a foreign layer',
      withLayers({ kind: 'lstm' }),
      'layers[0].kind must be one of conv, maxPool, averagePool, relu, batchNorm, dropout, flatten, dense, not "lstm"',
      0,
    ],
    ['a layer that is not an object', withLayers(7), 'layers[0] must be an object, not 7', 0],
    ['two axes', { ...withLayers(), input: [8, 8] }, 'input must be at least 3 long, not 2', -1],
  ];
  for (const [name, value, message, layer] of problems) {
    test(`names the place of ${name}`, () => {
      const error = refusal(value);
      assert.equal(error.message, message);
      assert.equal(error.layer, layer);
    });
  }

  test('names every problem at once', () => {
    const { message } = refusal({ name: '', input: [8, 0, 3], layers: [{ kind: 'dense', units: -1, bias: 1 }] });
    for (const place of ['name ', 'input[1] ', 'layers[0].units ', 'layers[0].bias '])
      assert.ok(message.includes(place), message);
    assert.equal(message.split('; ').length, 4);
  });

  test('well-formed but impossible: the message of shape inference', () => {
    assert.match(
      refusal(withLayers({ kind: 'conv', filters: 1, kernel: 9, padding: 'valid' })).message,
      /^layer 1 \(conv\)/,
    );
  });

  test('anything else is a NetworkError too', () => {
    fc.assert(
      fc.property(fc.anything(), (value) => {
        refusal(value);
        refusal(withLayers(value));
      }),
      { numRuns: 300 },
    );
  });
});
