/** The first cell that differs, its window, and the correct sum. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { indexOf } from '../../../../native-bridge/learn/explain/cells.ts';
import {
  checkWork,
  EDITIONS,
  editionCases,
  expected,
  type FirstDifference,
  FUNCTION_NAMES,
  type FunctionName,
  OUTPUT_NAMES,
} from '../../../../native-bridge/learn/index.ts';
import { tensor } from '../../../../native-bridge/reference/index.ts';

/** One number of the answer replaced. */
function differing(name: FunctionName, inputs: object, output: string, cell: number): FirstDifference {
  const right = expected(name, inputs as never);
  const data = right[output]!.data.slice();
  data[cell] = data[cell]! + 1;
  const { verdict, firstDifference, mistake } = checkWork(name, inputs, {
    ...right,
    [output]: { ...right[output]!, data },
  });
  assert.equal(verdict, 'wrong');
  assert.ok(firstDifference, `${name} ${output} ${cell}: ${mistake?.text}`);
  assert.deepEqual(firstDifference.index, indexOf(right[output]!.shape, cell));
  assert.equal(firstDifference.output, output);
  assert.equal(firstDifference.expected, right[output]!.data[cell]);
  assert.equal(firstDifference.found, data[cell]);
  return firstDifference;
}

const SUMS: Partial<Record<FunctionName, (values: number[], factors: number[]) => number>> = {
  conv_single_step: products,
  conv_forward: products,
  conv_backward: products,
  pool_backward: products,
};

function products(values: number[], factors: number[]): number {
  return values.reduce((sum, value, i) => sum + value * (factors[i] ?? 1), 0);
}

/** The bias of the cell, which is not in slice and filter. */
function biasOf(inputs: object, index: readonly number[]): number {
  return 'b' in inputs && !('dZ' in inputs) ? (inputs.b as { data: Float64Array }).data[index.at(-1) ?? 0]! : 0;
}

for (const name of FUNCTION_NAMES) {
  describe(name, () => {
    for (const output of OUTPUT_NAMES[name]) {
      test(`${output}: slice, filter and sum belong to the cell`, () => {
        for (const inputs of EDITIONS.flatMap((edition) => [...editionCases(name, edition)])) {
          const { data } = expected(name, inputs as never)[output]!;
          for (const cell of new Set([0, Math.floor(data.length / 3), data.length - 1])) {
            const first = differing(name, inputs, output, cell);
            assert.match(first.text, /is \S+, and should be \S+: .+\.$/);
            assert.match(first.sum!, / = -?[\d.e-]+$/);
            const sum = SUMS[name];
            if (sum === undefined || first.slice === undefined) continue;
            const values = sum([...first.slice.tensor.data], first.filter ? [...first.filter.tensor.data] : []);
            assert.ok(Math.abs(values + biasOf(inputs, first.index) - data[cell]!) < 1e-9, `${first.text} ${values}`);
          }
        }
      });
    }
  });
}

test('as text', () => {
  const inputs = {
    A_prev: tensor([1, 2, 2, 1], [1, 2, 3, 4]),
    W: tensor([2, 2, 1, 1], [0.5, 0.25, -1, 2]),
    b: tensor([1, 1, 1, 1], [10]),
    hparameters: { stride: 1, pad: 0 },
  };
  const { firstDifference, reason, mistake } = checkWork('conv_forward', inputs, { Z: [[[[17]]]] });
  assert.equal(mistake, undefined);
  assert.equal(reason, 'Z[0,0,0,0] is 17, and should be 16: 1 * 0.5 + 2 * 0.25 + 3 * -1 + 4 * 2 + 10 = 16.');
  assert.equal(firstDifference?.slice?.name, 'A_prev_pad[0, 0:2, 0:2, :]');
  const pool = { A_prev: inputs.A_prev, hparameters: { f: 2, stride: 1 } };
  const max = checkWork('pool_forward', { ...pool, mode: 'max' }, { A: [[[[9]]]] });
  assert.equal(max.reason, 'A[0,0,0,0] is 9, and should be 4: max(1, 2, 3, 4) = 4.');
  const average = checkWork('pool_forward', { ...pool, mode: 'average' }, { A: [[[[9]]]] });
  assert.equal(average.reason, 'A[0,0,0,0] is 9, and should be 2.5: (1 + 2 + 3 + 4) / 4 = 2.5.');
  const pad = checkWork(
    'zero_pad',
    { X: inputs.A_prev, pad: 0 },
    {
      X_pad: [
        [
          [[1], [2]],
          [[3], [7]],
        ],
      ],
    },
  );
  assert.equal(pad.reason, 'X_pad[0,1,1,0] is 7, and should be 4: X[0,1,1,0] = 4.');
});
