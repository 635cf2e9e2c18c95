/** The background of a hand: (64,64,3) in linear light. */
import { IMAGE_SIZE } from '../dataset.ts';
import type { Knobs } from './knobs.ts';
import { paintPerson } from './people.ts';
import type { Random } from './random.ts';
import { type Colour, linear } from './shading.ts';
import { cosSin } from './vector.ts';

const PIXELS = IMAGE_SIZE * IMAGE_SIZE;

/** Writes (64,64,3); double precision, so that stacked layers are rounded only once, at the end. */
type Paint = (into: Float64Array) => void;

const plane = new Float64Array(3 * PIXELS);
const second = new Float64Array(3 * PIXELS);

export function drawBackground(random: Random, knobs: Knobs): Float32Array {
  choosePaint(random, knobs)(plane);
  if (random.chance(knobs.personChance)) paintPerson(plane, random);
  return new Float32Array(plane);
}

/** Mostly a plain wall or a sheet, as people choose it; otherwise two tones, a texture or clutter. */
function choosePaint(random: Random, knobs: Knobs): Paint {
  const { plainChance, twoToneChance, textureChance } = knobs;
  const kind = random.uniform();
  const wall = gradient(tone(random, knobs), random, knobs);
  if (kind < plainChance) return wall;
  if (kind < plainChance + twoToneChance) return twoTone(wall, gradient(tone(random, knobs), random, knobs), random);
  if (kind < plainChance + twoToneChance + textureChance) return textured(wall, random);
  return cluttered(wall, random, knobs);
}

/** Usually light and nearly grey, else any colour. */
function tone(random: Random, knobs: Knobs): Colour {
  if (random.chance(knobs.blackChance)) return blackish(random);
  const light = !random.chance(knobs.colourChance);
  const grey = light ? random.within(knobs.wall) : random.within(knobs.colour);
  const tint = light ? knobs.wallTint : knobs.colourTint;
  const byte = () => Math.min(Math.max(grey + random.around(tint), 8), 248);
  return linear(byte(), byte(), byte());
}

function blackish(random: Random): Colour {
  const grey = random.uniform(2, 26);
  const byte = () => Math.max(grey + random.around(5), 0);
  return linear(byte(), byte(), byte());
}

/** Brighter on one side, in linear light. */
function gradient(colour: Colour, random: Random, knobs: Knobs): Paint {
  const [c, s] = cosSin(random.uniform(0, 360));
  const depth = random.within(knobs.wallGradient);
  return (into) =>
    forEachPixel((x, y, i) => {
      const bright = 1 + depth * ((c * x + s * y) / IMAGE_SIZE - (c + s) / 2);
      for (let k = 0; k < 3; k++) into[i + k] = colour[k]! * bright;
    });
}

/** Row by row; `i` is the index of the pixel's red value. */
function forEachPixel(visit: (x: number, y: number, i: number) => void): void {
  for (let i = 0, y = 0; y < IMAGE_SIZE; y++) for (let x = 0; x < IMAGE_SIZE; x++, i += 3) visit(x, y, i);
}

/** A table's edge or a corner: a soft border at any angle, near the middle. */
function twoTone(first: Paint, other: Paint, random: Random): Paint {
  const [c, s] = cosSin(random.chance(0.6) ? 90 + random.around(15) : random.uniform(0, 180));
  const [cx, cy, softness] = [random.uniform(12, 52), random.uniform(18, 56), random.uniform(0.7, 3)];
  return (into) => {
    first(into);
    other(second);
    forEachPixel((x, y, i) => {
      const part = Math.min(Math.max(0.5 + (c * (x - cx) + s * (y - cy)) / (2 * softness), 0), 1);
      for (let k = 0; k < 3; k++) into[i + k] = into[i + k]! + part * (second[i + k]! - into[i + k]!);
    });
  };
}

/** Cloth, plaster or, stretched along one direction, wood: smooth noise at two scales. */
function textured(wall: Paint, random: Random): Paint {
  const [c, s] = cosSin(random.uniform(0, 180));
  const stretch = random.chance(0.5) ? random.uniform(4, 9) : 1;
  const size = random.uniform(4, 14);
  const depth = random.uniform(0.12, 0.5);
  const [coarse, fine] = [smoothNoise(random), smoothNoise(random)];
  return (into) => {
    wall(into);
    forEachPixel((x, y, i) => {
      const u = (c * x + s * y) / size;
      const v = (c * y - s * x) / size / stretch;
      const bright = 1 + depth * (coarse(u, v) + 0.5 * fine(2.1 * u, 2.1 * v));
      for (let k = 0; k < 3; k++) into[i + k] = into[i + k]! * bright;
    });
  };
}

/** Value noise, -1 to 1: random numbers on a repeating lattice of 32 x 32, with cubic easing between them. */
function smoothNoise(random: Random): (u: number, v: number) => number {
  const lattice = Float32Array.from({ length: 1024 }, () => random.around(1));
  const at = (i: number, j: number) => lattice[((j & 31) << 5) | (i & 31)]!;
  const ease = (t: number) => t * t * (3 - 2 * t);
  return (u, v) => {
    const i = Math.floor(u);
    const j = Math.floor(v);
    const s = ease(u - i);
    const t = ease(v - j);
    const above = at(i, j) + s * (at(i + 1, j) - at(i, j));
    const below = at(i, j + 1) + s * (at(i + 1, j + 1) - at(i, j + 1));
    return above + t * (below - above);
  };
}

/** Objects on a shelf: up to seven slanted boxes and discs. */
function cluttered(wall: Paint, random: Random, knobs: Knobs): Paint {
  const things = Array.from({ length: 2 + Math.floor(random.uniform(0, 6)) }, () => thing(random, knobs));
  return (into) => {
    wall(into);
    for (const { covers, paint } of things) {
      forEachPixel((x, y, i) => {
        const part = covers(x, y);
        if (part > 0) for (let k = 0; k < 3; k++) into[i + k] = into[i + k]! + part * (paint[k]! - into[i + k]!);
      });
    }
  };
}

/** @returns how much of a pixel it covers, 0 to 1, and its colour */
function thing(random: Random, knobs: Knobs): { covers: (x: number, y: number) => number; paint: Colour } {
  const [c, s] = cosSin(random.uniform(0, 180));
  const [cx, cy] = [random.uniform(0, IMAGE_SIZE), random.uniform(0, IMAGE_SIZE)];
  const [width, height] = [random.uniform(3, 16), random.uniform(3, 22)];
  const round = random.chance(0.35);
  const softness = random.uniform(0.6, 2.5);
  const covers = (x: number, y: number) => {
    const u = Math.abs(c * (x - cx) + s * (y - cy)) / width;
    const v = Math.abs(c * (y - cy) - s * (x - cx)) / height;
    const inside = round ? 1 - Math.sqrt(u * u + v * v) : 1 - Math.max(u, v);
    return Math.min(Math.max(0.5 + (inside * Math.min(width, height)) / softness, 0), 1);
  };
  return { covers, paint: tone(random, knobs) };
}
