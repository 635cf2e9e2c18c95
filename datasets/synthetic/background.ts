/** What is behind a hand: (64,64,3) in linear light. */
import { IMAGE_SIZE } from '../dataset.ts';
import type { Knobs } from './knobs.ts';
import type { Random } from './random.ts';
import { type Colour, linear } from './shading.ts';
import { cosSin } from './vector.ts';

const PIXELS = IMAGE_SIZE * IMAGE_SIZE;

/** One colour a place; x and y are pixels. */
type Paint = (x: number, y: number) => Colour;

export function drawBackground(random: Random, knobs: Knobs): Float32Array {
  const paint = choosePaint(random, knobs);
  const picture = new Float32Array(3 * PIXELS);
  for (let i = 0; i < PIXELS; i++) picture.set(paint(i % IMAGE_SIZE, Math.floor(i / IMAGE_SIZE)), 3 * i);
  return picture;
}

/** Mostly a plain wall or a sheet, as people choose it; the others as it comes. */
function choosePaint(random: Random, knobs: Knobs): Paint {
  const { plainChance, twoToneChance, textureChance } = knobs;
  const kind = random.uniform();
  const wall = gradient(tone(random, knobs), random, knobs);
  if (kind < plainChance) return wall;
  if (kind < plainChance + twoToneChance) return twoTone(wall, gradient(tone(random, knobs), random, knobs), random);
  if (kind < plainChance + twoToneChance + textureChance) return textured(wall, random);
  return cluttered(wall, random, knobs);
}

/** Light and nearly grey most of the time, else any colour. */
function tone(random: Random, knobs: Knobs): Colour {
  const light = !random.chance(knobs.colourChance);
  const grey = light ? random.within(knobs.wall) : random.within(knobs.colour);
  const tint = light ? knobs.wallTint : knobs.colourTint;
  const byte = () => Math.min(Math.max(grey + random.around(tint), 8), 248);
  return linear(byte(), byte(), byte());
}

function scaled([red, green, blue]: Colour, by: number): Colour {
  return [red * by, green * by, blue * by];
}

/** From `a` at 0 to `b` at 1. */
function mix(a: Colour, b: Colour, part: number): Colour {
  return [a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1]), a[2] + part * (b[2] - a[2])];
}

/** Brighter on one side, in linear light. */
function gradient(colour: Colour, random: Random, knobs: Knobs): Paint {
  const [c, s] = cosSin(random.uniform(0, 360));
  const depth = random.within(knobs.wallGradient);
  return (x, y) => scaled(colour, 1 + depth * ((c * x + s * y) / IMAGE_SIZE - (c + s) / 2));
}

/** A table's edge or a corner: a soft border at any slant, somewhere in the middle. */
function twoTone(first: Paint, second: Paint, random: Random): Paint {
  const [c, s] = cosSin(random.chance(0.6) ? 90 + random.around(15) : random.uniform(0, 180));
  const [cx, cy, softness] = [random.uniform(12, 52), random.uniform(18, 56), random.uniform(0.7, 3)];
  return (x, y) => {
    const part = Math.min(Math.max(0.5 + (c * (x - cx) + s * (y - cy)) / (2 * softness), 0), 1);
    return mix(first(x, y), second(x, y), part);
  };
}

/** Cloth, plaster or, stretched along one direction, wood: smooth noise of two sizes. */
function textured(wall: Paint, random: Random): Paint {
  const [c, s] = cosSin(random.uniform(0, 180));
  const stretch = random.chance(0.5) ? random.uniform(4, 9) : 1;
  const size = random.uniform(4, 14);
  const depth = random.uniform(0.12, 0.5);
  const [coarse, fine] = [smoothNoise(random), smoothNoise(random)];
  return (x, y) => {
    const [u, v] = [(c * x + s * y) / size, (c * y - s * x) / size / stretch];
    return scaled(wall(x, y), 1 + depth * (coarse(u, v) + 0.5 * fine(2.1 * u, 2.1 * v)));
  };
}

/** Value noise, -1 to 1: random numbers on a lattice of 32 x 32 that repeats, between them a cubic ease. */
function smoothNoise(random: Random): (u: number, v: number) => number {
  const lattice = Float32Array.from({ length: 1024 }, () => random.around(1));
  const at = (i: number, j: number) => lattice[((j & 31) << 5) | (i & 31)]!;
  const ease = (t: number) => t * t * (3 - 2 * t);
  return (u, v) => {
    const [i, j] = [Math.floor(u), Math.floor(v)];
    const [s, t] = [ease(u - i), ease(v - j)];
    const above = at(i, j) + s * (at(i + 1, j) - at(i, j));
    const below = at(i, j + 1) + s * (at(i + 1, j + 1) - at(i, j + 1));
    return above + t * (below - above);
  };
}

/** Things on a shelf: up to seven slanted boxes and discs. */
function cluttered(wall: Paint, random: Random, knobs: Knobs): Paint {
  const things = Array.from({ length: 2 + Math.floor(random.uniform(0, 6)) }, () => thing(random, knobs));
  return (x, y) => {
    let colour = wall(x, y);
    for (const { covers, paint } of things) {
      const part = covers(x, y);
      if (part > 0) colour = mix(colour, paint, part);
    }
    return colour;
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
