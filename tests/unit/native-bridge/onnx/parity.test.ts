import assert from 'node:assert/strict';
import { after, describe, test } from 'node:test';
import { ParityReport, parityReport } from '../../../../native-bridge/onnx/parity.ts';
import { openModel } from '../../../../native-bridge/onnx/session.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';
import { randomImages, writeModel } from './fixtures.ts';

const model = await openModel(writeModel(temporaryFolder({ after })));
const [count, images] = [12, randomImages(12, 4)];
const { logits, probabilities } = await model.predict(images, count);
const labels = Int32Array.from({ length: count }, (_, i) => i % 6);
after(() => model.release());

/** A copy with `by` added to one entry. */
function shifted(values: Float32Array, index: number, by: number): Float32Array {
  const copy = values.slice();
  copy[index]! += by;
  return copy;
}

describe('parityReport', () => {
  test("passes on the model's own answers", async () => {
    const report = await parityReport({ model, images, count, labels, probabilities, logits });
    assert.deepEqual(ParityReport.parse(report), report);
    const { n, labelsEqual, maxDifference, meanDifference, maxLogitDifference, tolerance, passed, accuracy } = report;
    assert.deepEqual([n, labelsEqual, tolerance, passed], [12, 12, 1e-5, true]);
    assert.deepEqual([maxDifference, meanDifference, maxLogitDifference], [0, 0, 0]);
    assert.equal(accuracy.trained, accuracy.exported);
  });

  test('fails where one probability is further off than the tolerance, and measures it', async () => {
    const report = await parityReport({
      model,
      images,
      count,
      labels,
      probabilities: shifted(probabilities, 30, 2e-5),
    });
    assert.equal(report.passed, false);
    assert.ok(Math.abs(report.maxDifference - 2e-5) <= 1e-7);
    assert.ok(Math.abs(report.meanDifference - 2e-5 / 72) <= 1e-8);
    assert.equal(report.maxLogitDifference, null);
  });

  test('passes below the tolerance', async () => {
    const report = await parityReport({
      model,
      images,
      count,
      labels,
      probabilities: shifted(probabilities, 30, 5e-6),
    });
    assert.equal(report.passed, true);
    assert.ok(report.maxDifference > 0);
  });

  test('fails on a value that is not a number', async () => {
    const broken = shifted(probabilities, 3, Number.NaN);
    const report = await parityReport({ model, images, count, labels, probabilities: broken });
    assert.equal(report.passed, false);
    assert.equal(report.maxDifference, Number.POSITIVE_INFINITY);
  });

  test("counts pictures on which both say the same, and each one's accuracy", async () => {
    const allSayZero = new Float32Array(count * 6).map((_, i) => (i % 6 === 0 ? 1 : 0)); // (12,6)
    const report = await parityReport({ model, images, count, labels, probabilities: allSayZero });
    const rows = Array.from({ length: count }, (_, i) => probabilities.subarray(i * 6, i * 6 + 6));
    assert.equal(report.labelsEqual, rows.filter((row) => row[0] === Math.max(...row)).length);
    assert.equal(report.accuracy.trained, 2 / 12);
    assert.equal(report.accuracy.exported, rows.filter((row, i) => row[i % 6] === Math.max(...row)).length / 12);
  });

  test('refuses answers that do not fit the pictures, and no pictures', async () => {
    const short = probabilities.subarray(6);
    await assert.rejects(parityReport({ model, images, count, labels, probabilities: short }), RangeError);
    const none = { images: new Uint8Array(0), count: 0, labels: new Int32Array(0), probabilities: new Float32Array(0) };
    await assert.rejects(parityReport({ model, ...none }), RangeError);
  });
});
