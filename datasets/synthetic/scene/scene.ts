/** A whole frame with or without a hand, and the square around the hand. */
import { CHANNELS } from '../../dataset.ts';
import { boxBlur } from '../blur.ts';
import { dressHand } from '../hand-marks.ts';
import { gestureOf, type Hand, poseHand } from '../hand-pose.ts';
import { createRoom, drawShape, type Shape } from '../hand-shape.ts';
import { KNOBS, type Knobs } from '../knobs.ts';
import { anyColour } from '../people.ts';
import type { Random } from '../random.ts';
import { chooseLight, chooseMaterials, type Light, type Materials, shade } from '../shading.ts';
import type { Sign } from '../signs.ts';
import { chooseView, flattenHand, GRID, type View } from '../view.ts';
import { paintRoom, powerOf } from './room.ts';
import { paintLimb, paintPatch } from './shapes.ts';
import type { Square } from './square.ts';

/** Pixels of a frame: 4 : 3, like most cameras. */
export const SCENE_WIDTH = GRID;
export const SCENE_HEIGHT = 96;
/** Rows of the square plane above the frame. */
const TOP = (GRID - SCENE_HEIGHT) / 2;

/** The square's side relative to the hand's outline, as in the pictures that sign classifiers are trained on. */
const MARGIN = 1.3;
/** Minimum side of the square in hand lengths, for fists. */
const LEAST_SIDE = 1.1;
/** Samples per hand length: from across the room to almost the height of the frame. */
const LENGTH = [13, 84] as const;
/** Shares of scenes without a hand; with a second, smaller one; with the body that the hand belongs to. */
const EMPTY = 0.25;
const SECOND = 0.12;
const OWNER = 0.5;

/** Hands as webcams see them, with more O-shaped zeros and more threes without the thumb. */
const HANDS: Knobs = { ...KNOBS.wide, ringChance: 0.3, thumbThreeChance: 0.8 };

export class ScenePainter {
  private readonly room = createRoom();
  private readonly plane = new Float32Array(CHANNELS * GRID * GRID);
  private readonly cover = new Float32Array(GRID * GRID);
  private readonly soft = new Float32Array(GRID * GRID);

  /**
   * Draws a frame, as a function of the numbers of `random` alone.
   * @param bytes (96,128,3) becomes the frame
   * @returns the square around the larger hand; null if there is no hand
   */
  draw(random: Random, bytes: Uint8Array): Square | null {
    const { plane } = this;
    const light = chooseLight(random, HANDS);
    paintRoom(plane, random);
    const empty = random.chance(EMPTY);
    let square: Square | null = null;
    if (!empty) {
      const length = LENGTH[0] * powerOf(LENGTH[1] / LENGTH[0], random.uniform());
      if (random.chance(SECOND)) this.paintHand(random, light, length * random.uniform(0.4, 0.75));
      square = this.paintHand(random, light, length);
    }
    photograph(plane, random, bytes);
    return square;
  }

  private paintHand(random: Random, light: Light, length: number): Square {
    const { room, plane } = this;
    const sign = Math.floor(random.uniform(0, 6)) as Sign;
    const gesture = gestureOf(sign, random, HANDS);
    const hand = poseHand(gesture, random, HANDS);
    const chosen = chooseView(gesture, random, { ...HANDS, size: [length / 2, length / 2] });
    const { view, square } = placed(chosen, hand, random);
    const flat = dressHand(hand, view, random, HANDS);
    drawShape(room, flat, view.scale);
    const materials = chooseMaterials(random, HANDS);
    if (random.chance(OWNER)) paintOwner(plane, flat.forearm, materials, random, light);
    const colours = shade(room.hand, materials, light, view.scale);
    this.castShadow(room.hand, light, random, length);
    composite(colours, room.hand, plane);
    return square;
  }

  /** Darkens the background by the hand's outline, moved away from the light and blurred. */
  private castShadow({ distance }: Shape, light: Light, random: Random, length: number): void {
    const { plane, cover, soft } = this;
    if (!random.chance(0.4)) return;
    const gap = length * random.uniform(0.04, 0.3);
    const depth = random.uniform(0.1, 0.5);
    for (let i = 0; i < cover.length; i++) cover[i] = distance[i]! < 0 ? 1 : 0;
    boxBlur(cover, GRID, 1 + Math.floor(gap / 4), soft);
    const [dx, dy] = [Math.round(-gap * light.direction[0]), Math.round(gap * light.direction[1])];
    const inside = (k: number) => Math.min(Math.max(k, 0), GRID - 1);
    for (let y = 0, i = 0; y < GRID; y++) {
      for (let x = 0; x < GRID; x++, i++) {
        const lit = 1 - depth * soft[inside(y - dy) * GRID + inside(x - dx)]!;
        for (let c = CHANNELS * i; c < CHANNELS * (i + 1); c++) plane[c] = plane[c]! * lit;
      }
    }
  }
}

