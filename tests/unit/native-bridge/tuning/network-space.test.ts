import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { NetworkError } from '../../../../native-bridge/convnet/network.ts';
import { PRESET_NAMES, presetNetwork } from '../../../../native-bridge/convnet/presets.ts';
import { fromUnit } from '../../../../native-bridge/tuning/encoding.ts';
import { applyToNetwork } from '../../../../native-bridge/tuning/network-change.ts';
import { layerName, parseNetworkName } from '../../../../native-bridge/tuning/network-names.ts';
import { limitsOf, networkDimensions } from '../../../../native-bridge/tuning/network-space.ts';
import { parseSpace } from '../../../../native-bridge/tuning/parse-space.ts';
import type { Values } from '../../../../native-bridge/tuning/space.ts';
import { TuningError } from '../../../../native-bridge/tuning/tuning-error.ts';

const course = presetNetwork('course');
const camera = presetNetwork('three-block');

function kindsOf(preset: string, values: Values): string {
  return applyToNetwork(presetNetwork(preset), values)
    .layers.map(({ kind }) => kind)
    .join(' ');
}

test("a name is a layer's position, from 1, and one of its numbers, or a block, or one of two words", () => {
  assert.deepEqual(parseNetworkName('layers.3.size'), { kind: 'layer', index: 2, property: 'size' });
  assert.deepEqual(parseNetworkName('blocks.12.repeat'), { kind: 'repeat', index: 11 });
  assert.deepEqual(parseNetworkName('batchNorm'), { kind: 'batchNorm' });
  assert.deepEqual(parseNetworkName('dropout'), { kind: 'dropout' });
  for (const name of [
    'layers.0.size',
    'layers.03.size',
    'layers.1.padding',
    'layers.1',
    'blocks.1.filters',
    'Dropout',
    '',
  ]) {
    assert.equal(parseNetworkName(name), null, name);
  }
  assert.equal(layerName(0, 'filters'), 'layers.1.filters');
});

test('numbers of layers are set in place', () => {
  const changed = applyToNetwork(course, { 'layers.1.filters': 12, 'layers.4.kernel': 3, 'layers.6.stride': 2 });
  assert.deepEqual(
    changed.layers.filter((layer, i) => JSON.stringify(layer) !== JSON.stringify(course.layers[i])),
    [
      { kind: 'conv', kernel: 4, filters: 12, stride: 1, padding: 'same', bias: false },
      { kind: 'conv', kernel: 3, filters: 16, stride: 1, padding: 'same', bias: false },
      { kind: 'maxPool', size: 4, stride: 2, padding: 'same' },
    ],
  );
  assert.deepEqual(applyToNetwork(course, { learningRate: 0.1, validationSeed: 3 }), course);
});

test('batch norm follows every convolution, which then needs no bias; removing it restores the bias', () => {
  const lenet = applyToNetwork(presetNetwork('lenet5'), { batchNorm: true });
  assert.deepEqual(lenet.layers[0], { kind: 'conv', kernel: 5, filters: 6, stride: 1, padding: 'valid', bias: false });
  assert.deepEqual(lenet.layers[1], { kind: 'batchNorm', momentum: 0.9, epsilon: 1e-3 });
  assert.equal(lenet.layers.filter(({ kind }) => kind === 'batchNorm').length, 2);
  assert.deepEqual(applyToNetwork(camera, { batchNorm: true }), camera);
  const bare = applyToNetwork(camera, { batchNorm: false });
  assert.ok(bare.layers.every(({ kind }) => kind !== 'batchNorm'));
  assert.ok(bare.layers.every((layer) => layer.kind !== 'conv' || layer.bias));
  assert.deepEqual(applyToNetwork(course, { batchNorm: false }), course); // it has no batch norm to remove
});

