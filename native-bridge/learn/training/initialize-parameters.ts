/** Checks `initialize_parameters`: the complete W1 and W2, or the row [1,1,1] of each that the notebook prints. */
import type { Tensor } from '../../reference/tensor.ts';
import { type ReadArray, ReadError, readArrays } from '../read/index.ts';
import type { CheckResult, Mistake } from '../result.ts';
import { courseWeights, type Draw, otherDraws, WEIGHT_NAMES, WEIGHT_SHAPES, type WeightName } from './glorot.ts';
import { familyOf } from './spread.ts';

/** Each weight complete, as the row [1,1,1], or absent. */
export type Weights = Partial<Readonly<Record<WeightName, Tensor>>>;

/** float32 keeps seven digits and the notebook prints eight decimals: no other random numbers come this close. */
const TOLERANCE = 1e-6;
const shown = (shape: readonly number[]) => `(${shape.join(', ')})`;

/**
 * The notebook's printout: `W1 = [...]`, `W1[1,1,1] = [...]`, or `W1.eval()[1,1,1] = ...`; lines with shapes are
 * ignored.
 * @throws ReadError
 */
export function readPrintedWeights(text: string): ReadArray[] {
  const plain = text
    .replace(/^.*\bshape\b.*$/gm, '')
    .replace(/\b(W[12])\s*(?:\.eval\(\))?\s*\[\s*1\s*,\s*1\s*,\s*1\s*\]/g, '$1');
  return readArrays(plain);
}

/** @throws ReadError if both are missing. */
export function checkParameters(given: Weights): CheckResult {
  const names = WEIGHT_NAMES.filter((name) => given[name]);
  if (names.length === 0) throw new ReadError('There is no W1 and no W2.', 'Save both: np.savez(file, W1=W1, W2=W2).');
  for (const name of names) {
    const wrong = shapeResult(name, given[name]!);
    if (wrong) return wrong;
  }
  const right = courseWeights();
  const off = names.find((name) => differsAt(given[name]!, right[name].data, name) !== null);
  if (off !== undefined) return wrongNumbers(given, off, right[off]);
  const missing = WEIGHT_NAMES.find((name) => !given[name]);
  if (missing) {
    return {
      verdict: 'unknown',
      reason: `${names[0]} is right; ${missing} is missing. Give both.`,
      mistake: { id: 'missing-output', text: `${missing} is missing.`, match: 'certain', others: [] },
    };
  }
  const rows = names.every((name) => given[name]!.shape.length === 1);
  const extent = rows ? 'the printed rows agree in every digit' : "every number is TensorFlow 1's";
  return { verdict: 'right', reason: `W1 and W2 are right: ${extent}.` };
}

function isRow(name: WeightName, { shape }: Tensor): boolean {
  return shape.length === 1 && shape[0] === WEIGHT_SHAPES[name].at(-1);
}

function shapeResult(name: WeightName, { shape: found }: Tensor): CheckResult | null {
  const wanted: readonly number[] = WEIGHT_SHAPES[name];
  if (String(found) === String(wanted) || isRow(name, { shape: found, data: new Float64Array() })) return null;
  const AXES = ['f', 'f', 'n_C_prev', 'n_C'];
  const axes = wanted.flatMap((n, axis) =>
    found.length === wanted.length && found[axis] !== n
      ? [{ axis, name: AXES[axis]!, found: found[axis]!, expected: n }]
      : [],
  );
  const same = String([...found].sort()) === String([...wanted].sort());
  const text = `${name} has the shape ${shown(found)}, not ${shown(wanted)}, which is (f, f, n_C_prev, n_C).`;
  const mistake: Mistake | undefined = same
    ? {
        id: 'axes-permuted',
        text: `The axes of ${name} are in another order: a filter comes last, ${shown(wanted)}. PyTorch has (n_C, n_C_prev, f, f).`,
        match: 'likely',
        others: [],
      }
    : undefined;
  return {
    verdict: 'wrong',
    reason: mistake?.text ?? text,
    ...(mistake && { mistake }),
    shape: { output: name, found, expected: wanted, axes, text },
  };
}

/** The first position, as an index into the whole weight, where a number differs; null if none does. */
function differsAt({ shape, data }: Tensor, wanted: ArrayLike<number>, name: WeightName): number | null {
  const from = shape.length === 1 ? rowStart(name) : 0;
  const at = data.findIndex((value, i) => !(Math.abs(value - wanted[from + i]!) <= TOLERANCE));
  return at < 0 ? null : from + at;
}

/** The offset of [1,1,1]. */
function rowStart(name: WeightName): number {
  const [, f, channels, filters] = WEIGHT_SHAPES[name];
  return ((1 * f + 1) * channels + 1) * filters;
}

function wrongNumbers(given: Weights, off: WeightName, right: Tensor): CheckResult {
  const names = WEIGHT_NAMES.filter((name) => given[name]);
  const mistake = namedDraw(given, names) ?? namedDraw(given, [off]) ?? spread(off, given[off]!);
  const flat = differsAt(given[off]!, right.data, off)!;
  const found = given[off]!.data[given[off]!.shape.length === 1 ? flat - rowStart(off) : flat]!;
  const index = indexOf(flat, WEIGHT_SHAPES[off]);
  const wanted = right.data[flat]!;
  const text = `${off}[${index}] is ${digits(found)}, and should be ${digits(wanted)}.`;
  return {
    verdict: 'wrong',
    reason: mistake?.text ?? `${text} None of the generators tried gives these numbers.`,
    ...(mistake && { mistake }),
    firstDifference: { output: off, index, found, expected: wanted, text },
  };
}

const digits = (value: number) => (Number.isFinite(value) ? String(Number(value.toPrecision(8))) : String(value));

function namedDraw(given: Weights, names: readonly WeightName[]): Mistake | null {
  for (const { id, text, draw } of otherDraws()) {
    if (names.every((name) => differsAt(given[name]!, draw(name), name) === null)) return mistakeOf(id, text, names);
  }
  return null;
}

function mistakeOf(id: Draw['id'], text: string, names: readonly WeightName[]): Mistake {
  return { id, text: names.length === 1 ? `${names[0]}: ${text}` : text, match: 'certain', others: [] };
}

function spread(name: WeightName, { data }: Tensor): Mistake | null {
  const family = familyOf(name, data);
  return family && { id: family.id, text: `${name}: ${family.text}`, match: 'likely', others: [] };
}

function indexOf(flat: number, shape: readonly number[]): number[] {
  let rest = flat;
  const index = shape.map(() => 0);
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    index[axis] = rest % shape[axis]!;
    rest = Math.floor(rest / shape[axis]!);
  }
  return index;
}
