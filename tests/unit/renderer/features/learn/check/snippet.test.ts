import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { describe, test } from 'node:test';
import {
  EDITIONS,
  editionCases,
  FUNCTION_NAMES,
  type FunctionName,
} from '../../../../../../native-bridge/learn/index.ts';
import { callWords } from '../../../../../../renderer/features/learn/check/inputs/call-words.ts';
import {
  answerFile,
  editionSnippet,
  numbersText,
  ownSnippet,
  tensorInputs,
} from '../../../../../../renderer/features/learn/check/inputs/snippet.ts';
import { pythonWith } from '../../../../../helpers/python.ts';

const numpy = await pythonWith(['numpy']);
/** Runs every snippet with dummy functions and prints the arrays that it creates, bit for bit. */
const RUN = `
import json, sys, numpy as np
out = []
for snippet in json.load(sys.stdin):
    made = {'zero_pad': lambda *a: 0, 'conv_single_step': lambda *a: 0, 'conv_forward': lambda *a: (0, 0),
            'pool_forward': lambda *a, **k: (0, 0), 'conv_backward': lambda *a: (0, 0, 0), 'pool_backward': lambda *a, **k: 0,
            'create_mask_from_window': lambda *a: 0, 'distribute_value': lambda *a: 0}
    np.savez = lambda *a, **k: made.update(saved=[a[0], sorted(k)])
    exec(snippet, made)
    out.append({'saved': made['saved'], 'hparameters': made.get('hparameters'),
                'arrays': {k: [list(v.shape), v.ravel().tolist()] for k, v in made.items() if isinstance(v, np.ndarray)}})
print(json.dumps(out))
`;

interface Ran {
  readonly saved: [string, string[]];
  readonly hparameters: Record<string, number> | null;
  readonly arrays: Record<string, [number[], number[]]>;
}

describe('editionSnippet', { skip: numpy.skip }, () => {
  test("makes the edition's inputs in a real numpy, bit for bit", () => {
    if (numpy.skip !== false) return;
    const all = FUNCTION_NAMES.flatMap((name) =>
      EDITIONS.flatMap((edition) => editionCases(name, edition).map((inputs) => ({ name, inputs }))),
    );
    const snippets = all.map(({ name, inputs }) => editionSnippet(name, inputs));
    const said = execFileSync(numpy.python, ['-c', RUN], {
      input: JSON.stringify(snippets),
      encoding: 'utf8',
      maxBuffer: 1e8,
    });
    const ran = JSON.parse(said) as Ran[];
    assert.equal(ran.length, all.length);
    for (const [at, { name, inputs }] of all.entries()) {
      const { saved, hparameters, arrays } = ran[at]!;
      assert.equal(saved[0], answerFile(name));
      if ('hparameters' in inputs) assert.deepEqual(hparameters, { ...inputs.hparameters });
      for (const [argument, { shape, data }] of tensorInputs(inputs)) {
        // The gradient comes from the learner's own forward pass.
        if (argument === 'dZ') continue;
        assert.deepEqual(arrays[argument], [[...shape], [...data]], `${name}: ${argument}`);
      }
    }
  });

  test('copied numbers have all their digits', () => {
    if (numpy.skip !== false) return;
    const x = { shape: [2, 2], data: Float64Array.of(Math.PI, -1 / 3, 1e-300, 5e22) };
    const code = `import json, numpy as np\n${numbersText('x', x)}\nprint(json.dumps([x.shape, x.ravel().tolist()]))`;
    assert.deepEqual(JSON.parse(execFileSync(numpy.python, ['-c', code], { encoding: 'utf8' })), [[2, 2], [...x.data]]);
  });
});

test('ownSnippet saves inputs with the outputs and leaves the numbers to the learner', () => {
  const [inputs] = editionCases('zero_pad', '2018');
  assert.equal(
    ownSnippet('zero_pad', inputs!),
    'X_pad = zero_pad(X, ...)\nnp.savez("signs-lab-zero_pad.npz", X=X, X_pad=X_pad)',
  );
  for (const name of FUNCTION_NAMES) {
    const inputsOf = editionCases(name, '2018')[0]! as object;
    for (const [argument] of tensorInputs(inputsOf))
      assert.match(ownSnippet(name as FunctionName, inputsOf as never), new RegExp(`\\b${argument}=${argument}\\b`));
  }
});

test('callWords distinguishes the calls of one function', () => {
  for (const name of FUNCTION_NAMES) {
    for (const edition of EDITIONS) {
      const words = editionCases(name, edition).map((inputs) => callWords(inputs));
      assert.equal(new Set(words).size, words.length, `${name} ${edition}: ${words.join('; ')}`);
    }
  }
});
