import type { Tensor } from '../../../../native-bridge/reference/index.ts';
import { Addressed } from '../../../lib/addressed.svelte.ts';
import type { Router } from '../../../lib/router.svelte.ts';
import { type Cell, cellText, readCell } from '../numbers/matrix.ts';
import { ChosenPicture } from '../picture/chosen-picture.svelte.ts';
import { cornerAround, patchesOf } from './picture-patch.ts';

const MIDDLE: Cell = { row: 32, column: 32 };

/**
 * A patch of Learn's picture as a station's input, where the address asks for it: `from=picture&patch=20-31`, its
 * centre cell. Create it during component setup.
 */
export class PatchSource {
  readonly #router: Router;
  readonly #middle: Addressed<Cell>;
  readonly picture = new ChosenPicture();

  constructor(router: Router) {
    this.#router = router;
    const read = (text: string | null) => readCell(text, { rows: 64, columns: 64 }) ?? MIDDLE;
    this.#middle = new Addressed(router, { name: 'patch', read, write: cellText });
  }

  get on(): boolean {
    return this.#router.query.get('from') === 'picture';
  }

  turn(on: boolean): void {
    this.#router.set({ from: on ? 'picture' : null });
  }

  moveTo(middle: Cell): void {
    this.#middle.set(middle);
  }

  /** Top left cell of the patch. */
  corner(sizes: { readonly height: number; readonly width: number }): Cell {
    return cornerAround(this.#middle.value, sizes);
  }

  /** (m, height, width, channels) in [0,1]; null where numbers come from elsewhere, or the picture is not loaded (yet). */
  tensor(sizes: Parameters<typeof patchesOf>[2]): Tensor | null {
    const { pixels } = this.picture;
    return this.on && pixels ? patchesOf(pixels, this.corner(sizes), sizes) : null;
  }
}
