/** The lines that each edition's cells print for an output, and the call that a line belongs to. */

import type { PoolMode } from '../../reference/pool.ts';
import type { Edition, FunctionName, InputsOf } from '../course.ts';
import { editionCases } from '../edition-inputs.ts';
import type { Entry } from './entries.ts';

/** A line of the notebook, printed for the call `call` of `editionCases`. */
export interface Line {
  readonly call: number;
  readonly output: string;
  readonly kind: Entry['kind'];
  readonly index: readonly number[];
}

const line = (call: number, output: string, kind: Entry['kind'], ...index: number[]): Line => ({
  call,
  output,
  kind,
  index,
});

const LINES: { readonly [F in FunctionName]: (edition: Edition) => readonly Line[] } = {
  zero_pad: () => [line(0, 'X_pad', 'shape'), line(0, 'X_pad', 'cell', 1, 1)],
  conv_single_step: () => [line(0, 'Z', 'cell')],
  conv_forward: (edition) => [
    line(0, 'Z', 'mean'),
    line(0, 'Z', 'cell', ...(edition === '2018' ? [3, 2, 1] : [0, 2, 1])),
  ],
  pool_forward: (edition) =>
    edition === '2018'
      ? [line(0, 'A', 'cell'), line(1, 'A', 'cell')]
      : [
          ...[line(0, 'A', 'shape'), line(0, 'A', 'cell', 1, 1), line(1, 'A', 'shape'), line(1, 'A', 'cell', 1, 1)],
          ...[line(2, 'A', 'shape'), line(2, 'A', 'cell', 0), line(3, 'A', 'shape'), line(3, 'A', 'cell', 1)],
        ],
  conv_backward: () => [line(0, 'dA_prev', 'mean'), line(0, 'dW', 'mean'), line(0, 'db', 'mean')],
  create_mask_from_window: () => [line(0, 'mask', 'cell')],
  distribute_value: () => [line(0, 'a', 'cell')],
  pool_backward: () => [line(0, 'dA_prev', 'cell', 1, 1), line(1, 'dA_prev', 'cell', 1, 1)],
};

/** The lines that the cells print for the function's outputs. */
export function notebookLines(functionName: FunctionName, edition: Edition): readonly Line[] {
  return LINES[functionName](edition);
}

/**
 * The calls of `editionCases` that the entries belong to. The mode comes from the text; if it has none, the calls are
 * taken in order, beginning with `firstMode`. Two calls of the same mode are distinguished by the rows that they print.
 */
export function callsOf<F extends FunctionName>(
  functionName: F,
  edition: Edition,
  entries: readonly Entry[],
  firstMode: PoolMode,
): number[] {
  const modes = editionCases(functionName, edition).map((inputs) => modeOf(inputs));
  const groups = [...new Set(entries.map(({ group }) => group))];
  const callOf = new Map<string, number>();
  const used = { max: 0, average: 0 };
  return entries.map((entry) => {
    const turn = (groups.indexOf(entry.group) + (firstMode === 'max' ? 0 : 1)) % 2;
    const mode = entry.mode ?? (turn === 0 ? 'max' : 'average');
    const key = `${entry.group} ${mode}`;
    let call = callOf.get(key);
    if (call === undefined) {
      const calls = modes.flatMap((one, i) => (one === null || one === mode ? [i] : []));
      const rows = entries.filter((other) => other.group === entry.group && other.kind === 'cell' && other.name.output);
      const place = rows.some(({ index }) => index.length === 1)
        ? calls.length - 1
        : rows.some(({ index }) => index.length > 1)
          ? 0
          : used[mode];
      call = calls[Math.min(place, calls.length - 1)]!;
      used[mode]++;
      callOf.set(key, call);
    }
    return call;
  });
}

function modeOf(inputs: InputsOf[FunctionName]): PoolMode | null {
  return 'mode' in inputs ? inputs.mode : null;
}
