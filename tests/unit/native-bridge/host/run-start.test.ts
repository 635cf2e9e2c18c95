/** Initial weights of a run: the preset's own start, and presets with former names. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { presetNetwork } from '../../../../native-bridge/convnet/presets.ts';
import type { TrainRequest } from '../../../../native-bridge/host/compute-messages.ts';
import { forClasses, freshStart, resumedStart, withOrigin } from '../../../../native-bridge/host/run-start.ts';
import type { Checkpoint } from '../../../../native-bridge/training/checkpoint.ts';
import { Hyperparameters } from '../../../../native-bridge/training/hyperparameters.ts';

const request = (more: Partial<TrainRequest> = {}): TrainRequest => ({
  ...{ kind: 'train', settings: [], out: 'run', resume: false, ...more },
});
const letters = ['A', 'B', 'C', 'D', 'E', 'F'];
const digits = ['0', '1', '2', '3', '4', '5'];

describe('the initial weights of a run', () => {
  test('camera starts from the base, for any classes; from scratch on request', () => {
    assert.equal(withOrigin(request({ preset: 'camera' })).from, 'base');
    const network = presetNetwork('camera', { classes: 3 });
    assert.equal(withOrigin(request({ preset: 'camera', network })).from, 'base');
    assert.equal(withOrigin(request({ preset: 'camera', from: 'none' })).from, 'none');
    assert.equal(withOrigin(request({ preset: 'camera', from: 'model.onnx' })).from, 'model.onnx');
  });

  test('a changed network and every other preset start from scratch', () => {
    const network = presetNetwork('course');
    assert.equal(withOrigin(request({ preset: 'camera', network })).from, undefined);
    for (const preset of ['course', 'lenet5', 'four-block', 'hands', 'three-block']) {
      assert.equal(withOrigin(request({ preset })).from, 'none');
    }
    assert.equal(withOrigin(request()).from, undefined);
  });

  test('naming only the base gives the settings of camera', () => {
    assert.equal(withOrigin(request({ from: 'base' })).preset, 'camera');
    assert.equal(withOrigin(request({ from: 'base', preset: 'hands' })).preset, 'hands');
  });
});

test('the drawn hands of camera are left out if the classes cannot be drawn', () => {
  const start = freshStart(request({ preset: 'camera' }));
  assert.equal(start.hyperparameters.companion, 0.5);
  assert.equal(forClasses(start, digits), start);
  assert.equal(forClasses(start, letters).hyperparameters.companion, 0);
  const asked = freshStart(request({ preset: 'camera', settings: ['companion=0.3'] }));
  assert.equal(forClasses(asked, letters).hyperparameters.companion, 0.3);
});

test('a run of the former preset camera resumes as three-block', () => {
  const network = { ...presetNetwork('three-block'), name: 'camera' };
  const state = {
    ...{ format: 1, preset: 'camera', network, seed: 3, epochs: 4, history: [], steps: 0 },
    dataset: { name: 'synthetic', spec: 'synthetic', sha256: 'a'.repeat(64) },
    ...{ hyperparameters: Hyperparameters.parse({}), backend: 'fused-wasm' },
    generator: { kind: 'mt19937', seed: 4 },
  } as const;
  const resumed = resumedStart(request({ resume: true }), { state } as unknown as Checkpoint);
  assert.deepEqual([resumed.preset, resumed.network], ['three-block', network]);
  // Starting from a model of that time: its layers, and their settings.
  assert.equal(freshStart(request({ network })).preset, 'three-block');
  assert.equal(freshStart(request({ network })).hyperparameters.companion, 0);
});
