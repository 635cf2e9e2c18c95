import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NetworkError } from '../../../../native-bridge/convnet/network.ts';
import { summary } from '../../../../native-bridge/convnet/parameters.ts';
import { PRESET_NAMES, presetNetwork, presetToday } from '../../../../native-bridge/convnet/presets.ts';

test('every preset takes 64x64x3 and has 6 classes', () => {
  assert.deepEqual(PRESET_NAMES, ['course', 'camera', 'lenet5', 'four-block', 'hands', 'three-block']);
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

test('four-block is four times conv, relu, pool, batch norm: 52 982 trained parameters', () => {
  const network = presetNetwork('four-block');
  const { layers, trained, parameters } = summary(network);
  const block = ['conv', 'relu', 'maxPool', 'batchNorm'];
  assert.deepEqual(
    network.layers.map(({ kind }) => kind),
    [...block, ...block, ...block, ...block, 'flatten', 'dense'],
  );
  // Kernels 3*3*(3*16 + 16*32 + 32*48 + 48*64), gamma and beta 2*(16+32+48+64), dense 1024*6 + 6
  assert.equal(trained, 9 * (48 + 512 + 1536 + 3072) + 320 + 6150);
  assert.equal(trained, 52_982);
  assert.equal(parameters, trained + 320); // running mean and variance
  assert.deepEqual(layers.at(-3)!.output, [4, 4, 64]);
});

test('hands is six convolutions with batch norm: 83 094 trained parameters', () => {
  const { layers, trained } = summary(presetNetwork('hands'));
  // Kernels 3*3*(3*16 + 16*32 + 32*32 + 32*48 + 48*48 + 48*64), gamma and beta 2*(16+32+32+48+48+64), dense 1024*6 + 6
  assert.equal(trained, 9 * (48 + 512 + 1024 + 1536 + 2304 + 3072) + 480 + 6150);
  assert.equal(trained, 83_094);
  assert.deepEqual(layers.at(-3)!.output, [4, 4, 64]);
});

test('camera has the layers of hands; the former camera is three-block, for any classes', () => {
  assert.deepEqual(presetNetwork('camera').layers, presetNetwork('hands').layers);
  for (const classes of [2, 6]) {
    const now = presetNetwork('camera', { classes });
    const before = { ...presetNetwork('three-block', { classes }), name: 'camera' };
    assert.deepEqual([presetToday('camera', now), presetToday('camera', before)], ['camera', 'three-block']);
    assert.equal(presetToday('mine', before), 'mine');
  }
});

test('an unknown preset: the remedy lists the presets', () => {
  for (const name of ['resnet', '', 'toString', 'Course']) {
    assert.throws(() => presetNetwork(name), {
      name: 'NetworkError',
      remedy: 'Choose one of course, camera, lenet5, four-block, hands, three-block.',
    });
  }
});

test('pictures too small for a preset, or no classes, are refused by name', () => {
  assert.throws(() => presetNetwork('lenet5', { input: [8, 8, 1] }), /layer 4 \(conv\).*\(2,2,6\)/);
  assert.throws(() => presetNetwork('course', { classes: 0 }), NetworkError);
});
