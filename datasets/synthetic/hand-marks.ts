/** Details of a posed hand: the lines of the palm, and sometimes a sleeve. */
import type { Bone, Hand } from './hand-pose.ts';
import type { FlatHand } from './hand-shape.ts';
import type { Knobs } from './knobs.ts';
import type { Random } from './random.ts';
import { add, type Vector } from './vector.ts';
import { flatten, flattenHand, project, type View } from './view.ts';

/** Life, head and heart line, starting at the thumb's side, (x, y) in hand lengths. */
const LINES: readonly (readonly [number, number])[][] = [
  [
    [0.17, 0.36],
    [0.09, 0.33],
    [0.05, 0.24],
    [0.04, 0.12],
  ],
  [
    [0.17, 0.36],
    [0.06, 0.33],
    [-0.05, 0.27],
    [-0.11, 0.22],
  ],
  [
    [0.1, 0.45],
    [0.02, 0.4],
    [-0.08, 0.37],
    [-0.16, 0.36],
  ],
];
/** The palm's surface above its bones. */
const SURFACE = 0.06;

export function dressHand(hand: Hand, view: View, random: Random, knobs: Knobs): FlatHand {
  const depth = random.within(knobs.lines);
  const sleeve = random.chance(knobs.sleeveChance) ? flatten(view, sleeveOf(hand.forearm, random, knobs)) : null;
  return { ...flattenHand(view, adorn(hand, random, knobs)), sleeve, lines: palmLines(view, depth) };
}

/** Sometimes adds rings to the four fingers, and a watch or band to the wrist. */
function adorn(hand: Hand, random: Random, knobs: Knobs): Hand {
  const fingers = hand.fingers.map((bones, i) => {
    const [first, ...rest] = bones;
    if (i === 4 || first === undefined || !random.chance(knobs.jewelChance / 2)) return bones;
    const start = random.uniform(0.35, 0.6);
    return [{ ...first, worn: [start, start + random.uniform(0.12, 0.2)] as const }, ...rest];
  });
  if (!random.chance(knobs.jewelChance)) return { ...hand, fingers };
  const start = random.uniform(0.07, 0.12);
  return { ...hand, fingers, forearm: { ...hand.forearm, worn: [start, start + random.uniform(0.02, 0.09)] } };
}

function palmLines(view: View, depth: number): FlatHand['lines'] {
  const towards = view.rotation[2][2]; // cosine between the palm and the viewer
  if (towards <= 0) return [];
  return LINES.flatMap((points) => {
    const at = points.map(([x, y]) => project(view, [x, y, SURFACE]));
    return at.slice(1).map((end, k) => {
      const begin = at[k]!;
      return [begin[0], begin[1], end[0], end[1], depth * towards] as const;
    });
  });
}

/** From a random point of the forearm outwards, slightly wider than the arm. */
function sleeveOf(forearm: Bone, random: Random, knobs: Knobs): Bone {
  const t = random.within(knobs.bareArm);
  const arm: Vector = add(forearm.b, forearm.a, -1);
  const radius = forearm.radiusA + t * (forearm.radiusB - forearm.radiusA);
  return { ...forearm, a: add(forearm.a, arm, t), radiusA: radius * 1.12, radiusB: forearm.radiusB * 1.2 };
}
