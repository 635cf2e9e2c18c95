/**
 * A hand as bones in space: which fingers are straight, how far each joint bends. A right hand with the palm to the viewer:
 * the wrist is the origin, the fingers point up (y), the thumb is on the right (x), the palm faces +z.
 * The unit is the length of the hand from the wrist to the tip of the middle finger; proportions from Buchholz,
 * Armstrong & Goldstein 1992, "Anthropometric data for describing the kinematics of the human hand".
 */
import type { Knobs } from './knobs.ts';
import type { Random } from './random.ts';
import type { Sign } from './signs.ts';
import { add, compose, cosSin, normalize, pitch, roll, rotate, type Vector } from './vector.ts';

/** A tapered capsule from `a` to `b`. */
export interface Bone {
  readonly a: Vector;
  readonly b: Vector;
  readonly radiusA: number;
  readonly radiusB: number;
  /** Unit normal of the palmar side, which has creases; the other side has nails and knuckles. */
  readonly palmar: Vector;
  /** Number of bones before it in its finger; the last of a finger has the nail. */
  readonly joint: 0 | 1 | 2;
  readonly last: boolean;
  /** Range along the bone covered by a ring or band, 0 to 1. */
  readonly worn?: readonly [number, number];
}

export interface Hand {
  /** Metacarpals, the ball of the thumb, the edge of the hand: blended into one smooth shape. */
  readonly palm: readonly Bone[];
  /** Four fingers, starting with the index, then the thumb. */
  readonly fingers: readonly (readonly Bone[])[];
  /** From the wrist to outside the picture. */
  readonly forearm: Bone;
}

export type Thumb = 'out' | 'over fingers' | 'over palm' | 'beside' | 'ring';

/** The gesture, before any variation. */
export interface Gesture {
  /** Index, middle, ring, little: straight or folded. */
  readonly straight: readonly [boolean, boolean, boolean, boolean];
  readonly thumb: Thumb;
}

/** Knuckle (x, y), three phalanges, radius at the knuckle; splay in degrees at spread 1. */
const FINGERS = [
  { x: 0.15, y: 0.45, phalanges: [0.235, 0.135, 0.1], radius: 0.052, splay: 8 },
  { x: 0.052, y: 0.475, phalanges: [0.26, 0.155, 0.105], radius: 0.053, splay: 1 },
  { x: -0.047, y: 0.45, phalanges: [0.24, 0.145, 0.105], radius: 0.05, splay: -6 },
  { x: -0.137, y: 0.4, phalanges: [0.185, 0.105, 0.092], radius: 0.044, splay: -14 },
] as const;

/** Directions of the thumb's three bones. */
const THUMBS: Record<Thumb, readonly [Vector, Vector, Vector]> = {
  out: [
    [0.66, 0.7, 0.25],
    [0.62, 0.78, 0.05],
    [0.5, 0.86, 0],
  ],
  'over fingers': [
    [0.5, 0.72, 0.48],
    [-0.2, 0.6, 0.77],
    [-0.95, 0.15, 0.3],
  ],
  'over palm': [
    [0.5, 0.72, 0.42],
    [-0.55, 0.7, 0.42],
    [-0.9, 0.42, 0.05],
  ],
  beside: [
    [0.5, 0.8, 0.3],
    [0.1, 0.95, 0.3],
    [-0.15, 0.97, 0.2],
  ],
  ring: [
    [0.3, 0.5, 0.8],
    [-0.2, 0.75, 0.6],
    [-0.5, 0.75, 0.4],
  ],
};
const THUMB_BASE: Vector = [0.1, 0.08, 0.03];
const THUMB_LENGTHS = [0.21, 0.155, 0.125] as const;
const THUMB_RADII = [0.075, 0.062, 0.056, 0.045] as const;
/** The direction that the palm faces. */
const PALMAR: Vector = [0, 0, 1];

/** The gesture of a sign; some signs have two forms. */
export function gestureOf(sign: Sign, random: Random, knobs: Knobs): Gesture {
  const up = (n: number): Gesture['straight'] => [n > 0, n > 1, n > 2, n > 3];
  if (sign === 0 && random.chance(knobs.ringChance)) return { straight: up(0), thumb: 'ring' };
  if (sign === 0) return { straight: up(0), thumb: random.chance(0.6) ? 'over fingers' : 'beside' };
  if (sign === 3 && random.chance(knobs.thumbThreeChance)) return { straight: up(2), thumb: 'out' };
  if (sign === 5) return { straight: up(4), thumb: 'out' };
  if (sign === 4) return { straight: up(4), thumb: 'over palm' };
  return { straight: up(sign), thumb: random.chance(knobs.thumbBesideChance) ? 'beside' : 'over fingers' };
}

