import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { exportOnnx } from '../../../../native-bridge/onnx/export.ts';
import { ParityReport, parityReport } from '../../../../native-bridge/onnx/parity.ts';
import { logitBounds } from '../../../../native-bridge/onnx/rounding.ts';
import { type Model, openModel } from '../../../../native-bridge/onnx/session.ts';
import { softmax } from '../../../../native-bridge/training/evaluate.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';
import { CLASSES, FACTS, randomImages, randomParameters, SMALL, writeModel } from './fixtures.ts';

const folder = temporaryFolder({ after });
const model = await openModel(writeModel(folder));
const [count, images] = [12, randomImages(12, 4)];
const { logits, probabilities } = await model.predict(images, count);
const bounds = await logitBounds(model, images, logits);
const labels = Int32Array.from({ length: count }, (_, i) => i % 6);
const question = { model, images, count, labels, probabilities, logits };
after(() => model.release());

/** A copy with `by` added to one entry. */
function shifted(values: Float32Array, index: number, by: number): Float32Array {
  const copy = values.slice();
  copy[index]! += by;
  return copy;
}

/** The same net with its first kernel `factor` times as large. */
async function modelOf(factor: number): Promise<Model> {
  const { W1, ...rest } = randomParameters(SMALL, 1);
  const parameters = { ...rest, W1: { shape: W1!.shape, data: W1!.data.map((w) => w * factor) } };
  const path = join(folder, `${factor}.onnx`);
  writeFileSync(path, exportOnnx({ network: SMALL, parameters, classes: CLASSES, metadata: FACTS }));
  return openModel(path);
}

describe('parityReport', () => {
  test("passes on the model's own answers", async () => {
    const report = await parityReport(question);
    assert.deepEqual(ParityReport.parse(report), report);
    const { n, labelsEqual, maxDifference, meanDifference, maxLogitDifference, tolerance, passed, accuracy } = report;
    assert.deepEqual([n, labelsEqual, passed], [12, 12, true]);
    assert.deepEqual([maxDifference, meanDifference, maxLogitDifference], [0, 0, 0]);
    assert.deepEqual(report.logitBound, { largest: Math.max(...bounds), used: 0 });
    assert.equal(tolerance, 1e-5); // for small logits
    assert.equal(accuracy.trained, accuracy.exported);
  });

  test('fails if one probability differs by more than the tolerance, and measures it', async () => {
    const report = await parityReport({ ...question, probabilities: shifted(probabilities, 30, 2e-5) });
    assert.equal(report.passed, false);
    assert.ok(Math.abs(report.maxDifference - 2e-5) <= 1e-7);
    assert.ok(Math.abs(report.meanDifference - 2e-5 / 72) <= 1e-8);
    assert.equal(report.maxLogitDifference, 0);
  });

  test('passes below the tolerance', async () => {
    const report = await parityReport({ ...question, probabilities: shifted(probabilities, 30, 5e-6) });
    assert.equal(report.passed, true);
    assert.ok(report.maxDifference > 0);
  });

  test('fails if one logit differs by more than its bound, even if no probability does', async () => {
    const [passing, failing] = await Promise.all(
      [0.8, 1.3].map((share) => parityReport({ ...question, logits: shifted(logits, 30, share * bounds[30]!) })),
    );
    assert.deepEqual([passing!.passed, failing!.passed], [true, false]);
    assert.ok(Math.abs(failing!.logitBound!.used - 1.3) <= 0.1, `${failing!.logitBound!.used}`);
    assert.ok(failing!.maxDifference <= failing!.tolerance);
  });

  test('allows probabilities to differ by more than 1e-5 only as far as large logits explain it', async () => {
    const large = await modelOf(5);
    const own = await large.predict(images, count);
    const slopes = own.probabilities.map((p) => p * (1 - p));
    const steepest = slopes.indexOf(Math.max(...slopes));
    const bound = (await logitBounds(large, images, own.logits))[steepest]!;
    const asked = (trained: Float32Array, said = softmax(trained, 6)) =>
      parityReport({ ...question, model: large, logits: trained, probabilities: said });
    const moved = shifted(own.logits, steepest, 0.9 * bound);
    const right = await asked(moved);
    assert.ok(right.passed && right.maxDifference > 1e-6, JSON.stringify(right));
    assert.ok(right.tolerance > 1e-5 && right.tolerance <= 1.1e-5 + right.maxDifference, `${right.tolerance}`);
    const wrong = await asked(moved, shifted(own.probabilities, steepest, right.maxDifference + 2e-5));
    assert.deepEqual([wrong.passed, wrong.logitBound!.used <= 1], [false, true]);
    await large.release();
  });

  test('fails on a value that is not a number', async () => {
    for (const broken of [
      await parityReport({ ...question, probabilities: shifted(probabilities, 3, Number.NaN) }),
      await parityReport({ ...question, logits: shifted(logits, 3, Number.NaN) }),
    ]) {
      assert.equal(broken.passed, false);
      assert.equal(Math.max(broken.maxDifference, broken.maxLogitDifference!), Number.POSITIVE_INFINITY);
      assert.deepEqual(ParityReport.parse(broken), broken);
    }
  });

  test('fails if the numbers in the net are too large for float32 to bound the error', async () => {
    const large = await modelOf(1e30);
    const report = await parityReport({ ...question, model: large, ...(await large.predict(images, count)) });
    await large.release();
    assert.deepEqual([report.passed, report.maxLogitDifference], [false, 0]);
    assert.deepEqual(report.logitBound, { largest: Number.POSITIVE_INFINITY, used: Number.POSITIVE_INFINITY });
  });

  test("counts pictures with the same answer, and each one's accuracy", async () => {
    const allSayZero = new Float32Array(count * 6).map((_, i) => (i % 6 === 0 ? 1 : 0)); // (12,6)
    const report = await parityReport({ ...question, probabilities: allSayZero });
    const rows = Array.from({ length: count }, (_, i) => probabilities.subarray(i * 6, i * 6 + 6));
    assert.equal(report.labelsEqual, rows.filter((row) => row[0] === Math.max(...row)).length);
    assert.equal(report.accuracy.trained, 2 / 12);
    assert.equal(report.accuracy.exported, rows.filter((row, i) => row[i % 6] === Math.max(...row)).length / 12);
  });

  test('refuses answers that do not fit the pictures, and no pictures', async () => {
    await assert.rejects(parityReport({ ...question, probabilities: probabilities.subarray(6) }), RangeError);
    await assert.rejects(parityReport({ ...question, logits: logits.subarray(6) }), RangeError);
    const nothing = { images: new Uint8Array(0), count: 0, labels: new Int32Array(0) };
    const none = { ...nothing, probabilities: new Float32Array(0), logits: new Float32Array(0) };
    await assert.rejects(parityReport({ model, ...none }), RangeError);
  });
});

describe('a stored report', () => {
  const old = {
    ...{ n: 120, labelsEqual: 120, maxDifference: 6e-8, meanDifference: 4e-9, maxLogitDifference: null },
    ...{ tolerance: 1e-5, accuracy: { trained: 0.775, exported: 0.775 }, passed: true },
  };

  test('of an earlier version is read without bounds of the logits', () => {
    assert.deepEqual(ParityReport.parse(old), old);
  });

  test('of this version can be read back from its file', async () => {
    const report = await parityReport(question);
    assert.deepEqual(ParityReport.parse(JSON.parse(JSON.stringify(report))), report);
  });
});
