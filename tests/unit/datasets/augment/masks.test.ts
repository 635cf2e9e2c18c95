import assert from 'node:assert/strict';
import { test } from 'node:test';
import { foregroundOf } from '../../../../datasets/augment/foreground.ts';
import { masksOf } from '../../../../datasets/augment/masks.ts';
import { openDataset } from '../../../../datasets/catalog.ts';
import { IMAGE_BYTES } from '../../../../datasets/dataset.ts';
import type { Opening } from '../../../../native-bridge/backends/backend.ts';
import { Variety } from '../../../../native-bridge/backends/variety.ts';
import { initialise } from '../../../../native-bridge/convnet/initialisers.ts';
import { presetNetwork } from '../../../../native-bridge/convnet/presets.ts';
import { parseSettings } from '../../../../native-bridge/training/hyperparameters.ts';
import { optimizationOf } from '../../../../native-bridge/training/optimization.ts';

const { images, labels } = (await openDataset('synthetic:train=2,test=1,seed=9')).splits.train;

test('each picture gets the mask that its background allows, or none', () => {
  const patterned = images.slice(0, 2 * IMAGE_BYTES);
  for (let i = 0; i < IMAGE_BYTES; i++) patterned[i] = (i * 97) % 256; // no plain background
  const { pixels, known } = masksOf(patterned);
  assert.equal(foregroundOf(patterned.subarray(0, IMAGE_BYTES)), null);
  assert.equal(known[0], 0);
  const second = foregroundOf(patterned.subarray(IMAGE_BYTES));
  assert.equal(known[1], Number(second !== null));
  if (second) assert.deepEqual(pixels.subarray(4096), second);
});

test('all trials over the same pictures share one copy; other pictures have their own', () => {
  const network = presetNetwork('course');
  const opening: Opening = {
    ...{ network, parameters: initialise(network, 1), images, labels, seed: 1 },
    ...optimizationOf(parseSettings(['augmentBackground=0.5'])),
  };
  const [first, second] = [new Variety(opening), new Variety({ ...opening, seed: 2 })];
  assert.ok(first.variation!.masks.length === labels.length * 4096);
  assert.equal(first.variation!.masks, second.variation!.masks);
  const other = new Variety({ ...opening, images: images.slice() });
  assert.notEqual(other.variation!.masks, first.variation!.masks);
  assert.deepEqual(other.variation!.masks, first.variation!.masks);
});
