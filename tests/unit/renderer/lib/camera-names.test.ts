import assert from 'node:assert/strict';
import { test } from 'node:test';
import { camerasOf } from '../../../../renderer/lib/camera-names.ts';

const camera = (deviceId: string, label: string) => ({ kind: 'videoinput', deviceId, label });

test('only cameras are listed, each under a unique name', () => {
  const devices = [
    camera('a', 'HD Webcam'),
    { kind: 'audioinput', deviceId: 'm', label: 'HD Webcam' },
    camera('b', 'HD Webcam'),
    camera('c', 'Phone'),
    camera('d', 'HD Webcam'),
  ];
  assert.deepEqual(camerasOf(devices), [
    { id: 'a', name: 'HD Webcam' },
    { id: 'b', name: 'HD Webcam (2)' },
    { id: 'c', name: 'Phone' },
    { id: 'd', name: 'HD Webcam (3)' },
  ]);
});

test('cameras are numbered until the user grants access', () => {
  const names = camerasOf([camera('', ''), camera('', '')]).map(({ name }) => name);
  assert.deepEqual(names, ['Camera 1', 'Camera 2']);
});
