import { convBackward, type Tensor, zeros } from '../../../../native-bridge/reference/index.ts';
import type { Router } from '../../../lib/router.svelte.ts';
import { ConvInputs } from '../inputs/conv-inputs.svelte.ts';
import { EditedTensor } from '../inputs/edited-tensor.svelte.ts';
import { type Corners, cornersOf, type Position, positionOf } from '../inputs/positions.ts';
import type { ConvSizes } from '../inputs/sizes.ts';
import { type Entry, entryText, readEntry } from './entry.ts';
import type { ConvVariable } from './finite-difference.ts';
import { alone, type ConvGradients, type ConvLayer, convGradients, upTo } from './gradients.ts';

const ones = (shape: readonly number[]): Tensor => {
  const x = zeros(shape);
  x.data.fill(1);
  return x;
};
const NONE = zeros([1, 1, 1, 1]);

/** The backward pass of a small convolution as shown by the station. Create it during component setup. */
export class ConvBackwardView {
  readonly #router: Router;
  readonly inputs: ConvInputs;
  readonly #dZ: EditedTensor;
  readonly layer: ConvLayer = $derived.by(() => ({
    APrev: this.inputs.APrev.tensor,
    W: this.inputs.W.tensor,
    b: this.inputs.b.tensor,
    stride: this.inputs.sizes.stride,
    pad: this.inputs.sizes.pad,
  }));
  /** The full gradients, as returned by convBackward; null where the sizes do not fit together. */
  readonly total = $derived.by(() => (this.inputs.Z ? convBackward(this.dZ, this.layer) : null));
  /** The same, including the padding. */
  readonly totalPadded: ConvGradients = $derived.by(() => convGradients(this.layer, this.dZ));
  /** True where no window reads some number of the input. */
  readonly unread: boolean = $derived.by(() => {
    const { Z } = this.inputs;
    if (!Z) return false;
    const { APrev, W, b, stride, pad } = this.layer;
    const reads = convBackward(ones(Z.shape), { APrev, W: ones(W.shape), b, stride, pad });
    return reads.dAPrev.data.includes(0);
  });

  constructor(router: Router, sizes: ConvSizes) {
    this.#router = router;
    this.inputs = new ConvInputs(router, sizes);
    this.#dZ = new EditedTensor(router, 'dZ', () => {
      const Z = this.inputs.Z ?? NONE;
      return this.start === 'Z' ? Z : ones(Z.shape);
    });
  }

  /** (m, nH, nW, nC) */
  get dZ(): Tensor {
    return this.#dZ.tensor;
  }

  /** dZ before it is edited: Z itself, as in the assignment, or 1 everywhere. */
  get start(): 'Z' | 'ones' {
    return this.#router.query.get('start') === 'ones' ? 'ones' : 'Z';
  }

  get edited(): boolean {
    return this.inputs.edited || this.#dZ.edited;
  }

  begin(start: string): void {
    this.#dZ.clear();
    this.#router.set({ start: start === 'Z' ? null : start });
  }

  setdZ = (place: number, value: number): void => this.#dZ.set(place, value);

  reset(): void {
    this.inputs.reset();
    this.#dZ.clear();
  }

  resize(change: Partial<ConvSizes>): void {
    this.#dZ.clear();
    this.inputs.resize(change);
  }

  positionAt(step: number): Position {
    return positionOf(step, this.dZ.shape);
  }

  cornersAt(step: number): Corners {
    return cornersOf(this.positionAt(step), this.inputs.sizes);
  }

  /** What has accumulated up to this step. */
  upTo(step: number): ConvGradients {
    return convGradients(this.layer, upTo(this.dZ, step));
  }

  /** What this step adds. */
  partOf(step: number): ConvGradients {
    return convGradients(this.layer, alone(this.dZ, step));
  }

  /** The number being checked; the first weight by default. */
  get entry(): Entry<ConvVariable> {
    const { APrev, W, b } = this.layer;
    const lengths = { A_prev: APrev.data.length, W: W.data.length, b: b.data.length };
    return readEntry(this.#router.query.get('entry'), lengths) ?? { variable: 'W', place: 0 };
  }

  choose(entry: Entry<ConvVariable>): void {
    this.#router.set({ entry: entryText(entry) });
  }

  tensorOf(variable: ConvVariable): Tensor {
    const { APrev, W, b } = this.layer;
    return { A_prev: APrev, W, b }[variable];
  }

  gradientOf(variable: ConvVariable): Tensor {
    if (!this.total) return NONE;
    const { dAPrev, dW, db } = this.total;
    return { A_prev: dAPrev, W: dW, b: db }[variable];
  }
}
