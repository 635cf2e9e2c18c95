/** Splits that data do not bring are carved out of the training pictures: stratified, seeded, without overlap. */
import { ALONE, DatasetError, IMAGE_BYTES, type ImageSet } from './dataset.ts';
import { MT19937 } from './random/mt19937.ts';

/** A split without pictures. */
export function emptySplit(): ImageSet {
  return { count: 0, images: new Uint8Array(0), labels: new Int32Array(0), sources: [] };
}

/**
 * Takes `share` of every class at random: round(share * n) of its n pictures, at least one, and at least one is kept.
 * Both lists are ascending, disjoint, and together every index.
 * @throws DatasetError where a class has a single picture, which cannot be in both.
 */
export function stratifiedSplit(
  labels: Int32Array,
  share: number,
  seed: number,
): { kept: Int32Array; taken: Int32Array } {
  const random = new MT19937(seed);
  const taken = new Uint8Array(labels.length); // 1 where taken
  for (const [label, members] of byClass(labels)) {
    if (members.length < 2) throw singlePicture(label);
    const count = Math.min(Math.max(Math.round(share * members.length), 1), members.length - 1);
    for (const i of random.permutation(members.length).subarray(0, count)) taken[members[i]!] = 1;
  }
  const indices = Int32Array.from(labels, (_, i) => i);
  return { kept: indices.filter((i) => taken[i] === 0), taken: indices.filter((i) => taken[i] === 1) };
}

/**
 * As `stratifiedSplit`, but no group of pictures is torn apart: frames of one burst are nearly the same picture, and a net
 * that is tested on what it was trained on has learned nothing. Where every picture is alone it is the same split.
 *
 * Groups are looked at in a random order, and one is taken where that brings the classes nearer to their share (the sum of
 * the squared differences falls); pictures that are alone then fill up what is missing. So shares are met as nearly as
 * whole groups allow.
 * @param groups (n) group of each picture, or ALONE
 * @throws DatasetError where a class cannot be on both sides: all of its pictures are in one group
 */
export function groupedSplit(
  labels: Int32Array,
  groups: Int32Array,
  share: number,
  seed: number,
): { kept: Int32Array; taken: Int32Array } {
  if (groups.every((group) => group === ALONE)) return stratifiedSplit(labels, share, seed);
  const classes = byClass(labels);
  const balance = new Balance(classes, share);
  const random = new MT19937(seed);
  const members = groupsOf(groups).map((pictures) => ({ pictures, counts: countsOf(labels, pictures) }));
  const order = [...random.permutation(members.length)].map((at) => members[at]!);
  const taken = new Uint8Array(labels.length); // 1 where taken
  const take = ({ pictures, counts }: Group) => {
    balance.take(counts);
    for (const i of pictures) taken[i] = 1;
  };
  for (const group of order) if (balance.improves(group.counts)) take(group);
  for (const [label, all] of classes) {
    const alone = all.filter((i) => groups[i] === ALONE);
    const missing = Math.max(Math.min(balance.missing(label), alone.length), 0);
    for (const at of random.permutation(alone.length).subarray(0, missing)) {
      const one = { pictures: [alone[at]!], counts: new Map([[label, 1]]) };
      if (balance.leaves(one.counts)) take(one);
    }
    // The share of a small class may be less than its smallest group: some of it is wanted on both sides.
    const smallest = order.filter(({ counts, pictures }) => counts.has(label) && taken[pictures[0]!] === 0);
    smallest.sort((a, b) => a.pictures.length - b.pictures.length);
    const possible = balance.has(label) ? undefined : smallest.find(({ counts }) => balance.leaves(counts));
    if (possible) take(possible);
    if (!balance.has(label)) throw singleGroup(label);
  }
  const indices = Int32Array.from(labels, (_, i) => i);
  return { kept: indices.filter((i) => taken[i] === 0), taken: indices.filter((i) => taken[i] === 1) };
}

interface Group {
  readonly pictures: readonly number[];
  /** Class -> pictures of it. */
  readonly counts: ReadonlyMap<number, number>;
}

