/** Python that creates a function's inputs, calls the learner's function, and saves what it returns. */

import type { Tensor } from '../../../../../native-bridge/reference/index.ts';
import { type FunctionName, type InputsOf, OUTPUT_NAMES } from '../course.ts';
import { t } from '../messages/index.ts';

interface Recipe<F extends FunctionName> {
  /** Drawn one after the other by np.random.randn, in the notebook's order. */
  readonly drawn: readonly (keyof InputsOf[F] & string)[];
  /** Lines between drawing and calling. */
  lines?(inputs: InputsOf[F]): readonly string[];
  call(inputs: InputsOf[F]): string;
  /** What is saved in addition to the outputs. */
  readonly also?: readonly string[];
}

const conv = ({ hparameters: { stride, pad } }: InputsOf['conv_forward']) =>
  `hparameters = {"stride": ${stride}, "pad": ${pad}}`;
const pool = ({ hparameters: { f, stride } }: InputsOf['pool_forward']) =>
  `hparameters = {"stride": ${stride}, "f": ${f}}`;

const RECIPES: { readonly [F in FunctionName]: Recipe<F> } = {
  zero_pad: { drawn: ['X'], call: ({ pad }) => `X_pad = zero_pad(X, ${pad})` },
  conv_single_step: { drawn: ['a_slice_prev', 'W', 'b'], call: () => 'Z = conv_single_step(a_slice_prev, W, b)' },
  conv_forward: {
    drawn: ['A_prev', 'W', 'b'],
    lines: (inputs) => [conv(inputs)],
    call: () => 'Z, cache_conv = conv_forward(A_prev, W, b, hparameters)',
  },
  pool_forward: {
    drawn: ['A_prev'],
    lines: (inputs) => [pool(inputs)],
    call: ({ mode }) => `A, cache = pool_forward(A_prev, hparameters, mode="${mode}")`,
  },
  conv_backward: {
    drawn: ['A_prev', 'W', 'b'],
    lines: (inputs) => [
      conv(inputs),
      `# ${t.gradientIsZ()}`,
      // untranslated: Python
      'dZ, cache_conv = conv_forward(A_prev, W, b, hparameters)',
    ],
    call: () => 'dA_prev, dW, db = conv_backward(dZ, cache_conv)',
    also: ['dZ'],
  },
  create_mask_from_window: { drawn: ['x'], call: () => 'mask = create_mask_from_window(x)' },
  distribute_value: { drawn: [], call: ({ dz, shape }) => `a = distribute_value(${dz}, (${shape.join(', ')}))` },
  pool_backward: {
    drawn: ['A_prev', 'dA'],
    lines: (inputs) => [pool(inputs), 'cache = (A_prev, hparameters)'],
    call: ({ mode }) => `dA_prev = pool_backward(dA, cache, mode="${mode}")`,
  },
};

/** The file that the snippet writes. */
export const answerFile = (name: FunctionName) => `signs-lab-${name}.npz`;

/** The complete snippet, with the edition's own inputs, number for number. */
export function editionSnippet<F extends FunctionName>(name: F, inputs: InputsOf[F]): string {
  const { drawn, lines, call, also = [] } = RECIPES[name] as Recipe<F>;
  const values = inputs as Readonly<Record<string, unknown>>;
  const made = drawn.map(
    (argument) => `${argument} = np.random.randn(${(values[argument] as Tensor).shape.join(', ')})`,
  );
  return [
    // untranslated: Python
    'import numpy as np',
    '',
    ...(made.length > 0 ? ['np.random.seed(1)', ...made] : []),
    ...(lines?.(inputs) ?? []),
    ...(made.length > 0 ? [''] : []),
    call(inputs),
    // untranslated: Python
    `np.savez("${answerFile(name)}", ${[...OUTPUT_NAMES[name], ...also].map((output) => `${output}=${output}`).join(', ')})`,
  ].join('\n');
}

/** For custom inputs: the same without them. */
export function ownSnippet<F extends FunctionName>(name: F, inputs: InputsOf[F]): string {
  const { call } = RECIPES[name] as Recipe<F>;
  const tensors = tensorInputs(inputs);
  const saved = [...tensors.map(([argument]) => argument), ...OUTPUT_NAMES[name]];
  const unpacked = call(inputs).replace(/\b\d+\b|"(?:max|average)"/g, '...');
  // untranslated: Python
  return [unpacked, `np.savez("${answerFile(name)}", ${saved.map((one) => `${one}=${one}`).join(', ')})`].join('\n');
}

/** The arguments that are arrays, by name. */
export function tensorInputs(inputs: object): [name: string, tensor: Tensor][] {
  return Object.entries(inputs).filter((entry): entry is [string, Tensor] => {
    const value: unknown = entry[1];
    return typeof value === 'object' && value !== null && 'data' in value && 'shape' in value;
  });
}

/** `np.array([...]).reshape(2, 3)` with every digit: creates the same array where there is no file to load. */
export function numbersText(name: string, { shape, data }: Tensor): string {
  return `${name} = np.array([${Array.from(data, String).join(', ')}]).reshape(${shape.join(', ')})`;
}