test('a repeated block has convolution, batch norm and relu again before the pool, and the stride once', () => {
  assert.equal(
    kindsOf('course', { 'blocks.1.repeat': 2, batchNorm: true }),
    'conv batchNorm relu conv batchNorm relu maxPool conv batchNorm relu maxPool flatten dense',
  );
  assert.equal(
    kindsOf('course', { 'blocks.2.repeat': 3, 'blocks.1.repeat': 2 }),
    'conv relu conv relu maxPool conv relu conv relu conv relu maxPool flatten dense',
  );
  const deeper = applyToNetwork(camera, { 'blocks.1.repeat': 2 });
  const strides = deeper.layers.slice(0, 3).map((layer) => (layer.kind === 'conv' ? layer.stride : null));
  assert.deepEqual(strides, [2, null, 1]);
  for (const times of [0, 5, 1.5])
    assert.throws(() => applyToNetwork(course, { 'blocks.1.repeat': times }), TuningError);
});

test('dropout before the last dense layer is inserted, changed and removed', () => {
  assert.equal(kindsOf('course', { dropout: 0.3 }), 'conv relu maxPool conv relu maxPool flatten dropout dense');
  assert.deepEqual(applyToNetwork(camera, { dropout: 0.4 }).layers.at(-2), { kind: 'dropout', rate: 0.4 });
  assert.ok(!kindsOf('three-block', { dropout: 0 }).includes('dropout'));
  assert.deepEqual(applyToNetwork(course, { dropout: 0 }), course);
});

test('layers are numbered as in the base network, whatever else is added or removed', () => {
  const all = { 'blocks.1.repeat': 3, batchNorm: true, dropout: 0.2, 'layers.4.filters': 40 };
  const filters = applyToNetwork(course, all).layers.map((layer) => (layer.kind === 'conv' ? layer.filters : 0));
  assert.deepEqual(filters.filter(Boolean), [8, 8, 8, 40]);
});

test('an impossible network names the layer; a number that a layer does not have is a bad name', () => {
  assert.throws(
    () => applyToNetwork(presetNetwork('lenet5'), { 'layers.1.kernel': 60 }),
    (error) => error instanceof NetworkError && error.layer === 3 && /^layer 4 \(conv\)/.test(error.message),
  );
  for (const name of ['layers.99.filters', 'layers.1.units', 'blocks.3.repeat']) {
    assert.throws(() => applyToNetwork(course, { [name]: 2 }), TuningError, name);
  }
});

test('everything variable has its current value within its range, which gives the same network', () => {
  for (const preset of PRESET_NAMES) {
    const network = presetNetwork(preset);
    const dimensions = networkDimensions(network);
    parseSpace(Object.fromEntries(dimensions.map(({ name, dimension }) => [name, dimension])));
    for (const { name, dimension, current } of dimensions) {
      if (dimension.kind === 'choice') assert.ok(dimension.choices.includes(current), name);
      else assert.ok(dimension.low <= Number(current) && Number(current) <= dimension.high, name);
    }
    const same = Object.fromEntries(dimensions.map(({ name, current }) => [name, current]));
    assert.deepEqual(applyToNetwork(network, same), network);
  }
});

test('the number of classes is not a dimension, and names outside the network have no limits', () => {
  assert.equal(limitsOf(course, 'layers.8.units'), null);
  assert.equal(limitsOf(presetNetwork('lenet5'), 'layers.8.units')?.kind, 'number');
  assert.equal(limitsOf(camera, 'layers.14.rate'), null); // its name is dropout
  assert.equal(limitsOf(course, 'layers.2.size'), null);
  assert.equal(limitsOf(course, 'layers.100.size'), null);
});

test('every point of the proposed ranges is a network or is refused with its layer', () => {
  const preset = fc.constantFrom(...PRESET_NAMES);
  fc.assert(
    fc.property(preset, fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true })), (name, units) => {
      const network = presetNetwork(name);
      const values = networkDimensions(network).map((one) => [one.name, fromUnit(one.dimension, units.next().value)]);
      try {
        assert.ok(applyToNetwork(network, Object.fromEntries(values)).layers.length > 0);
      } catch (error) {
        assert.ok(error instanceof NetworkError && error.layer >= 0, String(error));
      }
    }),
    { numRuns: 100 },
  );
});
