import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NetworkError } from '../../../../native-bridge/convnet/network.ts';
import { PRESET_NAMES, presetNetwork } from '../../../../native-bridge/convnet/presets.ts';

test('every preset takes 64x64x3 and tells 6 classes apart', () => {
  assert.deepEqual(PRESET_NAMES, ['course', 'lenet5']);
  for (const name of PRESET_NAMES) {
    const network = presetNetwork(name);
    assert.equal(network.name, name);
    assert.deepEqual(network.input, [64, 64, 3]);
    assert.deepEqual(network.layers.at(-1), { kind: 'dense', units: 6, bias: true });
  }
});

test("course is the assignment's net", () => {
  assert.deepEqual(presetNetwork('course').layers, [
    { kind: 'conv', kernel: 4, filters: 8, stride: 1, padding: 'same', bias: false },
    { kind: 'relu' },
    { kind: 'maxPool', size: 8, stride: 8, padding: 'same' },
    { kind: 'conv', kernel: 2, filters: 16, stride: 1, padding: 'same', bias: false },
    { kind: 'relu' },
    { kind: 'maxPool', size: 4, stride: 4, padding: 'same' },
    { kind: 'flatten' },
    { kind: 'dense', units: 6, bias: true },
  ]);
});

test('an unknown preset: the remedy names those that are', () => {
  for (const name of ['resnet', '', 'toString', 'Course']) {
    assert.throws(() => presetNetwork(name), { name: 'NetworkError', remedy: 'Choose one of course, lenet5.' });
  }
});

test('pictures too small for a preset, or no classes, are refused by name', () => {
  assert.throws(() => presetNetwork('lenet5', { input: [8, 8, 1] }), /layer 4 \(conv\).*\(2,2,6\)/);
  assert.throws(() => presetNetwork('course', { classes: 0 }), NetworkError);
});
