/**
 * Points of a space as rows of numbers for a Gaussian process. A number is its coordinate in [0, 1]; a choice is
 * one-hot, with any two choices 1 apart. An inactive dimension is in the middle: its condition distinguishes such
 * trials from others.
 */
import { parentsFirst } from '../../conditions.ts';
import { fromUnit, type Point, toUnit } from '../../encoding.ts';
import type { Space, Value } from '../../space.ts';

/** The features of a point; a kernel squares and weights the differences of two rows. */
export type Row = Float64Array;

/** Any two different choices are this far from the origin, so 1 apart. */
const ONE_HOT = Math.SQRT1_2;

export class Features {
  readonly #space: Space;
  readonly #names: readonly string[];
  readonly #order: readonly number[];
  /** (columns) the dimension that a column belongs to. */
  readonly dimensionOf: readonly number[];

  constructor(space: Space) {
    this.#space = space;
    this.#names = Object.keys(space);
    this.#order = parentsFirst(space).map((name) => this.#names.indexOf(name));
    this.dimensionOf = Object.values(space).flatMap((dimension, d) =>
      Array.from({ length: dimension.kind === 'choice' ? dimension.choices.length : 1 }, () => d),
    );
  }

  get dimensions(): number {
    return this.#names.length;
  }

  /** (columns) features of a point. */
  row(point: Point): Row {
    const row = new Float64Array(this.dimensionOf.length);
    let column = 0;
    Object.values(this.#space).forEach((dimension, d) => {
      const coordinate = point[d] ?? null;
      if (dimension.kind !== 'choice') row[column++] = coordinate ?? 0.5;
      else {
        const count = dimension.choices.length;
        if (coordinate !== null) row[column + Math.floor(coordinate * count)] = ONE_HOT;
        column += count;
      }
    });
    return row;
  }

  /** The point nearest to a position in the cube: in the middle of cells, without inactive dimensions. */
  resolve(cube: readonly number[]): Point {
    const point: (number | null)[] = this.#names.map(() => null);
    const values = new Map<string, Value>();
    for (const d of this.#order) {
      const name = this.#names[d]!;
      const dimension = this.#space[name]!;
      const { when } = dimension;
      if (when !== undefined && !when.values.some((value) => value === values.get(when.name))) continue;
      const value = fromUnit(dimension, cube[d]!);
      values.set(name, value);
      point[d] = toUnit(dimension, value);
    }
    return point;
  }
}
