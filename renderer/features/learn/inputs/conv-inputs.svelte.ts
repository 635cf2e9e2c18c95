import { convForward, ShapeError, type Tensor, zeroPad } from '../../../../native-bridge/reference/index.ts';
import type { Router } from '../../../lib/router.svelte.ts';
import { EditedTensor } from './edited-tensor.svelte.ts';
import type { PatchSource } from './patch-source.svelte.ts';
import { type ConvTensors, seededConv } from './seeded-inputs.ts';
import { CONV_FIELDS, type ConvSizes, readSizes } from './sizes.ts';
import { Step } from './step.svelte.ts';

/**
 * A small convolution: its sizes from the address, its numbers from seed 1, or its input from a picture, plus edits
 * made by hand.
 */
export class ConvInputs {
  readonly #router: Router;
  readonly #fallback: ConvSizes;
  readonly sizes: ConvSizes = $derived.by(() => readSizes(this.#router.query, CONV_FIELDS, this.#fallback));
  readonly #base: ConvTensors = $derived.by(() => {
    const seeded = seededConv(this.sizes);
    return { ...seeded, APrev: this.patch?.tensor(this.sizes) ?? seeded.APrev };
  });
  readonly patch: PatchSource | null;
  readonly step: Step;
  readonly APrev: EditedTensor;
  readonly W: EditedTensor;
  readonly b: EditedTensor;
  readonly #forward: { readonly Z: Tensor | null; readonly problem: ShapeError | null } = $derived.by(() => {
    const { stride, pad } = this.sizes;
    return attempt(() => convForward(this.APrev.tensor, this.W.tensor, this.b.tensor, { stride, pad }).Z);
  });
  /** (m, nHPrev + 2 pad, nWPrev + 2 pad, nCPrev) */
  readonly APrevPad: Tensor = $derived.by(() => zeroPad(this.APrev.tensor, this.sizes.pad));

  constructor(router: Router, fallback: ConvSizes, patch: PatchSource | null = null) {
    this.patch = patch;
    this.#router = router;
    this.#fallback = fallback;
    this.step = new Step(router);
    this.APrev = new EditedTensor(router, 'a', () => this.#base.APrev);
    this.W = new EditedTensor(router, 'W', () => this.#base.W);
    this.b = new EditedTensor(router, 'b', () => this.#base.b);
  }

  /** With other sizes, edits are dropped and the station starts at its first step. */
  resize(change: Partial<ConvSizes>): void {
    this.reset();
    this.step.go(0);
    this.#router.set({ ...change, entry: null });
  }

  /** Resets to the numbers of seed 1. */
  reset(): void {
    for (const edited of [this.APrev, this.W, this.b]) edited.clear();
  }

  get edited(): boolean {
    return this.APrev.edited || this.W.edited || this.b.edited;
  }

  /** Whether a row or column of the padded input is padding. */
  inPadding = ({ row, column }: { readonly row: number; readonly column: number }): boolean => {
    const { pad, height, width } = this.sizes;
    return row < pad || column < pad || row >= height + pad || column >= width + pad;
  };

  /** The index in the input of an index in the padded one, both in C order; null in the padding. */
  placeOf(padded: number): number | null {
    const { pad, height, width, channels } = this.sizes;
    const [, rows, columns] = this.APrevPad.shape as [number, number, number, number];
    const cell = Math.floor(padded / channels);
    const [i, row, column] = [Math.floor(cell / columns / rows), Math.floor(cell / columns) % rows, cell % columns];
    if (this.inPadding({ row, column })) return null;
    return ((i * height + row - pad) * width + column - pad) * channels + (padded % channels);
  }

  /** Sets a number of the input by its index in the padded one; the padding itself stays 0. */
  setPadded = (padded: number, value: number): void => {
    const place = this.placeOf(padded);
    if (place !== null) this.APrev.set(place, value);
  };

  /** (m, nH, nW, nC); null where `problem` says why. */
  get Z(): Tensor | null {
    return this.#forward.Z;
  }

  /** Sizes that do not fit together, in the reference's own words. */
  get problem(): ShapeError | null {
    return this.#forward.problem;
  }
}

function attempt(forward: () => Tensor): { Z: Tensor | null; problem: ShapeError | null } {
  try {
    return { Z: forward(), problem: null };
  } catch (thrown) {
    if (thrown instanceof ShapeError) return { Z: null, problem: thrown };
    throw thrown;
  }
}
