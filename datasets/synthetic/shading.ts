/** Shades a hand: from heights and marks to colours. All colours are linear light, 0 to 1; see `linear`. */
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
  /** Light from all directions. */
  readonly ambient: Colour;
  /** A window or screen on another side, whose shadows are too soft to be visible. */
  readonly second: { readonly direction: Vector; readonly lamp: Colour } | null;
}

export interface Materials {
  /** Skin tone, 0 the lightest, 6 the darkest. */
  readonly tone: number;
  readonly skin: Colour;
  readonly cloth: Colour;
  /** Colour of rings and bands. */
  readonly worn: Colour;
  readonly nail: Colour;
  /** Opacity of the nail colour. */
  readonly varnish: number;
  /** How much hair darkens and roughens the back of the hand and the arm, 0 to 1. */
  readonly hair: number;
  /** How much light is lost where the surroundings are higher: between fingers, in folds. */
  readonly occlusion: number;
}

/** sRGB bytes to linear light by squaring, with a square root as the inverse: gamma 2.0, close to sRGB's 2.2 and exact. */
export function linear(red: number, green: number, blue: number): Colour {
  const square = (byte: number) => (byte / 255) * (byte / 255); // the result of `**` depends on the engine
  return [square(red), square(green), square(blue)];
}

/** Skin tones in diffuse light, from light to dark, sRGB bytes. */
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
  const strength = random.within(knobs.lamp);
  const warmth = random.around(knobs.warmth);
  const ambient = random.within(knobs.ambient);
  const light = {
    direction: normalize([random.around(0.9), random.uniform(-0.1, 1), random.uniform(0.6, 1.2)]),
    lamp: [strength * (1 + warmth), strength, strength * (1 - warmth)],
    ambient: [ambient * (1 - warmth / 2), ambient, ambient * (1 + warmth / 2)],
  } as const;
  return { ...light, second: random.chance(knobs.secondLampChance) ? secondLamp(light.direction, random) : null };
}

/** A second lamp from the other side, with another colour. */
function secondLamp([x]: Vector, random: Random): Light['second'] {
  const strength = random.uniform(0.15, 0.8);
  const warmth = random.around(0.25);
  return {
    direction: normalize([
      random.uniform(0.3, 1.5) * (x > 0 ? -1 : 1),
      random.uniform(-0.4, 0.6),
      random.uniform(0, 0.6),
    ]),
    lamp: [strength * (1 + warmth), strength, strength * (1 - warmth)],
  };
}

export function chooseMaterials(random: Random, knobs: Knobs): Materials {
  const tone = random.within(knobs.skin);
  const grey = random.uniform(25, 200);
  const skin = skinOf(tone, random);
  const dye = () => grey + random.around(45);
  const cloth = linear(dye(), dye(), dye());
  const varnished = random.chance(knobs.varnishChance);
  return {
    ...{ tone, skin, cloth },
    worn: knobs.jewelChance > 0 ? linear(...random.pick(METALS)) : NAIL,
    nail: varnished ? linear(...random.pick(VARNISHES)) : NAIL,
    varnish: varnished ? 0.9 : 0.4,
    hair: random.chance(knobs.hairChance) ? random.uniform(0.3, 1) : 0,
    occlusion: random.within(knobs.occlusion),
  };
}

/** Gold, silver, leather, plastic, sRGB bytes. */
const METALS: readonly Colour[] = [
  [214, 178, 92],
  [205, 205, 210],
  [92, 60, 40],
  [28, 28, 32],
];
const VARNISHES: readonly Colour[] = [
  [190, 20, 40],
  [120, 20, 60],
  [30, 30, 40],
  [235, 130, 160],
];

/** A random skin colour for a tone from 0, the lightest, to below 6, the darkest. */
export function skinOf(tone: number, random: Random): Colour {
  const [below, above] = [SKINS[Math.floor(tone)]!, SKINS[Math.floor(tone) + 1]!];
  const part = tone - Math.floor(tone);
  const byte = (i: 0 | 1 | 2) => below[i] + part * (above[i] - below[i]) + random.around(7);
  return linear(byte(0), byte(1), byte(2));
}

