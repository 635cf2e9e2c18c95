/**
 * Splits that keep groups of pictures whole: frames of one burst are nearly the same picture, and testing a network on
 * what it was trained on proves nothing.
 */
import { ALONE, DatasetError } from './dataset.ts';
import { MT19937 } from './random/mt19937.ts';
import { byClass, type Sides, sidesOf, stratifiedSplit } from './split.ts';

/** Random orders in which groups are tried; the result closest to the shares is used. */
const ATTEMPTS = 8;

interface Group {
  readonly pictures: readonly number[];
  /** Class -> pictures of it. */
  readonly counts: ReadonlyMap<number, number>;
}

/** By class: all pictures, pictures wanted on the taken side (not an integer), pictures taken. */
interface Balance {
  readonly there: ReadonlyMap<number, number>;
  readonly wanted: ReadonlyMap<number, number>;
  readonly taken: Map<number, number>;
}

interface Draft {
  readonly groups: readonly Group[];
  /** Sum over the classes of squared differences from the wanted numbers. */
  readonly cost: number;
}

/**
 * Like `stratifiedSplit`, with whole groups. If every picture is alone the result is the same, bit for bit. Otherwise it
 * takes `share` of the pictures that are alone, class by class, and the groups that come closest to `share` of each
 * class: in a random order, it takes each group that lowers the squared differences, and keeps the best of several
 * orders. Every class is on both sides.
 * @param groups (n) group of each picture, or ALONE
 * @param names of the classes, for the error
 * @throws DatasetError naming a class that cannot be on both sides: all of its pictures are in one group
 */
export function groupedSplit(
  labels: Int32Array,
  groups: Int32Array,
  share: number,
  seed: number,
  names: readonly string[] = [],
): Sides {
  if (groups.every((group) => group === ALONE)) return stratifiedSplit(labels, share, seed);
  const random = new MT19937(seed);
  const members = groupsOf(labels, groups);
  const alone = takeAlone(labels, groups, share, random, names);
  const balance = balanceOf(labels, groups, share, alone);
  let best: Draft | null = null;
  let stuck = 0;
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const order = Array.from(random.permutation(members.length), (at) => members[at]!);
    const draft = draw(order, { ...balance, taken: new Map(balance.taken) });
    if (typeof draft === 'number') stuck = draft;
    else if (!best || draft.cost < best.cost) best = draft;
  }
  if (!best) throw singleGroup(stuck, names);
  return sidesOf(labels.length, [...alone, ...best.groups.flatMap(({ pictures }) => pictures)]);
}

/**
 * Takes round(share * n) of every class's pictures that are alone; if a class has no others, at least one is taken and
 * at least one is kept.
 */
function takeAlone(
  labels: Int32Array,
  groups: Int32Array,
  share: number,
  random: MT19937,
  names: readonly string[],
): number[] {
  return byClass(labels).flatMap(([label, all]) => {
    const alone = all.filter((i) => groups[i] === ALONE);
    const count = Math.round(share * alone.length);
    const onlyAlone = alone.length === all.length;
    if (onlyAlone && alone.length < 2) throw singleGroup(label, names);
    const some = onlyAlone ? Math.min(Math.max(count, 1), alone.length - 1) : count;
    return Array.from(random.permutation(alone.length).subarray(0, some), (at) => alone[at]!);
  });
}

function balanceOf(labels: Int32Array, groups: Int32Array, share: number, alone: readonly number[]): Balance {
  const there = countsOf(labels, [...labels.keys()]);
  const taken = countsOf(labels, alone);
  const wanted = countsOf(
    labels,
    [...labels.keys()].filter((i) => groups[i] !== ALONE),
  );
  for (const label of there.keys()) {
    wanted.set(label, share * (wanted.get(label) ?? 0) + (taken.get(label) ?? 0));
  }
  return { there, wanted, taken };
}

/** One attempt; or the number of a class that it could not put on both sides. */
function draw(order: readonly Group[], balance: Balance): Draft | number {
  const chosen = new Set<Group>();
  const take = (group: Group) => {
    chosen.add(group);
    for (const [label, n] of group.counts) balance.taken.set(label, (balance.taken.get(label) ?? 0) + n);
  };
  for (const group of order) if (improves(balance, group)) take(group);
  // A share may be less than half of the smallest group; every class needs some pictures nevertheless.
  const bySize = [...order].sort((a, b) => a.pictures.length - b.pictures.length);
  for (const label of balance.there.keys()) {
    if ((balance.taken.get(label) ?? 0) > 0) continue;
    const group = bySize.find((one) => one.counts.has(label) && !chosen.has(one) && leavesSome(balance, one));
    if (!group) return label;
    take(group);
  }
  return { groups: [...chosen], cost: costOf(balance) };
}

/** Whether every class keeps at least one picture without that group. */
function leavesSome({ taken, there }: Balance, { counts }: Group): boolean {
  return [...counts].every(([label, n]) => (taken.get(label) ?? 0) + n < there.get(label)!);
}

function improves(balance: Balance, group: Group): boolean {
  if (!leavesSome(balance, group)) return false;
  let change = 0;
  for (const [label, n] of group.counts) {
    const missing = balance.wanted.get(label)! - (balance.taken.get(label) ?? 0);
    change += (missing - n) ** 2 - missing ** 2;
  }
  return change < 0;
}

function costOf({ there, wanted, taken }: Balance): number {
  let cost = 0;
  for (const label of there.keys()) cost += (wanted.get(label)! - (taken.get(label) ?? 0)) ** 2;
  return cost;
}

/** In the order of their numbers, so that the draw does not depend on the order of the pictures. */
function groupsOf(labels: Int32Array, groups: Int32Array): Group[] {
  return byClass(groups)
    .filter(([group]) => group !== ALONE)
    .map(([, pictures]) => ({ pictures, counts: countsOf(labels, pictures) }));
}

function countsOf(labels: Int32Array, pictures: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const i of pictures) counts.set(labels[i]!, (counts.get(labels[i]!) ?? 0) + 1);
  return counts;
}

/**
 * Groups of captured pictures: their sessions, if every captured class is in at least two of them, so that whole sessions
 * can be split; else their bursts, which must never be split. Imported pictures are alone in both.
 * @param sessions (n) @param bursts (n) numbers, or ALONE for a picture that was not captured
 */
export function captureGroups(labels: Int32Array, sessions: Int32Array, bursts: Int32Array): Int32Array {
  const captured = Int32Array.from(labels.keys()).filter((i) => sessions[i] !== ALONE);
  if (captured.length === 0) return sessions;
  const of = (values: Int32Array) => captured.map((i) => values[i]!);
  return canSplit(of(labels), of(sessions)) ? sessions : bursts;
}

/** Two sessions of each class are not always enough: of three with two classes each, none can be taken. */
function canSplit(labels: Int32Array, groups: Int32Array): boolean {
  try {
    groupedSplit(labels, groups, 0.5, 0);
    return true;
  } catch (error) {
    if (error instanceof DatasetError) return false;
    throw error;
  }
}

function singleGroup(label: number, names: readonly string[]): DatasetError {
  const name = names[label];
  return new DatasetError(
    name === undefined
      ? `class number ${label} has training pictures of too few bursts, so it cannot be split`
      : `class “${name}” has training pictures of too few bursts, so it cannot be split`,
    'Capture another burst of that class, preferably in another session, or leave the share out.',
  );
}
