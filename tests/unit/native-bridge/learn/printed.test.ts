/** The notebook's output for every known mistake, in both editions, is enough to identify the mistake. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  checkPrinted,
  EDITIONS,
  type Edition,
  editionCases,
  expected,
  FUNCTION_NAMES,
  type FunctionName,
} from '../../../../native-bridge/learn/index.ts';
import type { Twin } from '../../../../native-bridge/learn/twins/twin.ts';
import { TWINS } from '../../../../native-bridge/learn/twins/twins.ts';
import { notebook } from './notebook.ts';
import { alike, changed, holdsNaN } from './outputs.ts';
import { SINGLE } from './single-precision.ts';

const EVERY = 11;
/** Mistakes of conv_backward that do not show in any of the three means. */
const BLIND = ['dW-flipped', 'flipped-kernel', 'transposed-kernel'];

/** Null if the wrong implementation cannot run on the notebook's inputs, or is right there. */
function printedBy(functionName: FunctionName, edition: Edition, { run }: Twin<FunctionName>): string | null {
  const calls = editionCases(functionName, edition);
  const outputs = calls.map((inputs) => run(inputs as never));
  if (outputs.some((one) => one === null || holdsNaN(one))) return null;
  if (calls.every((inputs, i) => alike(outputs[i]!, expected(functionName, inputs as never)))) return null;
  return notebook(functionName, edition, run as never);
}

for (const edition of EDITIONS) {
  for (const functionName of FUNCTION_NAMES) {
    describe(`${functionName}, ${edition}`, () => {
      const right = notebook(functionName, edition, (inputs) => expected(functionName, inputs))!;
      const { singles, pairs } = TWINS[functionName] as { singles: Twin<FunctionName>[]; pairs: Twin<FunctionName>[] };

      test('right, in float64 and in float32', () => {
        assert.equal(checkPrinted(functionName, edition, right).verdict, 'right');
        const single = notebook(functionName, edition, (inputs) => SINGLE[functionName](inputs as never))!;
        // Means alone do not show that the numbers are float32.
        const verdict = functionName === 'conv_backward' ? 'unknown' : 'right';
        assert.equal(checkPrinted(functionName, edition, single).verdict, verdict, single);
      });

      test('each mistake', () => {
        let found = 0;
        for (const twin of singles) {
          const text = printedBy(functionName, edition, twin);
          if (text === null) continue;
          const { verdict, mistake, reason } = checkPrinted(functionName, edition, text);
          if (text === right || (functionName === 'conv_backward' && BLIND.includes(twin.id))) {
            assert.equal(verdict, 'right', twin.id);
            assert.ok(reason.includes(twin.text), `${twin.id} is not mentioned`);
            continue;
          }
          assert.equal(verdict, 'wrong', `${twin.id}: ${reason}`);
          assert.equal(mistake?.match, 'certain', `${twin.id}: ${reason}`);
          const named = [mistake.id, ...mistake.others].flatMap((id) => id.split('+'));
          assert.ok(named.includes(twin.id), `${twin.id} is called ${named}`);
          found++;
        }
        assert.ok(found >= singles.length / 2, `${found} of ${singles.length}`);
      });

      test('two mistakes at once', () => {
        const tried = pairs.filter((_, i) => i % EVERY === 0);
        for (const twin of tried) {
          const text = printedBy(functionName, edition, twin);
          if (text === null || text === right) continue;
          const { verdict, mistake } = checkPrinted(functionName, edition, text);
          assert.equal(verdict, 'wrong', twin.id);
          assert.equal(mistake?.match, 'certain', twin.id);
        }
      });
    });
  }
}

test('two mistakes at once in float32: numpy printed this for a flipped kernel without its bias', () => {
  const row = '[ 5.693051  -3.0599241 -4.933072   2.0369048  4.7460523 -6.195406\n -6.6274276  5.126998 ]';
  const text = `Z's mean = -0.06269018352031708\nZ[3,2,1] = ${row}`;
  const { verdict, mistake } = checkPrinted('conv_forward', '2018', text);
  assert.equal(verdict, 'wrong');
  assert.equal(mistake?.match, 'certain');
  assert.deepEqual(mistake.id.split('+').sort(), ['bias-forgotten', 'flipped-kernel']);
});

test('a wrong Z as input of conv_backward: the mistake is found in conv_forward', () => {
  const inputs = editionCases('conv_backward', '2021')[0]!;
  for (const twin of TWINS.conv_forward.singles.filter(({ id }) => ['bias-forgotten', 'relu'].includes(id))) {
    const dZ = twin.run(inputs)!.Z!;
    const text = notebook('conv_backward', '2021', () => expected('conv_backward', { ...inputs, dZ }))!;
    const { verdict, mistake } = checkPrinted('conv_backward', '2021', text);
    assert.equal(verdict, 'wrong');
    assert.equal(mistake?.id, `conv_forward:${twin.id}`);
    assert.match(mistake.text, /^conv_backward is right, but the Z that it gets is not/);
  }
});

test('numbers that no known mistake gives: the first of them, and the correct sum', () => {
  const run = () => changed(expected('conv_forward', editionCases('conv_forward', '2021')[0]!), (z) => z ** 3 + 1);
  const { verdict, mistake, firstDifference } = checkPrinted(
    'conv_forward',
    '2021',
    notebook('conv_forward', '2021', run)!,
  );
  assert.equal(verdict, 'wrong');
  assert.equal(mistake, undefined);
  assert.equal(firstDifference?.output, 'Z');
  const row = checkPrinted('conv_forward', '2021', 'Z[0,2,1] = [-2.17796037 8.07 0 0 0 0 0 0]').firstDifference;
  assert.deepEqual(row?.index, [0, 2, 1, 1]);
  assert.match(row.text, /^Z\[0,2,1,1\] is 8.07, and should be 8.07171329: .+ \+ \.\.\. \+ .+ = 8.07171329\.$/);
});
