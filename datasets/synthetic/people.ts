/** People behind a hand: head, hair, face, shoulders and sometimes an arm, as soft ellipses over a background. */
import { IMAGE_SIZE } from '../dataset.ts';
import type { Random } from './random.ts';
import { type Colour, linear, skinOf } from './shading.ts';
import { cosSin } from './vector.ts';

/** Half the height of a head, pixels: from across the room to as near as the hand. */
const HEAD = [8, 27] as const;
/** Hair from black to blond, sRGB bytes. */
const HAIR: readonly Colour[] = [
  [22, 18, 17],
  [58, 38, 26],
  [110, 72, 40],
  [190, 150, 90],
  [150, 148, 146],
];

export interface Ellipse {
  /** Centre and half axes, in half head heights, relative to the middle of the head; y down. */
  readonly x: number;
  readonly y: number;
  readonly across: number;
  readonly down: number;
  readonly colour: Colour;
}

/** Paints one person over a background (64,64,3), in linear light. */
export function paintPerson(into: Float64Array, random: Random): void {
  const half = random.within(HEAD);
  const place = { x: random.uniform(-4, IMAGE_SIZE + 4), y: random.uniform(-8, 44), half };
  const pose = { ...place, tilt: cosSin(random.around(18)), softness: random.uniform(0.8, 3) };
  const bright = random.uniform(0.35, 1.1);
  for (const ellipse of bodyOf(random)) {
    const [red, green, blue] = ellipse.colour;
    paintEllipse(into, { ...ellipse, colour: [red * bright, green * bright, blue * bright] }, pose);
  }
}

/** The parts of one person, from back to front. */
export function bodyOf(random: Random): Ellipse[] {
  const skin = skinOf(random.uniform(0, 6), random);
  const hair = linear(...random.pick(HAIR));
  const cloth = anyColour(random);
  const long = random.chance(0.4) ? random.uniform(0.3, 0.9) : 0;
  const turned = random.around(0.22); // the facial features move sideways as the head turns
  const body: Ellipse[] = [
    { x: 0, y: long / 2 - 0.1, across: 0.86, down: 1.02 + long / 2, colour: hair },
    { x: 0, y: 2.7, across: random.uniform(1.7, 2.4), down: 1.45, colour: cloth },
    { x: 0, y: 1.05, across: 0.42, down: 0.55, colour: dark(skin, 0.8) },
    { x: turned / 2, y: 0.08, across: 0.69, down: 0.9, colour: skin },
    ...[-1, 1].flatMap((side): Ellipse[] => [
      { x: turned + 0.28 * side, y: -0.05, across: 0.13, down: 0.075, colour: [0.6, 0.58, 0.56] },
      { x: turned + 0.28 * side, y: -0.05, across: 0.065, down: 0.075, colour: dark(hair, 0.5) },
      { x: turned + 0.28 * side, y: -0.22, across: 0.17, down: 0.035, colour: hair },
    ]),
    { x: turned * 1.3, y: 0.24, across: 0.09, down: 0.15, colour: dark(skin, 0.8) },
    { x: turned, y: 0.5, across: random.uniform(0.16, 0.28), down: random.uniform(0.04, 0.09), colour: lips(skin) },
  ];
  if (random.chance(0.75)) body.push({ x: 0, y: -0.78, across: 0.68, down: 0.32, colour: hair });
  if (random.chance(0.25))
    body.push({ x: turned, y: 0.62, across: 0.5, down: 0.34, colour: dark(hair, 1.2) }, mouth(turned, skin));
  if (random.chance(0.3)) {
    const arm = { x: random.around(2.4), y: random.uniform(1.2, 2.6), across: random.uniform(0.25, 0.4), down: 1.5 };
    body.push({ ...arm, colour: random.chance(0.5) ? skin : cloth });
  }
  return body;
}

const lips = ([red, green, blue]: Colour): Colour => [red * 0.75, green * 0.45, blue * 0.45];

function mouth(turned: number, skin: Colour): Ellipse {
  return { x: turned, y: 0.5, across: 0.2, down: 0.06, colour: lips(skin) };
}

function dark([red, green, blue]: Colour, by: number): Colour {
  return [red * by, green * by, blue * by];
}

/** A colour for cloth and objects: any, mostly not bright. */
export function anyColour(random: Random): Colour {
  const grey = random.uniform(15, 215);
  const dye = () => Math.min(Math.max(grey + random.around(70), 5), 245);
  return linear(dye(), dye(), dye());
}

interface Pose {
  readonly x: number;
  readonly y: number;
  /** Half the height of the head, pixels. */
  readonly half: number;
  /** Cosine and sine. */
  readonly tilt: readonly [number, number];
  /** Width of the soft edge, pixels. */
  readonly softness: number;
}

/** Lit from above: its lower edge gets two thirds of the light. */
function paintEllipse(into: Float64Array, { x, y, across, down, colour }: Ellipse, pose: Pose): void {
  const [c, s] = pose.tilt;
  const cx = pose.x + pose.half * (c * x - s * y);
  const cy = pose.y + pose.half * (s * x + c * y);
  const [rx, ry] = [Math.max(across * pose.half, 0.3), Math.max(down * pose.half, 0.3)];
  const reach = Math.max(rx, ry) + pose.softness;
  const inside = (k: number) => Math.min(Math.max(Math.floor(k), 0), IMAGE_SIZE);
  const steep = Math.min(rx, ry) / pose.softness;
  for (let py = inside(cy - reach); py < inside(cy + reach + 1); py++) {
    for (let px = inside(cx - reach); px < inside(cx + reach + 1); px++) {
      const u = (c * (px - cx) + s * (py - cy)) / rx;
      const v = (c * (py - cy) - s * (px - cx)) / ry;
      const part = Math.min(Math.max(0.5 + (1 - Math.sqrt(u * u + v * v)) * steep, 0), 1);
      if (part === 0) continue;
      const lit = 1 - 0.17 * (Math.min(Math.max(v, -1), 1) + 1);
      const i = 3 * (py * IMAGE_SIZE + px);
      for (let k = 0; k < 3; k++) into[i + k] = into[i + k]! + part * (colour[k]! * lit - into[i + k]!);
    }
  }
}
