/** Groups of pictures that belong together, numbered from 0 in the order of their first pictures. */
import { createHash } from 'node:crypto';

/** No group. */
export const ALONE = -1;

/** Union-find: pictures joined pair by pair form groups. */
export class Groups {
  readonly #parent: Int32Array; // (N) an earlier picture of the same group, or itself

  constructor(count: number) {
    this.#parent = Int32Array.from({ length: count }, (_, i) => i);
  }

  join(a: number, b: number): void {
    const [first, second] = [this.first(a), this.first(b)];
    if (first < second) this.#parent[second] = first;
    else this.#parent[first] = second;
  }

  /** The first picture of its group. */
  first(picture: number): number {
    let at = picture;
    while (this.#parent[at] !== at) {
      this.#parent[at] = this.#parent[this.#parent[at]!]!; // halves the path for the next one
      at = this.#parent[at]!;
    }
    return at;
  }

  /** (N) The number of each picture's group; ALONE if it is in none. Groups for which `counts(first)` is false are left out. */
  numbers(counts: (first: number) => boolean = () => true): Int32Array {
    const count = this.#parent.length;
    const members = new Int32Array(count); // by first picture
    for (let i = 0; i < count; i++) members[this.first(i)]!++;
    const numbers = new Int32Array(count).fill(ALONE);
    let next = 0;
    for (let i = 0; i < count; i++) {
      const first = this.first(i);
      if (first === i && members[i]! > 1 && counts(i)) numbers[i] = next++;
      else numbers[i] = numbers[first]!;
    }
    return numbers;
  }
}

/** Finds pictures with the same bytes, by their SHA-256. */
export class EqualPictures {
  readonly #first = new Map<string, number>(); // by hash
  readonly #groups: Groups;

  constructor(count: number) {
    this.#groups = new Groups(count);
  }

  add(picture: number, bytes: Uint8Array): void {
    const hash = createHash('sha256').update(bytes).digest('base64');
    const first = this.#first.get(hash);
    if (first === undefined) this.#first.set(hash, picture);
    else this.#groups.join(first, picture);
  }

  get groups(): Groups {
    return this.#groups;
  }
}
