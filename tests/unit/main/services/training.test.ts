import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, describe, test } from 'node:test';
import { HostError } from '../../../../main/hosts/host-error.ts';
import { isBackendId } from '../../../../main/services/backends.ts';
import { backendChoice, checkModel } from '../../../../main/services/training.ts';
import type { Trained } from '../../../../native-bridge/host/compute-messages.ts';
import { openModel } from '../../../../native-bridge/onnx/session.ts';
import { temporaryFolder } from '../../../helpers/temporary.ts';
import { randomImages, writeModel } from '../../native-bridge/onnx/fixtures.ts';

describe('checkModel', async () => {
  const path = writeModel(temporaryFolder({ after }));
  const report = path.replace('.onnx', '.parity.json');
  const check = await answersOf(path);

  test("keeps the report of a model that gives the trained net's answers", async () => {
    await checkModel(path, check);
    const { split, passed, n } = JSON.parse(readFileSync(report, 'utf8'));
    assert.deepEqual({ split, passed, n }, { split: 'test', passed: true, n: 6 });
  });

  test('a model that does not is kept with its report, and the error calls it a bug and gives a remedy', async () => {
    const probabilities = check.probabilities.map((value, i) => (i === 7 ? value + 0.25 : value));
    await assert.rejects(checkModel(path, { ...check, probabilities }), (error) => {
      assert.ok(error instanceof HostError);
      assert.ok(error.message.includes(path) && error.message.includes(report), error.message);
      assert.match(error.remedy ?? '', /bug in Signs Lab[\s\S]*report it[\s\S]*evaluate --model .* --split test/);
      assert.equal(error.badArgument, false);
      return true;
    });
    assert.equal(JSON.parse(readFileSync(report, 'utf8')).passed, false);
    assert.ok(readFileSync(path).length > 0);
  });
});

/** The model's own answers on 6 pictures, in the form that a trained net passes on. */
async function answersOf(path: string): Promise<Trained['check']> {
  const model = await openModel(path);
  const images = randomImages(6, 4);
  const { logits, probabilities } = await model.predict(images, 6);
  await model.release();
  return { split: 'test', images, labels: Int32Array.of(0, 1, 2, 3, 4, 5), logits, probabilities };
}

test('a backend is chosen by its name, and an unknown name lists the backends', () => {
  assert.equal(backendChoice('auto'), 'auto');
  assert.equal(backendChoice('tensorflow'), 'tensorflow');
  assert.throws(
    () => backendChoice('abacus'),
    (error) => error instanceof HostError && error.badArgument && /auto, .*tensorflow/.test(error.remedy ?? ''),
  );
});

test('auto is a choice, not a backend', () => {
  assert.equal(isBackendId('tensorflow'), true);
  assert.equal(isBackendId('auto'), false);
  assert.equal(isBackendId('Tensorflow'), false);
});
