/** The worker's job: the levels of a picture, its softmax, and the logits of the picture before its edits. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { initialise } from '../../../../../../native-bridge/convnet/initialisers.ts';
import { presetNetwork } from '../../../../../../native-bridge/convnet/presets.ts';
import { referenceForward } from '../../../../../../native-bridge/reference/network.ts';
import {
  type TraceInput,
  type TraceOutput,
  traceNet,
} from '../../../../../../renderer/features/learn/one-net/trace-job.ts';

const network = presetNetwork('course');
const parameters = initialise(network, 1);
const picture = (step: number) => Uint8Array.from({ length: 64 * 64 * 3 }, (_, at) => (at * step) % 256);
const [pixels, before] = [picture(31), picture(17)];
const logits = (of: Uint8Array) => referenceForward(network, parameters, of, 1).data;

function run(original: TraceInput['original']): { parts: number; output: TraceOutput } {
  const job = traceNet({ subject: '1 3/17', model: 1, network, parameters, pixels, original });
  for (let parts = 0; ; parts++) {
    const { done, value } = job.next();
    if (done) return { parts, output: value as TraceOutput };
  }
}

test('every level, and a softmax that is each exponential divided by their sum', () => {
  const { levels, exponentials, sum, probabilities, subject, model } = run(null).output;
  assert.deepEqual({ subject, model }, { subject: '1 3/17', model: 1 });
  assert.equal(levels.length, network.layers.length + 1);
  assert.equal(levels[0]!.data[5], pixels[5]! / 255);
  assert.deepEqual(levels.at(-1)!.data, logits(pixels));
  assert.equal(Math.max(...exponentials), 1);
  assert.deepEqual(
    probabilities,
    exponentials.map((e) => e / sum),
  );
});

test('the prediction for the picture before its edits: not requested, the same, different', () => {
  assert.equal(run(null).output.original, null);
  assert.deepEqual(run('same').output.original, logits(pixels));
  const { parts, output } = run(before);
  assert.deepEqual(output.original, logits(before));
  assert.equal(parts, 1, 'it can be stopped between the two pictures');
});
