/** The notebook's cells after a function: their output for an implementation, in both editions. */
import {
  type Edition,
  editionCases,
  type FunctionName,
  type InputsOf,
  type Outputs,
} from '../../../../native-bridge/learn/index.ts';
import { type Tensor, tensor } from '../../../../native-bridge/reference/index.ts';
import { printed, printedMask, printedNumber, printedShape } from './numpy-printing.ts';

export type Run<F extends FunctionName> = (inputs: InputsOf[F]) => Outputs | null;

/** x[index], as in Python. */
export function row({ shape, data }: Tensor, ...index: number[]): Tensor {
  if (index.some((place, axis) => place >= (shape[axis] ?? 0))) throw new IndexError();
  const rest = shape.slice(index.length);
  const size = rest.reduce((a, b) => a * b, 1);
  const start = index.reduce((offset, place, axis) => offset * shape[axis]! + place, 0) * size;
  return tensor(rest, data.slice(start, start + size));
}

/** numpy's error: the cell ends there, after the earlier output. */
class IndexError extends Error {}

const mean = ({ data }: Tensor) => printedNumber(data.reduce((a, b) => a + b, 0) / data.length);

/** Prints line by line until an index is out of range. */
function lines(prints: readonly (() => string)[]): string {
  const done: string[] = [];
  try {
    for (const print of prints) done.push(print());
  } catch (error) {
    if (!(error instanceof IndexError)) throw error;
  }
  return done.join('\n');
}

type Cell<F extends FunctionName> = (
  inputs: readonly [InputsOf[F], ...InputsOf[F][]],
  outputs: readonly [Outputs, ...Outputs[]],
) => (() => string)[];

const poolCalls = (A: Tensor, mode: string, ...index: number[]) => [
  () => `mode = ${mode}`,
  () => `A.shape = ${printedShape(A)}`,
  () => `A[${index.join(', ')}] =\n ${printed(row(A, ...index))}`,
];

const CELLS: { readonly [F in FunctionName]: (edition: Edition) => Cell<F> } = {
  zero_pad:
    (edition) =>
    ([{ X }], [{ X_pad }]) => {
      const gap = edition === '2018' ? ' ' : '\n ';
      return [
        () => `x.shape =${gap}${printedShape(X!)}`,
        () => `x_pad.shape =${gap}${printedShape(X_pad!)}`,
        () => `x[1,1] =${gap}${printed(row(X!, 1, 1))}`,
        () => `x_pad[1,1] =${gap}${printed(row(X_pad!, 1, 1))}`,
      ];
    },
  conv_single_step:
    () =>
    (_, [{ Z }]) => [() => `Z = ${printed(Z!)}`],
  conv_forward:
    (edition) =>
    ([{ A_prev }], [{ Z }]) => {
      const cache = () => printed(row(A_prev, 1, 2, 3));
      return edition === '2018'
        ? [
            () => `Z's mean = ${mean(Z!)}`,
            () => `Z[3,2,1] = ${printed(row(Z!, 3, 2, 1))}`,
            () => `cache_conv[0][1][2][3] = ${cache()}`,
          ]
        : [
            () => `Z's mean =\n ${mean(Z!)}`,
            () => `Z[0,2,1] =\n ${printed(row(Z!, 0, 2, 1))}`,
            () => `cache_conv[0][1][2][3] =\n ${cache()}`,
          ];
    },
  pool_forward: (edition) => (_, outputs) => {
    const [one, two, three, four] = outputs.map(({ A }) => A!) as [Tensor, Tensor, Tensor, Tensor];
    return edition === '2018'
      ? [() => `mode = max\nA = ${printed(one)}\n`, () => `mode = average\nA = ${printed(two)}`]
      : [
          () => 'CASE 1:\n',
          ...poolCalls(one, 'max', 1, 1),
          ...poolCalls(two, 'average', 1, 1),
          () => '\n\u001b[92mAll tests passed!\n\u001b[0mCASE 2:\n',
          ...poolCalls(three, 'max', 0),
          ...poolCalls(four, 'average', 1),
        ];
  },
  conv_backward:
    () =>
    (_, [{ dA_prev, dW, db }]) => [
      () => `dA_mean = ${mean(dA_prev!)}`,
      () => `dW_mean = ${mean(dW!)}`,
      () => `db_mean = ${mean(db!)}`,
    ],
  create_mask_from_window:
    () =>
    ([{ x }], [{ mask }]) => [() => `x =  ${printed(x)}`, () => `mask =  ${printedMask(mask!)}`],
  distribute_value:
    () =>
    (_, [{ a }]) => [() => `distributed value = ${printed(a!)}`],
  pool_backward: (edition) => (inputs, outputs) =>
    (['max', 'average'] as const).flatMap((mode, i) => [
      () => `mode = ${mode}`,
      () => `mean of dA =  ${mean(inputs[i]!.dA)}`,
      () => `dA_prev${edition === '2018' ? '' : i + 1}[1,1] =  ${printed(row(outputs[i]!.dA_prev!, 1, 1))}\n`,
    ]),
};

/** Output of the cells; null if the implementation cannot run. */
export function notebook<F extends FunctionName>(functionName: F, edition: Edition, run: Run<F>): string | null {
  const inputs = editionCases(functionName, edition);
  const outputs = inputs.map(run);
  if (outputs.some((one) => one === null)) return null;
  return lines(CELLS[functionName](edition)(inputs as never, outputs as never));
}
