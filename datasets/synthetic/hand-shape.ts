/**
 * A hand in the picture: for every sample the signed distance to its outline, the height of its surface towards the
 * viewer, and what is there (crease, nail, cloth). Bones are tapered capsules. Those of the palm and of each finger
 * are blended by smooth unions; each finger is blended with the palm, but never with the next finger.
 */
import { type Box, boxOf, distanceTo, forEachSample, notch, smoothMin, union, unit } from './field.ts';
import { type FlatBone, GRID } from './view.ts';

const SAMPLES = GRID * GRID;
/** Distance of a sample far from everything. */
const FAR = 1e3;
/** Slope at which a part's height falls off beyond its outline; only visible where parts are blended. */
const SKIRT = 3;

/** One value per sample, (128,128) in C order. */
export interface Shape {
  /** Samples to the outline, negative inside. */
  readonly distance: Float32Array;
  /** Samples towards the viewer. */
  readonly height: Float32Array;
  /** -1 the back of the hand, 1 the palm. */
  readonly palmar: Float32Array;
  /** 0 smooth skin, 1 the bottom of a crease. */
  readonly crease: Float32Array;
  /** 0 skin, 1 nail. */
  readonly nail: Float32Array;
  /** 0 skin, 1 sleeve, 2 a ring or band. */
  readonly cloth: Float32Array;
}

export function createShape(): Shape {
  const plane = () => new Float32Array(SAMPLES);
  return { distance: plane(), height: plane(), palmar: plane(), crease: plane(), nail: plane(), cloth: plane() };
}

/** Buffers for drawing shapes; reused from picture to picture. */
export interface Room {
  /** The whole hand: the result. */
  readonly hand: Shape;
  /** The palm and the forearm alone, with which every finger is blended. */
  readonly palm: Shape;
  readonly finger: Shape;
}

export function createRoom(): Room {
  return { hand: createShape(), palm: createShape(), finger: createShape() };
}

export interface FlatHand {
  readonly palm: readonly FlatBone[];
  readonly fingers: readonly (readonly FlatBone[])[];
  readonly forearm: FlatBone;
  readonly sleeve: FlatBone | null;
  /** Creases of the palm: [x0, y0, x1, y1, depth] each, if the palm is visible. */
  readonly lines: readonly (readonly [number, number, number, number, number])[];
}

/** Draws `hand` into `room.hand`. @param scale samples per hand length */
export function drawShape(room: Room, hand: FlatHand, scale: number): void {
  const whole: Box = { x0: 0, x1: GRID, y0: 0, y1: GRID };
  clear(room.palm, whole);
  for (const bone of hand.palm) addBone(room.palm, bone, { blend: 0.075 * scale, flatness: 0.85, cloth: 0 });
  drawLines(room.palm, hand.lines, scale);
  addBone(room.palm, hand.forearm, { blend: 0.09 * scale, flatness: 0.8, cloth: 0 });
  if (hand.sleeve) addBone(room.palm, hand.sleeve, { blend: 0, flatness: 0.85, cloth: 1 });
  for (const key of PLANES) room.hand[key].set(room.palm[key]);
  for (const bones of hand.fingers) addFinger(room, bones, scale);
}

const PLANES = ['distance', 'height', 'palmar', 'crease', 'nail', 'cloth'] as const;
/** The planes that are taken from the topmost part. */
const MARKS = ['palmar', 'crease', 'nail', 'cloth'] as const;

function addFinger({ hand, palm, finger }: Room, bones: readonly FlatBone[], scale: number): void {
  const blend = 0.045 * scale;
  const box = bones.map((bone) => boxOf(bone, blend)).reduce(union);
  clear(finger, box);
  for (const bone of bones) addBone(finger, bone, { blend: 0.012 * scale, flatness: 1, cloth: 0 });
  forEachSample(box, (i) => {
    const distance = finger.distance[i]!;
    if (distance > blend) return;
    const height = finger.height[i]!;
    if (distance < 0.5 && height > hand.height[i]!) for (const mark of MARKS) hand[mark][i] = finger[mark][i]!;
    hand.distance[i] = Math.min(hand.distance[i]!, smoothMin(palm.distance[i]!, distance, blend));
    hand.height[i] = Math.max(hand.height[i]!, -smoothMin(-palm.height[i]!, -height, blend));
  });
}

interface Skin {
  /** Samples over which neighbours are blended. */
  readonly blend: number;
  /** Thickness over width: 1 is round. */
  readonly flatness: number;
  readonly cloth: 0 | 1;
}

