/** Exported models under ONNX's own checker, shape inference and numpy implementation, in Python. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { promisify } from 'node:util';
import { presetNetwork } from '../../native-bridge/convnet/presets.ts';
import { IR_VERSION, OPSET } from '../../native-bridge/onnx/export.ts';
import { openModel } from '../../native-bridge/onnx/session.ts';
import { pythonWith } from '../helpers/python.ts';
import { temporaryFolder } from '../helpers/temporary.ts';
import { ALL_KINDS, randomImages, writeModel } from '../unit/native-bridge/onnx/fixtures.ts';

interface Checked {
  opset: number;
  ir: number;
  outputs: Record<string, (string | number)[]>;
  unknown: string[];
  logits: number[];
  probabilities: number[];
}

const python = await pythonWith(['onnx>=1.16']);

test('course, camera, lenet5 and a net of every layer pass, with every shape inferred', {
  skip: python.skip,
}, async () => {
  assert.ok(python.skip === false);
  const folder = temporaryFolder({ after });
  const picture = randomImages(1, 6);
  const file = join(folder, 'picture.bin');
  writeFileSync(file, picture);
  const networks = [...['course', 'three-block', 'lenet5'].map((name) => presetNetwork(name)), ALL_KINDS];
  const paths = networks.map((network) => writeModel(folder, network));
  const script = join(import.meta.dirname, 'check_onnx.py');
  const { stdout } = await promisify(execFile)(python.python, [script, file, ...paths]);
  const lines = stdout.trim().split('\n');
  assert.equal(lines.length, 4);
  for (const [i, line] of lines.entries()) {
    const { opset, ir, outputs, unknown, logits, probabilities } = JSON.parse(line) as Checked;
    assert.deepEqual([opset, ir], [OPSET, IR_VERSION]);
    assert.deepEqual(outputs, { logits: ['N', 6], probabilities: ['N', 6] });
    assert.deepEqual(unknown, []);
    await agrees(paths[i]!, picture, logits, probabilities);
  }
});

/** Checks that ONNX Runtime and numpy give the same answer on the picture. */
async function agrees(path: string, picture: Uint8Array, logits: number[], probabilities: number[]): Promise<void> {
  const model = await openModel(path);
  const said = await model.predict(picture, 1);
  await model.release();
  const furthest = (a: number[], b: Float32Array) => Math.max(...a.map((value, k) => Math.abs(value - b[k]!)));
  assert.ok(furthest(probabilities, said.probabilities) <= 1e-5, path);
  assert.ok(furthest(logits, said.logits) <= 1e-4, path);
}
