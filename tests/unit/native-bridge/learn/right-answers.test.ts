/** Right answers are accepted: in float64, in float32, copied from a printout, as lists, as tuples. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { singleInputs } from '../../../../native-bridge/learn/checking/single-inputs.ts';
import {
  checkWork,
  EDITIONS,
  editionCases,
  expected,
  FUNCTION_NAMES,
  type FunctionName,
  type InputsOf,
  type Outputs,
} from '../../../../native-bridge/learn/index.ts';
import { type Tensor, tensor } from '../../../../native-bridge/reference/index.ts';
import { changed } from './outputs.ts';
import { OWN_INPUTS } from './own-inputs.ts';
import { SINGLE } from './single-precision.ts';

function inputsOf<F extends FunctionName>(name: F): readonly InputsOf[F][] {
  const own: readonly InputsOf[F][] = OWN_INPUTS[name];
  return [...EDITIONS.flatMap((edition) => editionCases(name, edition)), ...own];
}

const assertRight = (name: FunctionName, inputs: object, answer: unknown, what: string) => {
  const { verdict, reason } = checkWork(name, inputs, answer);
  assert.equal(verdict, 'right', `${name}, ${what}: ${reason}`);
};

/** Nested lists, as from `tolist()`. */
function listed({ shape, data }: Tensor): unknown {
  if (shape.length === 0) return data[0];
  const [n, ...rest] = shape as [number, ...number[]];
  const size = data.length / n;
  return Array.from({ length: n }, (_, i) => listed(tensor(rest, data.slice(i * size, (i + 1) * size))));
}

for (const name of FUNCTION_NAMES) {
  describe(name, () => {
    const forms: (readonly [string, (right: Outputs, inputs: never) => unknown])[] = [
      ['float64', (right) => right],
      ['another order of summing', (right) => changed(right, (value) => value * (1 + 2 ** -52))],
      ['the float64 answer stored as float32', (right) => changed(right, Math.fround)],
      // The one number of conv_single_step, -6.99908945, is -7 there: as whole as any typed number.
      ...(name === 'conv_single_step'
        ? []
        : [['the float64 answer stored as float16', (right: Outputs) => changed(right, Math.f16round)] as const]),
      ['float32 throughout', (_, inputs) => SINGLE[name](inputs)],
      ['float32 inputs in a float64 sum', (_, inputs) => expected(name, singleInputs(inputs as InputsOf[typeof name]))],
      ["copied with numpy's 8 decimals", (right) => changed(right, (value) => Number(value.toFixed(8)))],
      ['nested lists', (right) => Object.fromEntries(Object.entries(right).map(([key, x]) => [key, listed(x)]))],
      ['the tuple as a list', (right) => Object.values(right)],
      ['more in the record', (right) => ({ ...right, cache: 'anything' })],
    ];
    for (const [what, form] of forms) {
      test(what, () => {
        for (const inputs of inputsOf(name))
          assertRight(name, inputs, form(expected(name, inputs), inputs as never), what);
      });
    }

    test('a Float32Array as the data', () => {
      for (const inputs of inputsOf(name)) {
        const right = Object.entries(expected(name, inputs));
        const answer = right.map(([key, { shape, data }]) => [key, { shape, data: Float32Array.from(data) }]);
        assertRight(name, inputs, Object.fromEntries(answer), 'Float32Array');
      }
    });
  });
}

test("one output as the tensor alone; a scalar as a number or as numpy's (1, 1, 1)", () => {
  for (const name of FUNCTION_NAMES) {
    const [inputs] = inputsOf(name) as [InputsOf[FunctionName]];
    const outputs = Object.values(expected(name, inputs as never));
    if (outputs.length === 1) assertRight(name, inputs, outputs[0], 'alone');
  }
  const [step] = inputsOf('conv_single_step') as [InputsOf['conv_single_step']];
  const { Z } = expected('conv_single_step', step) as { Z: Tensor };
  assertRight('conv_single_step', step, Z.data[0], 'a number');
  assertRight('conv_single_step', step, [[[Z.data[0]]]], 'a list');
  assertRight('conv_single_step', { ...step, b: step.b.data[0] }, Z, 'b as a number');
});

test("the notebook's names, a mask of True and False, a cache as tuple or record", () => {
  const [pad] = inputsOf('zero_pad') as [InputsOf['zero_pad']];
  assertRight('zero_pad', pad, { x_pad: expected('zero_pad', pad).X_pad }, 'x_pad');
  const [window] = inputsOf('create_mask_from_window') as [InputsOf['create_mask_from_window']];
  const mask = [...expected('create_mask_from_window', window).mask!.data].map((one) => one === 1);
  assertRight('create_mask_from_window', window, { mask: [mask.slice(0, 3), mask.slice(3)] }, 'True and False');
  const [conv] = inputsOf('conv_backward') as [InputsOf['conv_backward']];
  const { dZ, A_prev, W, b, hparameters } = conv;
  const { dA_prev, dW, db } = expected('conv_backward', conv);
  assertRight('conv_backward', { dZ, cache: [A_prev, W, b, hparameters] }, { dA: dA_prev, dW, db }, 'tuple');
  assertRight('conv_backward', { dZ, cache: { A_prev, W, b, hparameters } }, [dA_prev, dW, db], 'record');
  const [pool] = inputsOf('pool_backward') as [InputsOf['pool_backward']];
  const answer = expected('pool_backward', pool);
  assertRight(
    'pool_backward',
    { dA: pool.dA, cache: [pool.A_prev, pool.hparameters], mode: pool.mode },
    answer,
    'pool',
  );
  assertRight(
    'pool_forward',
    { ...inputsOf('pool_forward')[0]!, mode: undefined },
    expected('pool_forward', inputsOf('pool_forward')[0]!),
    'max is the default',
  );
});