/** Moves the hand to any position in the frame, sometimes partly outside. */
function placed(view: View, hand: Hand, random: Random): { view: View; square: Square } {
  const { palm, fingers } = flattenHand(view, hand);
  const bones = [...palm, ...fingers.flat()];
  const edge = (pick: typeof Math.min, end: (bone: (typeof bones)[number]) => number) =>
    bones.map(end).reduce((a, b) => pick(a, b));
  const left = edge(Math.min, (b) => Math.min(b.ax - b.radiusA, b.bx - b.radiusB));
  const right = edge(Math.max, (b) => Math.max(b.ax + b.radiusA, b.bx + b.radiusB));
  const top = edge(Math.min, (b) => Math.min(b.ay - b.radiusA, b.by - b.radiusB));
  const bottom = edge(Math.max, (b) => Math.max(b.ay + b.radiusA, b.by + b.radiusB));
  const side = Math.max(MARGIN * (right - left), MARGIN * (bottom - top), LEAST_SIDE * view.scale);
  // At most an eighth of the hand itself, without its margin, is outside the frame.
  const reach = (size: number, extent: number) => {
    const half = Math.min(extent * 0.375, size / 2);
    return random.uniform(half, size - half);
  };
  const x = reach(SCENE_WIDTH, right - left);
  const y = reach(SCENE_HEIGHT, bottom - top);
  const moved = {
    ...view,
    x: view.x + x - (left + right) / 2,
    y: view.y + y + TOP - (top + bottom) / 2,
  };
  return { view: moved, square: { x: x - side / 2, y: y - side / 2, side } };
}

/** Paints the upper arm, from the elbow to a shoulder, and a body, which may be outside the frame. */
function paintOwner(
  plane: Float32Array,
  forearm: ReturnType<typeof flattenHand>['forearm'],
  { skin, cloth }: Materials,
  random: Random,
  { ambient, lamp }: Light,
): void {
  const lit = (ambient[1] + 0.6 * lamp[1]) * random.uniform(0.6, 1);
  const dyed = random.chance(0.5) ? cloth : anyColour(random);
  const worn = random.chance(0.2) ? skin : dyed;
  const shone = ([r, g, b]: readonly [number, number, number]) => [r * lit, g * lit, b * lit] as const;
  const { bx, by, radiusB } = forearm;
  const length = radiusB * random.uniform(6, 10);
  const aside = (random.chance(0.5) ? -1 : 1) * length * random.uniform(0, 1);
  const [sx, sy] = [bx + aside, by - length * random.uniform(-0.3, 0.9)];
  const softness = random.uniform(0.8, 2);
  const body = { x: sx + Math.sign(aside) * radiusB * 3.4, y: sy + radiusB * random.uniform(4, 8) };
  paintPatch(plane, {
    kind: 'ellipse',
    ...body,
    ...{ across: radiusB * random.uniform(3, 4.5), down: radiusB * random.uniform(7, 10), turn: [1, 0], softness },
    colour: shone(dyed),
  });
  paintLimb(plane, {
    ...{ ax: bx, ay: by, radiusA: radiusB, bx: sx, by: sy, radiusB: radiusB * 1.35, softness },
    colour: shone(worn),
  });
}

function composite(colours: Float32Array, { distance }: Shape, plane: Float32Array): void {
  for (let i = 0; i < distance.length; i++) {
    if (distance[i]! >= 0.5) continue;
    const part = Math.min(0.5 - distance[i]!, 1);
    for (let c = CHANNELS * i; c < CHANNELS * (i + 1); c++) plane[c] = plane[c]! + part * (colours[c]! - plane[c]!);
  }
}

const channel = new Float32Array(GRID * GRID);
const noise = new Float64Array(CHANNELS * GRID * SCENE_HEIGHT);

/** Focus blur, exposure, white balance, vignetting, contrast, noise; converts the frame's rows of the plane to bytes. */
function photograph(plane: Float32Array, random: Random, bytes: Uint8Array): void {
  if (random.chance(0.25)) blur(plane);
  const gain = 0.35 * powerOf(4.5, random.uniform());
  const warmth = random.around(0.15);
  const balance = [gain * (1 + warmth), gain * (1 + random.around(0.05)), gain * (1 - warmth)];
  const vignette = random.uniform(0, 0.5);
  const sensitivity = random.uniform(0.002, 0.03);
  const contrast = random.uniform(0.75, 1.3);
  const grey = random.chance(0.06);
  random.bells(noise);
  const half = GRID / 2;
  for (let y = 0, to = 0; y < SCENE_HEIGHT; y++) {
    for (let x = 0; x < SCENE_WIDTH; x++, to += CHANNELS) {
      const [u, v] = [(x - half) / half, (y + TOP - half) / half];
      const fall = 1 - (vignette * (u * u + v * v)) / 2;
      const from = CHANNELS * ((y + TOP) * GRID + x);
      for (let c = 0; c < CHANNELS; c++) {
        const light = Math.sqrt(Math.max(plane[from + c]! * balance[c]! * fall, 0));
        const value = 0.5 + contrast * (light - 0.5) + sensitivity * noise[to + c]!;
        bytes[to + c] = Math.min(Math.max(Math.floor(255 * value + 0.5), 0), 255);
      }
      if (grey) bytes.fill((bytes[to]! + 2 * bytes[to + 1]! + bytes[to + 2]!) >> 2, to, to + CHANNELS);
    }
  }
}

function blur(plane: Float32Array): void {
  for (let c = 0; c < CHANNELS; c++) {
    for (let i = 0; i < channel.length; i++) channel[i] = plane[CHANNELS * i + c]!;
    boxBlur(channel, GRID, 1, channel);
    for (let i = 0; i < channel.length; i++) plane[CHANNELS * i + c] = channel[i]!;
  }
}
