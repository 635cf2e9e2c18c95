import assert from 'node:assert/strict';
import { test } from 'node:test';
import { calibration } from '../../../../../native-bridge/metrics/calibration.ts';
import { calibrationWords } from '../../../../../renderer/features/evaluation/words.ts';

const words = (confidence: number[], right: number[]) => calibrationWords(calibration(confidence, right));

test('calibration in words: about right, too sure, not sure enough, both, nothing', () => {
  assert.match(
    words([0.5, 0.5], [1, 0]),
    /50\.0 % sure on average and right in 50\.0 %: it is about as sure as it is right/,
  );
  assert.match(words([0.95, 0.95], [1, 0]), /surer than it should be \(expected calibration error 45\.0 %\)/);
  assert.match(words([0.5, 0.5], [1, 1]), /less sure than it could be \(expected calibration error 50\.0 %\)/);
  // One bin is too sure by 0.9, another not sure enough by 0.7: on average they nearly cancel.
  assert.match(words([0.9, 0.3], [0, 1]), /too sure of some answers, not sure enough of others \(.* 80\.0 %\)/);
  assert.equal(words([], []), 'There are no pictures to compare confidence with.');
});
