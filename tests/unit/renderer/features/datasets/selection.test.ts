import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  NOTHING,
  selectAll,
  selectAt,
  selectionIn,
  targets,
} from '../../../../../renderer/features/datasets/selection.ts';

const ids = Uint32Array.of(10, 11, 12, 13, 14);
const chosen = (selection: typeof NOTHING) => [...selection.chosen];

describe('selectAt', () => {
  test('selects one picture, then a range from it in both directions', () => {
    const one = selectAt(NOTHING, ids, 2, 'only');
    assert.deepEqual(chosen(one), [12]);
    assert.deepEqual(chosen(selectAt(one, ids, 4, 'range')), [12, 13, 14]);
    assert.deepEqual(chosen(selectAt(selectAt(one, ids, 4, 'range'), ids, 0, 'range')), [10, 11, 12]);
  });

  test('toggling adds and removes, and sets the anchor of the next range', () => {
    const two = selectAt(selectAt(NOTHING, ids, 0, 'only'), ids, 3, 'toggle');
    assert.deepEqual(chosen(two), [10, 13]);
    assert.deepEqual(chosen(selectAt(two, ids, 3, 'toggle')), [10]);
    assert.deepEqual(chosen(selectAt(two, ids, 4, 'range')), [13, 14]);
  });

  test('moving the focus keeps the selection, and positions stay in range', () => {
    const moved = selectAt(selectAt(NOTHING, ids, 0, 'only'), ids, 99, 'move');
    assert.deepEqual([moved.focus, chosen(moved)], [4, [10]]);
    assert.equal(selectAt(NOTHING, new Uint32Array(), 0, 'only'), NOTHING);
  });
});

test('an edit applies to the selected pictures in list order, or to the focused one', () => {
  const focused = selectAt(NOTHING, ids, 1, 'move');
  assert.deepEqual([...targets(focused, ids)], [11]);
  assert.deepEqual([...targets(selectAt(selectAt(focused, ids, 4, 'toggle'), ids, 0, 'toggle'), ids)], [10, 14]);
  assert.deepEqual([...targets(NOTHING, ids)], []);
  assert.equal(targets(selectAll(NOTHING, ids), ids).length, 5);
});

test('after a change removed pictures are not selected, and the focus stays on its picture or its position', () => {
  const before = selectAt(selectAt(NOTHING, ids, 1, 'only'), ids, 3, 'toggle');
  const kept = selectionIn(before, ids, Uint32Array.of(13, 14));
  assert.deepEqual([kept.focus, chosen(kept)], [0, [13]]);
  const gone = selectionIn(before, ids, Uint32Array.of(10, 11));
  assert.deepEqual([gone.focus, chosen(gone)], [1, [11]]);
  assert.equal(selectionIn(before, ids, new Uint32Array()), NOTHING);
});
