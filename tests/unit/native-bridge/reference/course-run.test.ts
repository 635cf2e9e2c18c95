/** The course's net on the real pictures in the float64 reference, compared with TensorFlow's numbers. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { File as Hdf5File, ready } from 'h5wasm/node';
import { initialise } from '../../../../native-bridge/convnet/initialisers.ts';
import { presetNetwork } from '../../../../native-bridge/convnet/presets.ts';
import { type Tensor, tensor } from '../../../../native-bridge/reference/index.ts';
import {
  type AnyParameters,
  referenceForward,
  referenceLossAndGradients,
} from '../../../../native-bridge/reference/network.ts';
import { type GoldenTensor, golden, signsFolder, withoutGolden, withoutSigns } from '../../../helpers/shared.ts';
import { assertClose } from './comparing.ts';

interface CourseRun {
  'logits of test images 0..3 before training': GoldenTensor;
  'cost of train images 0..63 before training': number;
  'cost of each step, epochs 0 and 1': number[];
}

/** Pictures (N,64,64,3) and labels (N) of `train` or `test`, as in the HDF5 files. */
async function signs(split: 'train' | 'test'): Promise<{ images: Uint8Array; labels: Int32Array }> {
  await ready;
  const file = new Hdf5File(join(signsFolder, `${split}_signs.h5`), 'r');
  const read = (name: string) => {
    const found = file.get(`${split}_set_${name}`);
    assert.ok(found && 'value' in found, `${split}_set_${name}`);
    return found.value;
  };
  const [x, y] = [read('x'), read('y')];
  file.close();
  assert.ok(x instanceof Uint8Array && ArrayBuffer.isView(y));
  return { images: x, labels: Int32Array.from(y as unknown as ArrayLike<number | bigint>, Number) };
}

/** One step of Adam from zero moments, learning rate 0.009: the bias corrections leave p - rate * g / (|g| + epsilon). */
function firstAdamStep(parameters: AnyParameters, gradients: Readonly<Record<string, Tensor>>): AnyParameters {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, { shape, data }]) => {
      const g = gradients[name]!.data;
      return [
        name,
        tensor(
          shape,
          Float64Array.from(data, (p, i) => p - (0.009 * g[i]!) / (Math.abs(g[i]!) + 1e-8)),
        ),
      ];
    }),
  );
}

describe('the course net before training', { skip: withoutGolden || withoutSigns }, () => {
  const course = presetNetwork('course');
  const parameters = initialise(course, 1);

  test('logits of test pictures 0 to 3', async () => {
    const { images } = await signs('test');
    const { shape, data } = golden<CourseRun>('course_run.json')['logits of test images 0..3 before training'];
    assertClose(referenceForward(course, parameters, images, 4), tensor(shape, data), 1e-5);
  });

  test('cost of training pictures 0 to 63', async () => {
    const { images, labels } = await signs('train');
    const first = Int32Array.from({ length: 64 }, (_, i) => i);
    const { loss } = referenceLossAndGradients(course, parameters, images, labels, first);
    const expected = golden<CourseRun>('course_run.json')['cost of train images 0..63 before training'];
    assert.ok(Math.abs(loss - expected) < 1e-5, `${loss}, expected ${expected}`);
  });

  test('costs of the first two steps: the gradients move the weights as TensorFlow does', async () => {
    const { images, labels } = await signs('train');
    // The course's seed 3 is incremented before the first epoch.
    const order =
      golden<Record<string, { 'permutation(1080)': number[] }>>('numpy_random.json')['4']!['permutation(1080)'];
    const [first, second] = [Int32Array.from(order.slice(0, 64)), Int32Array.from(order.slice(64, 128))];
    const expected = golden<CourseRun>('course_run.json')['cost of each step, epochs 0 and 1'];
    const before = referenceLossAndGradients(course, parameters, images, labels, first);
    const moved = firstAdamStep(parameters, before.gradients);
    const after = referenceLossAndGradients(course, moved, images, labels, second);
    for (const [i, { loss }] of [before, after].entries()) {
      assert.ok(Math.abs(loss - expected[i]!) < 1e-5, `step ${i}: ${loss}, expected ${expected[i]}`);
    }
  });
});
