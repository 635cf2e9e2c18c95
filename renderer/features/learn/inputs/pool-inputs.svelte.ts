import { poolForward, ShapeError, type Tensor } from '../../../../native-bridge/reference/index.ts';
import type { PoolMode } from '../../../../native-bridge/reference/pool.ts';
import type { Router } from '../../../lib/router.svelte.ts';
import { EditedTensor } from './edited-tensor.svelte.ts';
import type { PatchSource } from './patch-source.svelte.ts';
import { seededPool } from './seeded-inputs.ts';
import { POOL_FIELDS, type PoolSizes, readSizes } from './sizes.ts';
import { Step } from './step.svelte.ts';

interface Pooled {
  readonly A: Tensor | null;
  readonly problem: ShapeError | null;
}

/**
 * A small pooling layer: its sizes from the address, its input and dA from seed 1, plus edits made by hand. The mode
 * belongs to the station.
 */
export class PoolInputs {
  readonly #router: Router;
  readonly #fallback: PoolSizes;
  readonly #mode: () => PoolMode;
  readonly sizes: PoolSizes = $derived.by(() => readSizes(this.#router.query, POOL_FIELDS, this.#fallback));
  readonly #seeded = $derived.by(() => seededPool(this.sizes, this.A?.shape ?? [0]));
  readonly patch: PatchSource | null;
  readonly step: Step;
  readonly APrev: EditedTensor;
  /** Gradient of the cost with respect to A, (m, nH, nW, nC). */
  readonly dA: EditedTensor;
  readonly #pooled: Pooled = $derived.by(() => pool(this.APrev.tensor, this.sizes, this.#mode()));

  constructor(router: Router, fallback: PoolSizes, mode: () => PoolMode, patch: PatchSource | null = null) {
    this.patch = patch;
    this.#router = router;
    this.#fallback = fallback;
    this.#mode = mode;
    this.step = new Step(router);
    this.APrev = new EditedTensor(
      router,
      'a',
      () => this.patch?.tensor(this.sizes) ?? seededPool(this.sizes, [0]).APrev,
    );
    this.dA = new EditedTensor(router, 'dA', () => this.#seeded.dA);
  }

  /** (m, nH, nW, nC); null where `problem` says why. */
  get A(): Tensor | null {
    return this.#pooled.A;
  }

  /** Sizes that do not fit together, in the reference's own words. */
  get problem(): ShapeError | null {
    return this.#pooled.problem;
  }

  /** With other sizes, edits are dropped and the station starts at its first step. */
  resize(change: Partial<PoolSizes>): void {
    this.reset();
    this.step.go(0);
    this.#router.set({ ...change, entry: null });
  }

  /** Resets to the numbers of seed 1. */
  reset(): void {
    this.APrev.clear();
    this.dA.clear();
  }

  get edited(): boolean {
    return this.APrev.edited || this.dA.edited;
  }
}

function pool(APrev: Tensor, { f, stride }: PoolSizes, mode: PoolMode): Pooled {
  try {
    return { A: poolForward(APrev, { f, stride }, mode).A, problem: null };
  } catch (thrown) {
    if (thrown instanceof ShapeError) return { A: null, problem: thrown };
    throw thrown;
  }
}
