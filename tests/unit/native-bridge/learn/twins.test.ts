/** Every wrong implementation's answer is found wrong, and the mistake is identified, or one with the same result. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import {
  checkWork,
  EDITIONS,
  editionCases,
  expected,
  FUNCTION_NAMES,
  type FunctionName,
  type InputsOf,
} from '../../../../native-bridge/learn/index.ts';
import type { Twin } from '../../../../native-bridge/learn/twins/twin.ts';
import { TWINS } from '../../../../native-bridge/learn/twins/twins.ts';
import { alike, changed, holdsNaN } from './outputs.ts';
import { OWN_INPUTS } from './own-inputs.ts';

/** Only every n-th pair is tried. */
const EVERY = 23;

function inputsOf<F extends FunctionName>(functionName: F): readonly InputsOf[F][] {
  const seen = new Map(EDITIONS.flatMap((e) => editionCases(functionName, e)).map((i) => [JSON.stringify(i), i]));
  const own: readonly InputsOf[F][] = OWN_INPUTS[functionName];
  return [...seen.values(), ...own];
}

/** Whether the implementation runs and is wrong on these inputs; then the mistake must be found. */
function assertFound<F extends FunctionName>(
  functionName: F,
  inputs: InputsOf[F],
  twin: Twin<F>,
  kind: string,
): boolean {
  const outputs = twin.run(inputs);
  if (outputs === null || holdsNaN(outputs) || alike(outputs, expected(functionName, inputs))) return false;
  const answer = kind === 'float32' ? changed(outputs, Math.fround) : outputs;
  const { verdict, mistake, reason } = checkWork(functionName, inputs, answer);
  assert.equal(verdict, 'wrong', `${twin.id}: ${reason}`);
  assert.ok(mistake, `${twin.id} is not named`);
  assert.equal(mistake.match, 'certain', `${twin.id}: ${mistake.id}`);
  const named = [mistake.id, ...mistake.others].flatMap((id) => id.split('+'));
  const same = TWINS[functionName].singles.filter(({ id }) => named.includes(id));
  // A pair may give the same as another single mistake, or another pair.
  if (kind !== 'pair')
    assert.ok(
      same.some(({ id }) => id === twin.id),
      `${twin.id} is called ${named}`,
    );
  return true;
}

for (const functionName of FUNCTION_NAMES) {
  describe(functionName, () => {
    const all = inputsOf(functionName);
    const { singles, pairs } = TWINS[functionName] as { singles: Twin<FunctionName>[]; pairs: Twin<FunctionName>[] };

    for (const kind of ['float64', 'float32']) {
      test(`each mistake, in ${kind}`, () => {
        const found = new Set<string>();
        for (const twin of singles) {
          // Three inputs each are enough for float32, which only tests the tolerance.
          for (const inputs of kind === 'float64' ? all : all.slice(0, 3)) {
            if (assertFound(functionName, inputs, twin, kind)) found.add(twin.id);
          }
        }
        if (kind === 'float64') assert.deepEqual([...found].sort(), singles.map(({ id }) => id).sort());
      });
    }

    test('no mistake is called right in float16, whose three digits may not be enough to name it', () => {
      for (const twin of singles) {
        for (const inputs of all.slice(0, 3)) {
          const outputs = twin.run(inputs);
          if (outputs === null || holdsNaN(outputs)) continue;
          const [answer, right] = [outputs, expected(functionName, inputs)].map((x) => changed(x, Math.f16round));
          if (alike(answer!, right!)) continue;
          const { verdict, reason } = checkWork(functionName, inputs, answer);
          assert.notEqual(verdict, 'right', `${twin.id}: ${reason}`);
        }
      }
    });

    test('two mistakes at once', () => {
      const tried = pairs.filter((_, i) => i % EVERY === 0);
      const found = tried.filter((twin) => assertFound(functionName, all[0]!, twin, 'pair'));
      assert.ok(found.length >= tried.length / 2, `${found.length} of ${tried.length}`);
    });
  });
}

test('the list is long, and no id occurs twice in a function', () => {
  const counts = FUNCTION_NAMES.map((name) => TWINS[name].singles.length);
  assert.ok(counts.reduce((a, b) => a + b) >= 250, String(counts));
  for (const name of FUNCTION_NAMES) {
    const ids = [...TWINS[name].singles, ...TWINS[name].pairs].map(({ id }) => id);
    assert.equal(new Set(ids).size, ids.length, name);
  }
});

test('texts are whole sentences', () => {
  for (const name of FUNCTION_NAMES) {
    for (const { id, text } of TWINS[name].singles) assert.match(text, /^\S.+\.$/, `${name} ${id}`);
  }
});

test('mistakes in different outputs are named one for each', () => {
  const [inputs] = inputsOf('conv_backward') as [InputsOf['conv_backward']];
  const give = (id: string) => TWINS.conv_backward.singles.find((twin) => twin.id === id)!.run(inputs)!;
  const { dA_prev } = give('flipped-kernel');
  const { dW } = give('dW-without-dZ');
  const { db } = give('db-mean');
  const three = checkWork('conv_backward', inputs, { dA_prev, dW, db });
  assert.equal(three.mistake?.id, 'flipped-kernel+dW-without-dZ+db-mean');
  assert.match(three.reason, /^In dA_prev: .+ In dW: .+ In db: /);
  const nobody = { ...dA_prev!, data: dA_prev!.data.map((value) => value ** 3 + 1) };
  const partly = checkWork('conv_backward', inputs, { dA_prev: nobody, dW, db });
  assert.equal(partly.mistake?.id, 'dW-without-dZ+db-mean');
  assert.equal(partly.firstDifference?.output, 'dA_prev');
});

test('forgotten tiny biases are wrong in float64 and float32, while the right answer is accepted in both', () => {
  for (const size of [1e-3, 1e-5, 1e-6, 3e-7]) {
    for (const given of OWN_INPUTS.conv_forward) {
      const inputs = { ...given, b: { ...given.b, data: given.b.data.map((value) => size * (value + 2)) } };
      const forgotten = TWINS.conv_forward.singles.find(({ id }) => id === 'bias-forgotten')!.run(inputs)!;
      assert.equal(checkWork('conv_forward', inputs, forgotten).mistake?.id, 'bias-forgotten', `float64, ${size}`);
      const [right, single] = [expected('conv_forward', inputs), changed(forgotten, Math.fround)];
      assert.equal(checkWork('conv_forward', inputs, right).verdict, 'right');
      assert.equal(checkWork('conv_forward', inputs, changed(right, Math.fround)).verdict, 'right');
      assert.notEqual(checkWork('conv_forward', inputs, single).verdict, 'right', `float32, ${size}`);
    }
  }
});
