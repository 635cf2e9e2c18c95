import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Layer } from '../../../../native-bridge/convnet/network.ts';
import { summary } from '../../../../native-bridge/convnet/parameters.ts';
import { PRESET_NAMES, presetNetwork } from '../../../../native-bridge/convnet/presets.ts';
import {
  changedLayer,
  examine,
  LAYER_FIELDS,
  LAYER_KINDS,
  movedLayer,
  withLayer,
  withoutLayer,
} from '../../../../renderer/components/network/network-draft.ts';

const course = presetNetwork('course');

describe('examine', () => {
  for (const preset of PRESET_NAMES) {
    test(`${preset}: the shapes and counts of its summary`, () => {
      const network = presetNetwork(preset, { classes: 6 });
      const { rows, trained, problem } = examine(network, 6);
      const wanted = summary(network);
      assert.equal(problem, null);
      assert.equal(trained, wanted.trained);
      assert.deepEqual(
        rows.map(({ shape, trained: own }) => [shape, own]),
        wanted.layers.map(({ output, trained: own }) => [output, own]),
      );
    });
  }

  test('the layer that breaks the net is named, and the shapes before it are still shown', () => {
    const broken = { ...course, layers: withoutLayer(course.layers, 6) }; // without the flatten layer
    const { rows, trained, problem } = examine(broken, 6);
    assert.equal(problem?.layer, 6);
    assert.match(problem.message, /needs flat input/);
    assert.match(problem.remedy, /flatten/);
    assert.equal(trained, null);
    assert.deepEqual(rows[5]?.shape, [2, 2, 16]);
    assert.equal(rows[6]?.shape, null);
  });

  test('as many units as classes', () => {
    const { problem } = examine(course, 10);
    assert.equal(problem?.layer, 7);
    assert.match(problem.remedy, /10 units/);
  });
});

test('every kind can be added, satisfies the schema, and shows exactly its own fields', () => {
  for (const kind of LAYER_KINDS) {
    const layer = withLayer(course.layers, 0, kind)[0];
    assert.deepEqual(Layer.parse(layer), layer);
    for (const { key } of LAYER_FIELDS[kind]) assert.ok(key in layer!, `${kind}.${key}`);
  }
});

test('fields have the ranges of the schema', () => {
  for (const kind of LAYER_KINDS) {
    for (const { key, min, max, integer } of LAYER_FIELDS[kind]) {
      const layer = withLayer([], 0, kind);
      const accepts = (value: number) => Layer.safeParse(changedLayer(layer, 0, { [key]: value })[0]).success;
      const step = integer ? 1 : 0.001;
      assert.deepEqual(
        [accepts(min), accepts(max), accepts(min - step), accepts(max + step)],
        [true, true, false, false],
        `${kind}.${key}`,
      );
    }
  }
});

test('a layer moves to its place and stays within the net', () => {
  const kinds = (layers: readonly Layer[]) => layers.map(({ kind }) => kind);
  const three = course.layers.slice(0, 3);
  assert.deepEqual(kinds(movedLayer(three, 0, 2)), ['relu', 'maxPool', 'conv']);
  assert.deepEqual(movedLayer(three, 2, 3), three);
  assert.deepEqual(movedLayer(three, 0, -1), three);
});
