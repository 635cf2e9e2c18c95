/** Reads and checks the arguments of a function before anything is computed with them. */
import { requireAxes, requireCount, requireShape, ShapeError, type Tensor, windowCount } from '../reference/tensor.ts';
import type { ConvForwardInputs, FunctionName, InputsOf, PoolForwardInputs } from './course.ts';
import { readTensor } from './reading.ts';

/** The arguments by the course's names; for a backward pass flat, or with `cache` as a record or the course's tuple. */
export type RawInputs = object;

type Named = Readonly<Record<string, unknown>>;

const PICTURES = '(m, n_H_prev, n_W_prev, n_C_prev)';

/** Reads the arguments of one function; messages begin with its name. */
class Arguments {
  readonly #function: FunctionName;
  readonly #raw: Named;
  constructor(functionName: FunctionName, raw: Named) {
    this.#function = functionName;
    this.#raw = raw;
  }

  tensor(name: string): Tensor {
    const x = readTensor(this.#function, name, this.#raw[name]);
    if (x.data.length === 0) throw new ShapeError(`${this.#function}: ${name} is empty, (${x.shape})`, `Fill ${name}.`);
    if (x.data.every(Number.isFinite)) return x;
    throw new ShapeError(`${this.#function}: ${name} holds NaN or infinity`, `Give ${name} finite numbers.`);
  }

  axes(name: string, layout: string): Tensor {
    const x = this.tensor(name);
    requireAxes(this.#function, name, x, layout);
    return x;
  }

  /** A bias: a number, or a tensor of one number. */
  scalar(name: string): Tensor {
    const x = this.tensor(name);
    if (x.data.length === 1) return { shape: [1, 1, 1], data: x.data };
    throw new ShapeError(`${this.#function}: ${name} is (${x.shape})`, `Give ${name} one number.`);
  }

  number(name: string): number {
    return this.scalar(name).data[0]!;
  }

  /** A stride, pad or side: in hparameters, or next to the other arguments. */
  count(name: string, least: number): number {
    const { hparameters } = this.#raw;
    const held = typeof hparameters === 'object' && hparameters !== null && name in hparameters;
    const value = new Arguments(this.#function, held ? (hparameters as Named) : this.#raw).number(name);
    requireCount(this.#function, name, value, least);
    return value;
  }

  mode(): PoolForwardInputs['mode'] {
    const mode = this.#raw.mode ?? 'max'; // the course's default
    if (mode === 'max' || mode === 'average') return mode;
    throw new ShapeError(`${this.#function}: mode is ${JSON.stringify(mode)}`, "Give mode 'max' or 'average'.");
  }
}

function convInputs(name: FunctionName, given: Arguments): ConvForwardInputs & { readonly output: number[] } {
  const [stride, pad] = [given.count('stride', 1), given.count('pad', 0)];
  const [A_prev, W] = [given.axes('A_prev', PICTURES), given.axes('W', '(f, f, n_C_prev, n_C)')];
  const [m, nH, nW, nCPrev] = A_prev.shape as [number, number, number, number];
  const [f, , , nC] = W.shape as [number, number, number, number];
  requireShape(name, 'W', W, [f, f, nCPrev, nC], `A_prev (${A_prev.shape})`);
  const bias = given.tensor('b');
  const b = bias.data.length === nC ? { shape: [1, 1, 1, nC], data: bias.data } : bias;
  requireShape(name, 'b', b, [1, 1, 1, nC], `W (${W.shape})`);
  const count = (n: number) => windowCount(name, n + 2 * pad, f, stride, A_prev);
  return { A_prev, W, b, hparameters: { stride, pad }, output: [m, count(nH), count(nW), nC] };
}

function poolInputs(name: FunctionName, given: Arguments): PoolForwardInputs & { readonly output: number[] } {
  const [f, stride] = [given.count('f', 1), given.count('stride', 1)];
  const A_prev = given.axes('A_prev', PICTURES);
  const [m, nH, nW, nC] = A_prev.shape as [number, number, number, number];
  const count = (n: number) => windowCount(name, n, f, stride, A_prev);
  return { A_prev, hparameters: { f, stride }, mode: given.mode(), output: [m, count(nH), count(nW), nC] };
}

const READERS: { readonly [F in FunctionName]: (given: Arguments) => InputsOf[F] } = {
  zero_pad: (given) => ({ X: given.axes('X', '(m, n_H, n_W, n_C)'), pad: given.count('pad', 0) }),
  conv_single_step(given) {
    const a_slice_prev = given.axes('a_slice_prev', '(f, f, n_C_prev)');
    const W = given.tensor('W');
    requireShape('conv_single_step', 'W', W, a_slice_prev.shape, `the window (${a_slice_prev.shape})`);
    return { a_slice_prev, W, b: given.scalar('b') };
  },
  conv_forward(given) {
    const { output: _, ...inputs } = convInputs('conv_forward', given);
    return inputs;
  },
  pool_forward(given) {
    const { output: _, ...inputs } = poolInputs('pool_forward', given);
    return inputs;
  },
  conv_backward(given) {
    const { output, ...inputs } = convInputs('conv_backward', given);
    const dZ = given.tensor('dZ');
    requireShape('conv_backward', 'dZ', dZ, output, `the forward pass of A_prev (${inputs.A_prev.shape})`);
    return { dZ, ...inputs };
  },
  create_mask_from_window: (given) => ({ x: given.tensor('x') }),
  distribute_value: (given) => ({ dz: given.number('dz'), shape: shapeOf(given.tensor('shape')) }),
  pool_backward(given) {
    const { output, ...inputs } = poolInputs('pool_backward', given);
    const dA = given.tensor('dA');
    requireShape('pool_backward', 'dA', dA, output, `the forward pass of A_prev (${inputs.A_prev.shape})`);
    return { dA, ...inputs };
  },
};

/** @throws ShapeError if an argument is missing or the arguments do not match. */
export function readInputs<F extends FunctionName>(functionName: F, raw: RawInputs): InputsOf[F] {
  if (typeof raw !== 'object' || raw === null) {
    throw new ShapeError(`${functionName}: the inputs are not a record`, 'Give the arguments by their names.');
  }
  return READERS[functionName](new Arguments(functionName, flat(functionName, raw as Named)));
}

/** The course's caches: (A_prev, W, b, hparameters) for a convolution, (A_prev, hparameters) for a pool. */
function flat(functionName: FunctionName, raw: Named): Named {
  const { cache, ...others } = raw;
  if (typeof cache !== 'object' || cache === null) return raw;
  if (!Array.isArray(cache)) return { ...(cache as Named), ...others };
  const names = functionName === 'conv_backward' ? ['A_prev', 'W', 'b', 'hparameters'] : ['A_prev', 'hparameters'];
  return { ...Object.fromEntries(names.map((name, i) => [name, cache[i]])), ...others };
}

function shapeOf({ data }: Tensor): readonly number[] {
  for (const n of data) requireCount('distribute_value', 'shape', n, 1);
  return [...data];
}