/** Radius of the neighbourhood that darkens creases, samples. */
const NEARBY = 5;

const colours = new Float32Array(3 * GRID * GRID);
const heights = new Float32Array(GRID * GRID);
const around = new Float32Array(GRID * GRID);

/** Colours (128,128,3) of the hand's own samples, valid until the next call; other samples are undefined. */
export function shade(shape: Shape, materials: Materials, light: Light, scale: number): Float32Array {
  const { cloth, worn, hair, occlusion } = materials;
  const { second } = light;
  const floor = lowestInside(shape) - 0.05 * scale;
  for (let i = 0; i < heights.length; i++) heights[i] = Math.max(shape.height[i]!, floor);
  boxBlur(heights, GRID, NEARBY, around);
  for (let y = 0; y < GRID; y++) {
    for (let x = 0; x < GRID; x++) {
      const i = y * GRID + x;
      if (shape.distance[i]! > 1) continue;
      const lit = facing(heights, x, y, light.direction);
      const open = 1 / (1 + Math.max(around[i]! - heights[i]!, 0) * (occlusion / NEARBY));
      const sun = shadowed(heights, x, y, light.direction, scale) * open;
      const over = shape.cloth[i]! === 0 ? null : shape.cloth[i]! === 1 ? cloth : worn;
      const lit2 = second ? Math.max(facing(heights, x, y, second.direction), 0) : 0;
      const rough = hair > 0 && !over ? hairAt(shape.palmar[i]!, i) * hair : 0;
      for (let c = 0; c < 3; c++) {
        // Subsurface scattering: light leaves skin near where it entered, red the farthest, so shadows have soft, reddish edges.
        const wrap = over ? 0.1 : WRAP[c]!;
        const diffuse = Math.max((lit + wrap) / (1 + wrap), 0);
        const albedo = over ? over[c]! : skinAt(shape, materials, i, c) * (1 - rough);
        const extra = second ? second.lamp[c]! * lit2 * open : 0;
        colours[3 * i + c] = albedo * (light.lamp[c]! * diffuse * sun + light.ambient[c]! * open + extra);
      }
    }
  }
  return colours;
}

const WRAP: Colour = [0.34, 0.22, 0.18];

/** Palms are lighter than backs, more so for darker skin; creases are darker and redder, nails paler. */
function skinAt(
  { palmar, crease, nail }: Shape,
  { skin, nail: nails, varnish }: Materials,
  i: number,
  c: number,
): number {
  const inner = Math.max(palmar[i]!, 0) * 0.55 * (1 - skin[0]);
  const groove = 1 - 0.5 * crease[i]!;
  const base = skin[c]! + inner * (PALM[c]! - skin[c]!) + varnish * nail[i]! * (nails[c]! - skin[c]!);
  return base * (c === 0 ? Math.sqrt(groove) : groove);
}

const PALM = linear(218, 160, 136);
const NAIL = linear(238, 196, 184);

/** Darkening by hair, 0 to 0.4: single dark samples, only on the back. */
function hairAt(palmar: number, i: number): number {
  if (palmar > 0.2) return 0;
  const word = Math.imul(i ^ 0x5bd1e995, 0x9e3779b1) >>> 0;
  return word < 0x60000000 ? 0.4 * (word / 0x60000000) * Math.min(0.2 - palmar, 0.6) : 0;
}

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

/** 1 in the light, down to 0.25 where the light is blocked. */
function shadowed(heights: Float32Array, x: number, y: number, light: Vector, scale: number): number {
  const here = heights[y * GRID + x]!;
  let blocked = 0;
  for (let step = 1; step <= 5; step++) {
    const reach = step * step * 0.9; // samples, for horizontal light
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
