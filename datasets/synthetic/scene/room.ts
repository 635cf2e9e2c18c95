/** The surroundings of a hand in a whole frame: a room, objects, people; (128,128,3) in linear light. */
import { drawBackground } from '../background.ts';
import { KNOBS } from '../knobs.ts';
import { anyColour, bodyOf } from '../people.ts';
import type { Random } from '../random.ts';
import { type Colour, skinOf } from '../shading.ts';
import { cosSin } from '../vector.ts';
import { GRID } from '../view.ts';
import { paintLimb, paintPatch } from './shapes.ts';

/** Side of a drawn background. */
const SMALL = 64;
/** The same rooms as in pictures of single hands; scenes draw their own people. */
const WALLS = { ...KNOBS.wide, personChance: 0 };
/** Half the height of a head, samples: from across the room to right in front of the camera. */
const HEAD = [6, 34] as const;

/** Paints a room over the whole plane. */
export function paintRoom(plane: Float32Array, random: Random): void {
  enlarge(drawBackground(random, WALLS), plane, random.uniform(0.3, 1), random);
  if (random.chance(0.6)) {
    const count = Math.floor(random.uniform(1, 9));
    for (let i = 0; i < count; i++) paintThing(plane, random);
  }
  if (random.chance(0.2)) paintWindow(plane, random);
  const people = random.chance(0.55) ? 1 + Number(random.chance(0.2)) : 0;
  for (let i = 0; i < people; i++) paintPerson(plane, random);
}

/** Enlarges a part of a background (64,64,3) by bilinear interpolation. @param part share of its side, 0 to 1 */
function enlarge(background: Float32Array, plane: Float32Array, part: number, random: Random): void {
  const scale = (part * (SMALL - 1)) / (GRID - 1);
  const [left, top] = [random.uniform(0, (1 - part) * (SMALL - 1)), random.uniform(0, (1 - part) * (SMALL - 1))];
  for (let y = 0; y < GRID; y++) {
    const v = top + y * scale;
    const row = Math.min(Math.floor(v), SMALL - 2);
    for (let x = 0; x < GRID; x++) {
      const u = left + x * scale;
      const column = Math.min(Math.floor(u), SMALL - 2);
      const [s, t, i] = [u - column, v - row, 3 * (row * SMALL + column)];
      for (let k = i; k < i + 3; k++) {
        const above = background[k]! + s * (background[k + 3]! - background[k]!);
        const below = background[k + 3 * SMALL]! + s * (background[k + 3 * SMALL + 3]! - background[k + 3 * SMALL]!);
        plane[3 * (y * GRID + x) + k - i] = above + t * (below - above);
      }
    }
  }
}

/** Furniture, pictures, bottles, poles, cables: some of them skin-coloured. */
function paintThing(plane: Float32Array, random: Random): void {
  const colour = random.chance(0.3) ? skinOf(random.uniform(0, 6), random) : anyColour(random);
  const [x, y] = [random.uniform(0, GRID), random.uniform(0, GRID)];
  const softness = random.uniform(0.7, 3);
  if (random.chance(0.35)) {
    const [c, s] = cosSin(random.uniform(0, 360));
    const [length, radiusA, radiusB] = [random.uniform(8, 80), random.uniform(0.7, 9), random.uniform(0.7, 9)];
    paintLimb(plane, {
      ax: x,
      ay: y,
      radiusA,
      bx: x + length * c,
      by: y + length * s,
      radiusB,
      softness,
      colour,
    });
    return;
  }
  const kind = random.chance(0.4) ? 'ellipse' : 'box';
  const turn = cosSin(random.chance(0.6) ? random.around(4) : random.uniform(0, 180));
  paintPatch(plane, {
    ...{ kind, x, y, turn, softness, colour },
    ...{ across: random.uniform(2, 26), down: random.uniform(2, 26) },
  });
}

/** Brighter than everything else, with or without bars. */
function paintWindow(plane: Float32Array, random: Random): void {
  const bright = random.uniform(0.8, 2.5);
  const colour: Colour = [bright * random.uniform(0.85, 1), bright, bright * random.uniform(0.9, 1.1)];
  const [x, y, across, down] = [
    random.uniform(0, GRID),
    random.uniform(0, GRID * 0.7),
    random.uniform(6, 28),
    random.uniform(8, 34),
  ];
  const turn = cosSin(random.around(3));
  paintPatch(plane, { kind: 'box', x, y, across, down, turn, softness: random.uniform(0.7, 3), colour });
  if (random.chance(0.5))
    paintPatch(plane, { kind: 'box', x, y, across: 1, down, turn, softness: 1, colour: anyColour(random) });
}

/** Head, face, shoulders, and sometimes arms that hang or leave the frame. */
function paintPerson(plane: Float32Array, random: Random): void {
  const half = HEAD[0] * powerOf(HEAD[1] / HEAD[0], random.uniform());
  const place = { x: random.uniform(-10, GRID + 10), y: random.uniform(8, 84) };
  const [c, s] = cosSin(random.around(16));
  const softness = random.uniform(0.8, 2.2);
  const bright = random.uniform(0.2, 1.2);
  for (const { x, y, across, down, colour } of bodyOf(random)) {
    paintPatch(plane, {
      kind: 'ellipse',
      x: place.x + half * (c * x - s * y),
      y: place.y + half * (s * x + c * y),
      ...{ across: across * half, down: down * half, turn: [c, s], softness },
      colour: [colour[0] * bright, colour[1] * bright, colour[2] * bright],
    });
  }
}

/** base^exponent for 0 <= exponent < 1 by square roots: the same bits on every engine. */
export function powerOf(base: number, exponent: number): number {
  let [power, root, rest] = [1, base, exponent];
  for (let bit = 0; bit < 12; bit++) {
    root = Math.sqrt(root);
    rest *= 2;
    if (rest >= 1) {
      power *= root;
      rest -= 1;
    }
  }
  return power;
}
