import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { zipSync } from 'fflate';
import { editionCases, editionInputs, expected } from '../../../../../../native-bridge/learn/index.ts';
import { type Pasted, readPasted, writeNpy } from '../../../../../../native-bridge/learn/read/index.ts';
import { convBackward, type Tensor } from '../../../../../../native-bridge/reference/index.ts';
import { checked } from '../../../../../../renderer/features/learn/check/answer/checking.ts';
import { checkTask, type Question } from '../../../../../../renderer/features/learn/check/answer/question.ts';
import { readFiles } from '../../../../../../renderer/features/learn/check/answer/read-files.ts';
import {
  inputsAmong,
  neededArrays,
  neededNumbers,
  ownInputs,
} from '../../../../../../renderer/features/learn/check/inputs/own-inputs.ts';
import { noteWords, resultOf } from '../../../../../../renderer/features/learn/check/result/verdict-words.ts';

const given = (outputs: Readonly<Record<string, Tensor>>): Pasted => ({
  kind: 'arrays',
  arrays: Object.entries(outputs).map(([name, tensor]) => ({ name, tensor, notes: [] })),
});
const check = (question: Question, outputs: Readonly<Record<string, Tensor>>) =>
  checked(checkTask(question, given(outputs)));
const plus = ({ shape, data }: Tensor, by: number): Tensor => ({ shape, data: data.map((value) => value + by) });

/** As Python prints it. */
function printed({ shape, data }: Tensor): string {
  const [n, ...rest] = shape;
  if (n === undefined) return String(data[0]);
  const size = data.length / n;
  const parts = Array.from({ length: n }, (_, i) => ({ shape: rest, data: data.slice(i * size, (i + 1) * size) }));
  return `[${parts.map(printed).join(', ')}]`;
}
const pasted = (...arrays: (readonly [name: string, tensor: Tensor])[]) =>
  readPasted(arrays.map(([name, tensor]) => `${name} = array(${printed(tensor)})`).join('\n'));

describe("an answer under the notebook's own names", () => {
  const question = { name: 'conv_backward', edition: '2018', at: 0 } as const;
  const { dA_prev, dW, db } = expected('conv_backward', editionInputs('conv_backward', '2018')) as Record<
    'dA_prev' | 'dW' | 'db',
    Tensor
  >;
  const verdict = (asked: Question, read: Pasted) => checked(checkTask(asked, read)).result.verdict;

  test('dA of conv_backward is its dA_prev, pasted or in an archive', async () => {
    const named = { dA: dA_prev, dW, db };
    assert.equal(verdict(question, pasted(...Object.entries(named))), 'right');
    assert.equal(verdict(question, pasted(...Object.entries({ ...named, dA: plus(dA_prev, 1) }))), 'wrong');
    const entries = Object.entries(named).map(([name, tensor]) => [`${name}.npy`, writeNpy(tensor)]);
    const archive = new File([zipSync(Object.fromEntries(entries)).slice()], 'answer.npz');
    assert.equal(verdict(question, await readFiles([archive])), 'right');
  });

  test('dA of pool_backward is its input, never the answer', () => {
    const inputs = editionInputs('pool_backward', '2018');
    const asked = { name: 'pool_backward', edition: '2018', at: 0 } as const;
    const right = expected('pool_backward', inputs).dA_prev!;
    assert.equal(verdict(asked, pasted(['dA', inputs.dA], ['dA_prev', right])), 'right');
    assert.throws(() => verdict(asked, pasted(['dA', inputs.dA], ['mask', right])), /There is no dA_prev in it/);
  });

  test('of an old and a new run pasted together, the new one is checked', () => {
    const old = plus(dA_prev, 1);
    assert.equal(verdict(question, pasted(['dA', old], ['dW', dW], ['db', db], ['dA', dA_prev])), 'right');
    assert.equal(verdict(question, pasted(['dA', dA_prev], ['dW', dW], ['db', db], ['dA', old])), 'wrong');
  });
});