/** How many pictures of each class are wanted, taken, and there. */
class Balance {
  readonly #wanted = new Map<number, number>();
  readonly #there = new Map<number, number>();
  readonly #taken = new Map<number, number>();

  constructor(classes: readonly [number, readonly number[]][], share: number) {
    for (const [label, { length }] of classes) {
      this.#there.set(label, length);
      this.#wanted.set(label, Math.min(Math.max(Math.round(share * length), 1), length - 1));
    }
  }

  has(label: number): boolean {
    return (this.#taken.get(label) ?? 0) > 0;
  }

  missing(label: number): number {
    return this.#wanted.get(label)! - (this.#taken.get(label) ?? 0);
  }

  /** Whether something of every class is still kept without those. */
  leaves(counts: ReadonlyMap<number, number>): boolean {
    return [...counts].every(([label, n]) => (this.#taken.get(label) ?? 0) + n < this.#there.get(label)!);
  }

  improves(counts: ReadonlyMap<number, number>): boolean {
    if (!this.leaves(counts)) return false;
    const change = [...counts].reduce((sum, [label, n]) => {
      const missing = this.missing(label);
      return sum + (missing - n) ** 2 - missing ** 2;
    }, 0);
    return change < 0;
  }

  take(counts: ReadonlyMap<number, number>): void {
    for (const [label, n] of counts) this.#taken.set(label, (this.#taken.get(label) ?? 0) + n);
  }
}

function groupsOf(groups: Int32Array): number[][] {
  const members = new Map<number, number[]>();
  groups.forEach((group, i) => {
    if (group === ALONE) return;
    const known = members.get(group);
    if (known) known.push(i);
    else members.set(group, [i]);
  });
  return [...members].sort(([a], [b]) => a - b).map(([, pictures]) => pictures);
}

function countsOf(labels: Int32Array, pictures: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const i of pictures) counts.set(labels[i]!, (counts.get(labels[i]!) ?? 0) + 1);
  return counts;
}

/**
 * What belongs together in captured pictures: their sessions, where every class is in two of them at least; else their
 * bursts, which never may be torn apart.
 * @param sessions (n) @param bursts (n) numbers, or ALONE for a picture that no camera took
 */
export function captureGroups(labels: Int32Array, sessions: Int32Array, bursts: Int32Array): Int32Array {
  const inSessions = new Map<number, Set<number>>();
  labels.forEach((label, i) => {
    const known = inSessions.get(label) ?? new Set<number>();
    // A picture that is alone is a session of its own.
    inSessions.set(label, known.add(sessions[i] === ALONE ? -2 - i : sessions[i]!));
  });
  return [...inSessions.values()].every(({ size }) => size > 1) ? sessions : bursts;
}

/** Those pictures as a set of its own; the pixels are copied. */
export function select(set: ImageSet, indices: Int32Array): ImageSet {
  const images = new Uint8Array(indices.length * IMAGE_BYTES);
  indices.forEach((from, to) => {
    images.set(set.images.subarray(from * IMAGE_BYTES, (from + 1) * IMAGE_BYTES), to * IMAGE_BYTES);
  });
  const labels = indices.map((i) => set.labels[i]!);
  return {
    ...{ count: indices.length, images, labels, sources: Array.from(indices, (i) => set.sources[i]!) },
    ...(set.groups && { groups: indices.map((i) => set.groups![i]!) }),
  };
}

/** Indices by label, labels ascending, so that the draw does not depend on the order of the classes in the data. */
function byClass(labels: Int32Array): [number, number[]][] {
  const members = new Map<number, number[]>();
  labels.forEach((label, i) => {
    const known = members.get(label);
    if (known) known.push(i);
    else members.set(label, [i]);
  });
  return [...members].sort(([a], [b]) => a - b);
}

function singleGroup(label: number): DatasetError {
  return new DatasetError(
    `all training pictures of class number ${label} are of one burst, so they cannot be split`,
    'Take another burst of that class, better in another session; or leave the share out.',
  );
}

function singlePicture(label: number): DatasetError {
  return new DatasetError(
    `class number ${label} has a single training picture, so it cannot be split`,
    'Add pictures of that class, or leave the share out.',
  );
}
