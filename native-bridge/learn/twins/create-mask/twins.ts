/** The usual mistakes of create_mask_from_window. */
import { type Tensor, tensor } from '../../../reference/tensor.ts';
import type { InputsOf, Outputs } from '../../course.ts';
import { twinList } from '../twin.ts';

interface MaskSteps {
  /** The quantity by which an entry is compared. */
  measure(value: number): number;
  /** Marks of the measured values, (f, f). */
  marks(measured: Tensor): number[];
  /** The answer, from the marks and the values of x. */
  finish(marks: Tensor, x: Tensor): Tensor;
}

const peak = ({ data }: Tensor) => data.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
const marked = (x: Tensor, is: (value: number, i: number) => boolean) =>
  Array.from(x.data, (v, i) => (is(v, i) ? 1 : 0));
const mean = ({ data }: Tensor) => data.reduce((a, b) => a + b, 0) / data.length;

/** The largest value of the row or column that entry i is in. */
function peakAlong({ shape, data }: Tensor, i: number, axis: 0 | 1): number {
  const columns = shape.at(-1)!;
  const line = axis === 1 ? Math.floor(i / columns) : i % columns;
  const inLine = (j: number) => (axis === 1 ? Math.floor(j / columns) : j % columns) === line;
  return data.reduce((best, value, j) => (inLine(j) ? Math.max(best, value) : best), Number.NEGATIVE_INFINITY);
}

const right: MaskSteps = {
  measure: (value) => value,
  marks: (x) => marked(x, (value) => value === peak(x)),
  finish: (marks) => marks,
};

function maskWith(steps: MaskSteps, { x }: InputsOf['create_mask_from_window']): Outputs {
  const marks = steps.marks({ shape: x.shape, data: x.data.map(steps.measure) });
  return { mask: steps.finish(tensor(x.shape, marks), x) };
}

export const createMaskTwins = twinList<'create_mask_from_window', MaskSteps>(right, maskWith, [
  {
    id: 'first-tie-only',
    text: 'Of several equal maxima only the first is marked, as by argmax: with ties, the mask marks them all, mask = (x == np.max(x)).',
    steps: { marks: (x) => marked(x, (_, i) => i === x.data.indexOf(peak(x))) },
    common: true,
  },
  {
    id: 'last-tie-only',
    text: 'Of several equal maxima only the last is marked: with ties, the mask marks them all, mask = (x == np.max(x)).',
    steps: { marks: (x) => marked(x, (_, i) => i === x.data.lastIndexOf(peak(x))) },
    common: true,
  },
  {
    id: 'inverted',
    text: 'The mask is inverted, != instead of ==: it should be 1 (True) at the maximum.',
    steps: { finish: ({ shape, data }) => ({ shape, data: data.map((one) => 1 - one) }) },
    common: true,
  },
  {
    id: 'min-for-max',
    text: 'The minimum is marked: np.max(x) is the maximum.',
    steps: { measure: (value) => -value },
    common: true,
  },
  {
    id: 'max-of-absolute',
    text: 'The largest absolute value is marked: compare x itself with np.max(x).',
    steps: { measure: Math.abs },
    common: true,
  },
  {
    id: 'value-kept',
    text: 'The mask is multiplied by x, so that it holds the maximum itself: it should hold 1 (True) there.',
    steps: { finish: ({ shape, data }, x) => ({ shape, data: data.map((one, i) => one * x.data[i]!) }) },
    common: true,
  },
  {
    id: 'max-of-each-row',
    text: 'The maximum of each row is marked: np.max(x) without an axis is that of the whole window.',
    steps: { marks: (x) => marked(x, (value, i) => value === peakAlong(x, i, 1)) },
    common: true,
  },
  {
    id: 'max-of-each-column',
    text: 'The maximum of each column is marked: np.max(x) without an axis is that of the whole window.',
    steps: { marks: (x) => marked(x, (value, i) => value === peakAlong(x, i, 0)) },
    common: true,
  },
  {
    id: 'above-mean',
    text: 'Everything above the mean is marked: only what equals np.max(x) is.',
    steps: { marks: (x) => marked(x, (value) => value > mean(x)) },
  },
  {
    id: 'positive',
    text: 'Every positive entry is marked: only what equals np.max(x) is.',
    steps: { marks: (x) => marked(x, (value) => value > 0) },
  },
  {
    id: 'all-marked',
    text: 'Every entry is marked: only what equals np.max(x) is.',
    steps: { marks: (x) => marked(x, () => true) },
  },
  {
    id: 'none-marked',
    text: 'No entry is marked: mark what equals np.max(x), with ==.',
    steps: { marks: (x) => marked(x, () => false) },
  },
  {
    id: 'ties-shared',
    text: 'Equal maxima share the 1: each of them should have 1 (True).',
    steps: {
      finish({ shape, data }) {
        const count = data.reduce((a, b) => a + b, 0);
        return { shape, data: data.map((one) => one / count) };
      },
    },
    common: true,
  },
  {
    id: 'relative-to-max',
    text: 'x is divided by its maximum: the mask is x == np.max(x).',
    steps: { finish: (_, x) => ({ shape: x.shape, data: x.data.map((value) => value / peak(x)) }) },
  },
  {
    id: 'max-itself',
    text: 'The maximum is returned: the mask is x == np.max(x).',
    steps: { finish: (_, x) => tensor([], [peak(x)]) },
  },
  {
    id: 'max-everywhere',
    text: 'Every entry is the maximum itself: the mask is x == np.max(x), 1 (True) where x has its maximum and 0 elsewhere.',
    steps: { finish: (_, x) => ({ shape: x.shape, data: x.data.map(() => peak(x)) }) },
  },
  {
    id: 'position',
    text: 'The position of the maximum is returned, as by argmax: the mask is x == np.max(x).',
    steps: { finish: (_, x) => tensor([], [x.data.indexOf(peak(x))]) },
  },
  {
    id: 'input-returned',
    text: 'x is returned unchanged: the mask is x == np.max(x).',
    steps: { finish: (_, x) => x },
  },
]);
