import assert from 'node:assert/strict';
import { test } from 'node:test';
import { calibration } from '../../../../../native-bridge/metrics/calibration.ts';
import { calibrationWords } from '../../../../../renderer/features/evaluation/words.ts';

const words = (confidence: number[], right: number[]) => calibrationWords(calibration(confidence, right));

test('calibration in words: well calibrated, overconfident, underconfident, both, no pictures', () => {
  assert.match(words([0.5, 0.5], [1, 0]), /^Mean confidence 50\.0 %, accuracy 50\.0 %: well calibrated/);
  assert.match(words([0.95, 0.95], [1, 0]), /: overconfident \(expected calibration error 45\.0 %\)/);
  assert.match(words([0.5, 0.5], [1, 1]), /: underconfident \(expected calibration error 50\.0 %\)/);
  // One bin is overconfident by 0.9, another underconfident by 0.7: on average they nearly cancel.
  assert.match(words([0.9, 0.3], [0, 1]), /overconfident in some answers, underconfident in others \(.* 80\.0 %\)/);
  assert.equal(words([], []), 'There are no pictures to measure confidence on.');
});