describe('checked', () => {
  test('says for each output whether it is right', () => {
    const right = expected('conv_backward', editionInputs('conv_backward', '2018'));
    const { result, outputs } = check(
      { name: 'conv_backward', edition: '2018', at: 0 },
      { ...right, dW: plus(right.dW!, 1) },
    );
    assert.equal(result.verdict, 'wrong');
    assert.deepEqual(
      outputs.map(({ name, right: isRight }) => [name, isRight]),
      [
        ['dA_prev', true],
        ['dW', false],
        ['db', true],
      ],
    );
  });

  test("takes the learner's own dZ in place of the notebook's, and says so", () => {
    const inputs = editionInputs('conv_backward', '2018');
    const dZ = plus(inputs.dZ, 1);
    const { dAPrev, dW, db } = convBackward(dZ, {
      APrev: inputs.A_prev,
      W: inputs.W,
      b: inputs.b,
      ...inputs.hparameters,
    });
    const { result, notes } = check({ name: 'conv_backward', edition: '2018', at: 0 }, { dA_prev: dAPrev, dW, db, dZ });
    assert.equal(result.verdict, 'right');
    assert.match(notes.map(noteWords).join(), /conv_forward has a mistake too/);
  });

  test("the right answer to another of the notebook's calls is recognised", () => {
    const [, average] = editionCases('pool_forward', '2018');
    const { result, notes } = check(
      { name: 'pool_forward', edition: '2018', at: 0 },
      expected('pool_forward', average!),
    );
    assert.equal(result.verdict, 'wrong');
    assert.deepEqual(notes.map(noteWords), [
      'It is the right answer for the call with average, f 3, stride 2: choose that one above.',
    ]);
  });

  test('a missing output or inconsistent inputs give no table of outputs', () => {
    const right = expected('conv_backward', editionInputs('conv_backward', '2018'));
    assert.deepEqual(check({ name: 'conv_backward', edition: '2018', at: 0 }, { dW: right.dW! }).outputs, []);
    const { X } = editionInputs('zero_pad', '2018');
    const own = { name: 'zero_pad', own: { X, pad: -1 } } as const;
    const { result, outputs } = check(own, { X_pad: X });
    assert.deepEqual([result.verdict, outputs], ['unknown', []]);
  });

  test('a printed summary of own inputs cannot be checked', () => {
    const own = { name: 'zero_pad', own: {} } as const;
    const result = resultOf(checked(checkTask(own, { kind: 'printed', text: 'x.shape = (1,)', notes: [] })));
    assert.equal(result.verdict, 'unknown');
    assert.match(result.reason, /save the arrays/);
  });

  test('an array that numpy abbreviated is checked where numbers are printed, with or without its name', () => {
    const one = '0.37245685 -0.1484898 -0.1834002 ... -0.6294416 -1.1134361 -0.06741002';
    const rows = (first: string) =>
      `[[[[${first}]\n   ...\n   [${one}]]\n\n  ...\n\n  [[${one}]\n   ...\n   [${one}]]]]`;
    const question = { name: 'conv_forward', edition: '2018', at: 0 } as const;
    const say = (text: string) => checked(checkTask(question, { kind: 'printed', text, notes: [] })).result;
    const right = rows(one);
    for (const text of [
      `Z = ${right}`,
      right,
      `array(${right.replaceAll(' -', ', -')}, shape=(10, 4, 4, 8))`,
      `Out[3]: array(${right})`,
    ]) {
      assert.notEqual(say(text).mistake?.id, 'unreadable', text);
    }
    const found = say(rows(one.replace('0.37245685', '0.57245685'))).firstDifference;
    assert.deepEqual([found?.index, found?.found], [[0, 0, 0, 0], 0.57245685]);
  });

  test('everything can be cloned to and from the worker', () => {
    const right = expected('conv_forward', editionInputs('conv_forward', '2021'));
    const task = checkTask({ name: 'conv_forward', edition: '2021', at: 0 }, given({ Z: plus(right.Z!, 1) }));
    assert.deepEqual(structuredClone(checked(structuredClone(task))), checked(task));
  });
});

test('own inputs: the check takes what each function needs', () => {
  for (const name of ['zero_pad', 'conv_forward', 'pool_backward', 'conv_single_step', 'distribute_value'] as const) {
    const edition = editionInputs(name, '2018') as Readonly<Record<string, unknown>>;
    const arrays = inputsAmong(
      name,
      neededArrays(name).map((argument) => ({ name: argument, tensor: edition[argument] as Tensor, notes: [] })),
    );
    const known = { pad: 2, stride: name === 'pool_backward' ? 1 : 2, f: 2, dz: 2, n_H: 2, n_W: 2 };
    const numbers = Object.fromEntries(
      [...neededNumbers(name).map((one) => one.name), 'dz'].map((key) => [key, known[key as keyof typeof known]]),
    );
    const own = ownInputs(name, arrays, numbers, 'max');
    const answer = expected(name, editionInputs(name, '2018') as never);
    assert.equal(check({ name, own }, answer).result.verdict, 'right', name);
  }
});
