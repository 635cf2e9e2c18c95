/** The first wrong line of a printout, as a shape or a cell. */
import type { FunctionName } from '../course.ts';
import { indexOf, offsetOf } from '../explain/cells.ts';
import { pair } from '../explain/format.ts';
import { outputOf } from '../printed/measure.ts';
import type { CheckResult, ShapeDifference } from '../result.ts';
import { differenceAt, shapeDifference } from './differences.ts';
import type { Mismatched, Printout } from './printed-evidence.ts';

type Difference = Pick<CheckResult, 'shape' | 'firstDifference'> & { readonly text: string };

export function printedDifference<F extends FunctionName>(functionName: F, printout: Printout<F>): Difference {
  const found = printout.lines.flatMap((line) => printout.firstMismatch(printout.right, [line]) ?? []);
  const shape = found.flatMap((one) => printedShape(functionName, printout, one) ?? [])[0];
  const cell = found.find(({ at }) => at >= 0);
  const parts = cell === undefined ? undefined : cellDifference(functionName, printout, cell);
  const mode = found[0] && modeOf(printout.calls[found[0].call]!);
  const text = [shape?.text, parts?.text].filter((part) => part !== undefined).join(' ');
  return {
    ...(shape && { shape }),
    ...(parts?.firstDifference && { firstDifference: parts.firstDifference }),
    text: mode === undefined ? text : `In mode ${mode}: ${text}`,
  };
}

/** A shape line, or a row with the wrong shape. */
function printedShape<F extends FunctionName>(functionName: F, printout: Printout<F>, { entry, call, at }: Mismatched) {
  const output = entry.name.output!;
  const right = printout.right.outputs[call]![output]!;
  if (entry.kind === 'shape') {
    const shape = entry.values.numbers.map(({ value }) => value);
    return shapeDifference(functionName, output, { shape, data: new Float64Array() }, right);
  }
  const part = outputOf(entry, printout.right.outputs[call]!);
  if (at >= 0 || part === null) return null;
  const found = entry.values.shape ?? [];
  const text = `${entry.label} has ${entry.values.numbers.length} numbers, (${found}), but should have ${part.data.length}, (${part.shape}).`;
  return { output: entry.label, found, expected: part.shape, axes: [], text } satisfies ShapeDifference;
}

function cellDifference<F extends FunctionName>(
  functionName: F,
  printout: Printout<F>,
  { entry, call, at }: Mismatched,
) {
  const output = entry.name.output!;
  const whole = printout.right.outputs[call]![output]!;
  const part = outputOf(entry, printout.right.outputs[call]!)!;
  const value = printedAt(entry, at, part.data.length);
  if (entry.kind !== 'cell') {
    const [is, should] = pair(value, part.data[at]!);
    const text = `${entry.label} is ${is}, and should be ${should}.`;
    const difference = { output, index: [], found: value, expected: part.data[at]!, text };
    return { text, ...(entry.kind === 'mean' && { firstDifference: difference }) };
  }
  const offset = offsetOf(whole.shape, [...entry.index, ...indexOf(part.shape, at)]);
  const found = { shape: whole.shape, data: whole.data.slice() };
  found.data[offset] = value;
  const firstDifference = differenceAt(functionName, printout.calls[call]!, output, found, whole, offset);
  return { firstDifference, text: firstDifference.text };
}

/** The printed number of a cell, in a row that may be elided. */
function printedAt({ values: { numbers, gap } }: Mismatched['entry'], at: number, size: number): number {
  const place = gap !== null && at >= gap.before ? numbers.length - (size - at) : at;
  return numbers[place]!.value;
}

const modeOf = (inputs: object): string | undefined => ('mode' in inputs ? String(inputs.mode) : undefined);
