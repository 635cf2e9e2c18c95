/** Splits off parts of the training pictures: stratified, seeded, without overlap. */
import { ALONE, DatasetError, IMAGE_BYTES, type ImageSet } from './dataset.ts';
import { MT19937 } from './random/mt19937.ts';

/** Both ascending, disjoint, and together every index. */
export interface Sides {
  readonly kept: Int32Array;
  readonly taken: Int32Array;
}

/** A split without pictures. */
export function emptySplit(): ImageSet {
  return { count: 0, images: new Uint8Array(0), labels: new Int32Array(0), sources: [] };
}

/**
 * Takes `share` of every class at random: round(share * n) of its n pictures, at least one, and at least one is kept.
 * Both lists are ascending, disjoint, and together every index.
 * @throws DatasetError if a class has a single picture, which cannot be in both.
 */
export function stratifiedSplit(labels: Int32Array, share: number, seed: number): Sides {
  const random = new MT19937(seed);
  const taken: number[] = [];
  for (const [label, members] of byClass(labels)) {
    if (members.length < 2) throw singlePicture(label);
    const count = Math.min(Math.max(Math.round(share * members.length), 1), members.length - 1);
    for (const i of random.permutation(members.length).subarray(0, count)) taken.push(members[i]!);
  }
  return sidesOf(labels.length, taken);
}

/** Divides `count` pictures into those that are taken and the others. */
export function sidesOf(count: number, pictures: readonly number[]): Sides {
  const taken = new Uint8Array(count); // 1 where taken
  for (const i of pictures) taken[i] = 1;
  const indices = Int32Array.from(taken.keys());
  return { kept: indices.filter((i) => taken[i] === 0), taken: indices.filter((i) => taken[i] === 1) };
}

/** Those pictures as a new set; the pixels are copied. */
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

/** The pictures of one set followed by those of another; their groups stay separate. The pixels are copied. */
export function join(first: ImageSet, second: ImageSet): ImageSet {
  const images = new Uint8Array((first.count + second.count) * IMAGE_BYTES);
  images.set(first.images.subarray(0, first.count * IMAGE_BYTES));
  images.set(second.images.subarray(0, second.count * IMAGE_BYTES), first.count * IMAGE_BYTES);
  const labels = Int32Array.from([...first.labels, ...second.labels]);
  return {
    ...{ count: labels.length, images, labels, sources: [...first.sources, ...second.sources] },
    ...((first.groups || second.groups) && { groups: joinedGroups(first, second) }),
  };
}

/** Each split numbers its groups from 0: those of the second are moved after those of the first. */
function joinedGroups(first: ImageSet, second: ImageSet): Int32Array {
  const groupsOf = ({ groups, labels }: ImageSet) => groups ?? labels.map(() => ALONE);
  const offset = groupsOf(first).reduce((most, group) => Math.max(most, group), -1) + 1;
  const moved = groupsOf(second).map((group) => (group === ALONE ? ALONE : group + offset));
  return Int32Array.from([...groupsOf(first), ...moved]);
}

/** Indices by label, labels ascending, so that the draw does not depend on the order of the classes in the data. */
export function byClass(labels: Int32Array): [number, number[]][] {
  const members = new Map<number, number[]>();
  labels.forEach((label, i) => {
    const known = members.get(label);
    if (known) known.push(i);
    else members.set(label, [i]);
  });
  return [...members].sort(([a], [b]) => a - b);
}

function singlePicture(label: number): DatasetError {
  return new DatasetError(
    `class number ${label} has a single training picture, so it cannot be split`,
    'Add pictures of that class, or leave the share out.',
  );
}