/** Blends one bone into a shape. */
function addBone(shape: Shape, bone: FlatBone, { blend, flatness, cloth }: Skin): void {
  const { ax, ay, az, radiusA, worn } = bone;
  const [dx, dy, dz, taper] = [bone.bx - ax, bone.by - ay, bone.bz - az, bone.radiusB - radiusA];
  const length = Math.sqrt(dx * dx + dy * dy) + 1e-6;
  const full = Math.sqrt(dx * dx + dy * dy + dz * dz) + 1e-6;
  const { x0, x1, y0, y1 } = boxOf(bone, blend);
  const reachAcross = Math.max(radiusA, bone.radiusB) + blend + 1.01;
  for (let y = y0; y < y1; y++) {
    for (let x = x0; x < x1; x++) {
      const px = x + 0.5 - ax;
      const py = y + 0.5 - ay;
      const across = (px * dy - py * dx) / length;
      if (across > reachAcross || across < -reachAcross) continue;
      const along = (px * dx + py * dy) / length;
      const t = unit(along / length);
      const outside = distanceTo(px - t * dx, py - t * dy) - radiusA - t * taper;
      if (outside > blend + 1) continue; // too far to touch anything
      // The highest point over the sample is nearer to the viewer's end than the nearest point of the axis, by
      // sqrt(r^2 - across^2) sin(slope): where the height of a sphere sliding along the axis is stationary.
      const reach = (radiusA + t * taper) * (radiusA + t * taper) - across * across;
      const top = reach > 0 ? unit((along + (Math.sqrt(reach) * dz) / full) / length) : t;
      const radius = radiusA + top * taper;
      const ex = px - top * dx;
      const ey = py - top * dy;
      const dome = radius * radius - ex * ex - ey * ey;
      const height = az + top * dz + (dome > 0 ? flatness * Math.sqrt(dome) : -SKIRT * Math.max(outside, 0));
      const i = y * GRID + x;
      if (outside < 0.5 && height > shape.height[i]!) {
        shape.palmar[i] = bone.palmar;
        shape.crease[i] = creaseAt(bone, top * full, full);
        shape.nail[i] = nailAt(bone, top, across / radius);
        shape.cloth[i] = worn && top > worn[0] && top < worn[1] ? 2 : cloth;
      }
      shape.distance[i] = smoothMin(shape.distance[i]!, outside, blend);
      shape.height[i] = -smoothMin(-shape.height[i]!, -height, blend);
    }
  }
}

/** Creases at the two joints of a finger and, if the palm is visible, at its base. @param along samples from the joint */
function creaseAt({ palmar, joint }: FlatBone, along: number, length: number): number {
  if (joint === 0) return palmar > 0 ? palmar * notch(along - 0.4 * length, 1) * 0.8 : 0;
  return palmar > 0 ? palmar * notch(along, 1.1) : -palmar * (0.45 * notch(along, 2.2) + 0.3 * notch(along - 2.5, 0.8));
}

/** @param top along the bone, 0 to 1 @param across -1 to 1 */
function nailAt({ palmar, last }: FlatBone, top: number, across: number): number {
  if (!last || palmar > -0.2) return 0;
  const [u, v] = [(top - 0.68) / 0.3, across / 0.62];
  return unit(4 * (1 - u * u * u * u - v * v * v * v)) * unit(-2 * palmar);
}

/** The lines of the palm, drawn into the shape before the fingers cover them. */
function drawLines(shape: Shape, lines: FlatHand['lines'], scale: number): void {
  for (const [x0, y0, x1, y1, depth] of lines) {
    const width = 0.011 * scale;
    const line = { ax: x0, ay: y0, bx: x1, by: y1, radiusA: width, radiusB: width };
    forEachSample(boxOf(line, 2 * width), (i, x, y) => {
      const [px, py, dx, dy] = [x + 0.5 - x0, y + 0.5 - y0, x1 - x0, y1 - y0];
      const t = unit((px * dx + py * dy) / (dx * dx + dy * dy + 1e-6));
      const crease = depth * notch(distanceTo(px - t * dx, py - t * dy), width);
      shape.crease[i] = Math.max(shape.crease[i]!, crease);
    });
  }
}

function clear(shape: Shape, { x0, x1, y0, y1 }: Box): void {
  for (let y = y0; y < y1; y++) {
    const [from, to] = [y * GRID + x0, y * GRID + x1];
    shape.distance.fill(FAR, from, to);
    shape.height.fill(-FAR, from, to);
    for (const mark of MARKS) shape[mark].fill(0, from, to);
  }
}