/** The gesture made by one particular hand: its bones, with angles and proportions varied slightly every time. */
export function poseHand(gesture: Gesture, random: Random, knobs: Knobs): Hand {
  const spread = random.within(knobs.spread);
  const loose = random.within(knobs.loose); // how far folded fingers open
  const claw = random.chance(knobs.clawChance) ? random.uniform(10, 35) : 0; // bent "straight" fingers
  const girth = random.uniform(0.88, 1.15);
  const vee = isVee(gesture) ? random.within(knobs.vee) : 0;
  const breadth = random.within(knobs.breadth);
  const fingers = FINGERS.map((finger, i) => {
    const bends = gesture.straight[i]
      ? straightBends(random, claw)
      : gesture.thumb === 'ring'
        ? ringBends(random)
        : foldedBends(random, loose);
    const apart = finger.splay * (gesture.straight[i] ? spread : 0.5) + (VEE[i] ?? 0) * vee;
    const splay = apart + random.around(knobs.splayJitter);
    const stretch = random.within(knobs.proportions);
    return poseFinger(finger, breadth, stretch, bends, splay, girth * random.uniform(0.96, 1.04));
  });
  const thumb = poseThumb(gesture, girth, random, knobs);
  return {
    palm: posePalm(girth, breadth, thumb[0]!),
    fingers: [...fingers, thumb.slice(1)],
    forearm: poseForearm(girth, random, knobs),
  };
}

/** Which way index and middle finger lean in a V. */
const VEE = [1, -1];

/** Index and middle finger are straight, the next one is not. */
function isVee({ straight }: Gesture): boolean {
  return straight[1] && !straight[2];
}

/** Bend in degrees at the knuckle and the two joints of the finger. */
type Bends = readonly [number, number, number];

function straightBends(random: Random, claw: number): Bends {
  return [random.uniform(-8, 14), random.uniform(2, 14) + claw, random.uniform(0, 10) + claw * 0.6];
}

function foldedBends(random: Random, loose: number): Bends {
  return [
    random.uniform(74, 90) - 12 * loose,
    random.uniform(94, 108) - 10 * loose,
    random.uniform(45, 65) - 10 * loose,
  ];
}

/** Fingers and thumb form the O that some people use for zero. */
function ringBends(random: Random): Bends {
  return [random.uniform(48, 60), random.uniform(58, 70), random.uniform(28, 42)];
}

function poseFinger(
  finger: (typeof FINGERS)[number],
  breadth: number,
  stretch: number,
  bends: Bends,
  splay: number,
  girth: number,
): Bone[] {
  const [cosSplay, sinSplay] = cosSin(splay);
  let from: Vector = [finger.x * breadth, finger.y, 0];
  let bend = 0;
  return finger.phalanges.map((length, joint) => {
    bend += bends[joint]!;
    const [c, s] = cosSin(bend);
    const to = add(from, [sinSplay * c, cosSplay * c, s], length * stretch);
    const palmar: Vector = [-sinSplay * s, -cosSplay * s, c];
    const radius = finger.radius * girth * (1 - 0.09 * joint);
    const bone = boneOf(from, to, radius, radius * (joint === 2 ? 0.82 : 0.91), palmar, joint);
    from = to;
    return bone;
  });
}

function boneOf(a: Vector, b: Vector, radiusA: number, radiusB: number, palmar: Vector, joint: number): Bone {
  return { a, b, radiusA, radiusB, palmar, joint: joint as Bone['joint'], last: joint === 2 };
}

const FOLDED_SWAY = [-6, 6] as const;

/** Metacarpal, proximal and distal bone. */
function poseThumb({ thumb, straight }: Gesture, girth: number, random: Random, knobs: Knobs): Bone[] {
  const out = thumb === 'out';
  const range = straight[3] ? knobs.thumbOfFive : knobs.thumbOfThree;
  const sway = compose(roll(random.within(out ? range : FOLDED_SWAY)), pitch(random.around(8)));
  const curl = out ? random.within(knobs.thumbCurl) : 0;
  let from = THUMB_BASE;
  return THUMBS[thumb].map((direction, joint) => {
    const along = rotate(compose(roll(curl * joint), sway), normalize(direction));
    const to = add(from, along, THUMB_LENGTHS[joint]!);
    // The thumb folds across the palm: its palmar side faces the little finger and partly the viewer.
    const palmar = normalize([-0.7, -0.1, 0.6]);
    const bone = boneOf(from, to, THUMB_RADII[joint]! * girth, THUMB_RADII[joint + 1]! * girth, palmar, joint);
    from = to;
    return bone;
  });
}

/** Four metacarpals that fan out from the wrist, the thumb's metacarpal, and the heel of the hand. */
function posePalm(girth: number, breadth: number, thumb: Bone): Bone[] {
  const metacarpals = FINGERS.map(({ x, y, radius }) =>
    boneOf([x * 0.5, 0.03, 0], [x * 1.01 * breadth, y + 0.035, 0], 0.085 * girth, (radius + 0.012) * girth, PALMAR, 0),
  );
  const heel = boneOf([-0.075, 0.08, 0.03], [-0.125 * breadth, 0.25, 0.03], 0.075 * girth, 0.07 * girth, PALMAR, 0);
  const ball = { ...thumb, radiusA: 0.085 * girth, radiusB: 0.07 * girth };
  return [...metacarpals, heel, ball];
}

/** The wrist bends sideways and back and forth. */
function poseForearm(girth: number, random: Random, knobs: Knobs): Bone {
  const bend = compose(roll(random.around(knobs.wristBend)), pitch(random.around(16)));
  const to = rotate(bend, [0, -1.6, 0]);
  const arm = girth * random.within(knobs.wrist);
  return boneOf([0, 0.01, 0], to, 0.112 * arm, 0.2 * arm, PALMAR, 0);
}
