/** The viewpoint: projects bones in space to bones in the picture. */
import type { Bone, Gesture, Hand } from './hand-pose.ts';
import type { Knobs } from './knobs.ts';
import type { Random } from './random.ts';
import { add, compose, dot, pitch, type Rotation, roll, rotate, type Vector, yaw } from './vector.ts';

/** Samples along a side: 2 x 2 per pixel of the 64 x 64 picture. */
export const GRID = 128;

export interface View {
  readonly rotation: Rotation;
  /** A left hand: x changes sign before the rotation. */
  readonly mirrored: boolean;
  /** Grid samples per hand length. */
  readonly scale: number;
  /** The point of the hand, in hand lengths, that is at (x, y) of the grid. */
  readonly centre: Vector;
  readonly x: number;
  readonly y: number;
}

/** A bone in grid coordinates: y down, z towards the viewer, all in samples. */
export interface FlatBone {
  readonly ax: number;
  readonly ay: number;
  readonly az: number;
  readonly bx: number;
  readonly by: number;
  readonly bz: number;
  readonly radiusA: number;
  readonly radiusB: number;
  /** -1 if the back of the hand is seen, 1 if the palm. */
  readonly palmar: number;
  readonly joint: number;
  readonly last: boolean;
  readonly worn?: Bone['worn'];
}

/** Distance of the eye in hand lengths: near things look larger. */
const EYE = 4;

export function chooseView(gesture: Gesture, random: Random, knobs: Knobs): View {
  const back = gesture.thumb !== 'ring' && random.chance(knobs.backChance);
  // The hole of the O is seen from the thumb's side.
  const turn = gesture.thumb === 'ring' ? random.uniform(-85, -50) : random.around(knobs.turn) + (back ? 180 : 0);
  const rotation = compose(roll(leaning(random, knobs)), compose(pitch(random.within(knobs.tip)), yaw(turn)));
  const fingersUp = gesture.straight.some(Boolean);
  return {
    rotation,
    mirrored: random.chance(knobs.mirrorChance),
    scale: 2 * random.within(knobs.size),
    centre: [0, fingersUp ? 0.46 : 0.36, 0],
    x: GRID / 2 + 2 * random.around(knobs.shiftX),
    y: GRID / 2 + 2 * random.around(knobs.shiftY),
  };
}

/** Degrees; mostly upright, sometimes strongly tilted. */
function leaning(random: Random, knobs: Knobs): number {
  return random.around(random.chance(knobs.farLeanChance) ? knobs.farLean : knobs.lean);
}

/** A point of the hand on the grid: [x, y, z, samples per hand length there]. */
export function project(view: View, point: Vector): [number, number, number, number] {
  const [x, y, z] = rotate(view.rotation, side(view, add(point, view.centre, -1)));
  const scale = (view.scale * EYE) / (EYE - z);
  return [view.x + scale * x, view.y - scale * y, scale * z, scale];
}

export function flatten(view: View, bone: Bone): FlatBone {
  const [ax, ay, az, scaleA] = project(view, bone.a);
  const [bx, by, bz, scaleB] = project(view, bone.b);
  const palmar = dot(view.rotation[2], side(view, bone.palmar));
  const { joint, last, worn } = bone;
  return {
    ax,
    ay,
    az,
    bx,
    by,
    bz,
    radiusA: bone.radiusA * scaleA,
    radiusB: bone.radiusB * scaleB,
    palmar,
    joint,
    last,
    ...(worn && { worn }),
  };
}

export function flattenHand(view: View, hand: Hand) {
  const all = (bones: readonly Bone[]) => bones.map((bone) => flatten(view, bone));
  return { palm: all(hand.palm), fingers: hand.fingers.map(all), forearm: flatten(view, hand.forearm) };
}

function side(view: View, [x, y, z]: Vector): Vector {
  return [view.mirrored ? -x : x, y, z];
}
