/** Light on a hand: from heights and marks to colours. All colours are linear light, 0 to 1; see `linear`. */
import { boxBlur } from './blur.ts';
import type { Shape } from './hand-shape.ts';
import type { Knobs } from './knobs.ts';
import type { Random } from './random.ts';
import { normalize, type Vector } from './vector.ts';
import { GRID } from './view.ts';

/** Red, green, blue in linear light. */
export type Colour = readonly [number, number, number];

export interface Light {
  /** Towards the lamp; x right, y up, z to the viewer. */
  readonly direction: Vector;
  readonly lamp: Colour;
  /** Light from everywhere. */
  readonly ambient: Colour;
}

export interface Materials {
  /** Place of the skin on the scale of tones, 0 the lightest, 6 the darkest. */
  readonly tone: number;
  readonly skin: Colour;
  readonly cloth: Colour;
}

/** sRGB bytes to linear light by a square, its inverse a square root: gamma 2.0, close to sRGB's 2.2 and exact. */
export function linear(red: number, green: number, blue: number): Colour {
  const square = (byte: number) => (byte / 255) * (byte / 255); // `**` is left to the engine
  return [square(red), square(green), square(blue)];
}

/** Skin in diffuse light from light to dark, sRGB bytes. */
const SKINS: readonly Colour[] = [
  [240, 205, 185],
  [228, 184, 158],
  [212, 163, 132],
  [190, 138, 104],
  [158, 108, 78],
  [118, 78, 56],
  [84, 56, 42],
];

export function chooseLight(random: Random, knobs: Knobs): Light {
  const strength = random.uniform(0.55, 1);
  const warmth = random.around(knobs.warmth);
  const ambient = random.uniform(0.3, 0.6);
  return {
    direction: normalize([random.around(0.9), random.uniform(-0.1, 1), random.uniform(0.6, 1.2)]),
    lamp: [strength * (1 + warmth), strength, strength * (1 - warmth)],
    ambient: [ambient * (1 - warmth / 2), ambient, ambient * (1 + warmth / 2)],
  };
}

export function chooseMaterials(random: Random, knobs: Knobs): Materials {
  const tone = random.within(knobs.skin);
  const [below, above] = [SKINS[Math.floor(tone)]!, SKINS[Math.floor(tone) + 1]!];
  const part = tone - Math.floor(tone);
  const byte = (i: 0 | 1 | 2) => below[i] + part * (above[i] - below[i]) + random.around(7);
  const grey = random.uniform(25, 200);
  const dye = () => grey + random.around(45);
  return { tone, skin: linear(byte(0), byte(1), byte(2)), cloth: linear(dye(), dye(), dye()) };
}

/** Radius of the neighbourhood that darkens creases, samples. */
const NEARBY = 5;

const colours = new Float32Array(3 * GRID * GRID);
const heights = new Float32Array(GRID * GRID);
const around = new Float32Array(GRID * GRID);

/** Colours (128,128,3) of the hand's own samples, valid until the next call; what the others have is of no meaning. */
export function shade(shape: Shape, { skin, cloth }: Materials, light: Light, scale: number): Float32Array {
  const floor = lowestInside(shape) - 0.05 * scale;
  for (let i = 0; i < heights.length; i++) heights[i] = Math.max(shape.height[i]!, floor);
  boxBlur(heights, GRID, NEARBY, around);
  for (let y = 0; y < GRID; y++) {
    for (let x = 0; x < GRID; x++) {
      const i = y * GRID + x;
      if (shape.distance[i]! > 1) continue;
      const lit = facing(heights, x, y, light.direction);
      const open = 1 / (1 + Math.max(around[i]! - heights[i]!, 0) * (3.2 / NEARBY));
      const sun = shadowed(heights, x, y, light.direction, scale) * open;
      const woven = shape.cloth[i]! > 0;
      for (let c = 0; c < 3; c++) {
        // Light enters skin and comes out nearby, red the farthest: shadows end softly, and reddish.
        const wrap = woven ? 0.1 : WRAP[c]!;
        const diffuse = Math.max((lit + wrap) / (1 + wrap), 0);
        const albedo = woven ? cloth[c]! : skinAt(shape, skin, i, c);
        colours[3 * i + c] = albedo * (light.lamp[c]! * diffuse * sun + light.ambient[c]! * open);
      }
    }
  }
  return colours;
}

const WRAP: Colour = [0.34, 0.22, 0.18];

/** Palms are lighter than backs, the more so the darker the skin; creases are darker and redder, nails paler. */
function skinAt({ palmar, crease, nail }: Shape, skin: Colour, i: number, c: number): number {
  const inner = Math.max(palmar[i]!, 0) * 0.55 * (1 - skin[0]);
  const groove = 1 - 0.5 * crease[i]!;
  const base = skin[c]! + inner * (PALM[c]! - skin[c]!) + 0.4 * nail[i]! * (NAIL[c]! - skin[c]!);
  return base * (c === 0 ? Math.sqrt(groove) : groove);
}

const PALM = linear(218, 160, 136);
const NAIL = linear(238, 196, 184);

/** Cosine between the surface's normal and the light, -1 to 1. */
function facing(heights: Float32Array, x: number, y: number, light: Vector): number {
  const left = Math.max(x - 1, 0);
  const right = Math.min(x + 1, GRID - 1);
  const above = Math.max(y - 1, 0);
  const below = Math.min(y + 1, GRID - 1);
  const slopeX = (heights[y * GRID + right]! - heights[y * GRID + left]!) / (right - left);
  const slopeY = (heights[above * GRID + x]! - heights[below * GRID + x]!) / (below - above);
  const length = Math.sqrt(slopeX * slopeX + slopeY * slopeY + 1);
  return (light[2] - slopeX * light[0] - slopeY * light[1]) / length;
}

/** 1 in the light, down to 0.25 where something stands in its way. */
function shadowed(heights: Float32Array, x: number, y: number, light: Vector, scale: number): number {
  const here = heights[y * GRID + x]!;
  let blocked = 0;
  for (let step = 1; step <= 5; step++) {
    const reach = step * step * 0.9; // samples, if the light came level
    const sx = Math.round(x + reach * light[0]);
    const sy = Math.round(y - reach * light[1]);
    if (sx < 0 || sy < 0 || sx >= GRID || sy >= GRID) break;
    blocked = Math.max(blocked, heights[sy * GRID + sx]! - here - reach * light[2] - 0.02 * scale);
  }
  return 1 - 0.75 * Math.min(blocked / (0.06 * scale), 1);
}

function lowestInside({ distance, height }: Shape): number {
  let lowest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < height.length; i++) if (distance[i]! < -1) lowest = Math.min(lowest, height[i]!);
  return lowest;
}
