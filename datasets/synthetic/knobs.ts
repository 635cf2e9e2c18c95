import type { DrawingPreset } from './drawing-presets.ts';

/**
 * How much one picture differs from the next: the ranges that everything is drawn from. Together they set how hard the
 * task is; the README tells what was measured with each preset. Pairs are [low, high); chances are 0 to 1.
 */
export interface Knobs {
  /** Degrees that a hand leans to either side, and now and then. */
  lean: number;
  farLean: number;
  farLeanChance: number;
  /** Degrees that it turns about its upright axis to either side, and that the fingertips tip towards the viewer. */
  turn: number;
  tip: readonly [number, number];
  /** The back of the hand is seen. */
  backChance: number;
  mirrorChance: number;
  /** Pixels of the 64 from the wrist to the tip of the middle finger, and off the middle of the picture. */
  size: readonly [number, number];
  shiftX: number;
  shiftY: number;
  /** Zero as an O, not a fist; three with the thumb, not the ring finger. */
  ringChance: number;
  thumbThreeChance: number;
  /** Of the splay of a relaxed hand. */
  spread: readonly [number, number];
  /** Degrees that each finger strays from it, and that index and middle finger lean apart in two and three. */
  splayJitter: number;
  vee: readonly [number, number];
  /** Degrees that a thumb which is stretched out sways, in three and in five: below 0 away from the fingers. */
  thumbOfThree: readonly [number, number];
  thumbOfFive: readonly [number, number];
  /** And how much farther each of its bones leans than the one before it: above 0 it bends back along the fingers. */
  thumbCurl: readonly [number, number];
  /** How far folded fingers open, 0 tight; factor of each finger's length, and of the wrist's and arm's girth. */
  loose: readonly [number, number];
  proportions: readonly [number, number];
  /** Factor of the palm's breadth: how far the knuckles are apart. */
  breadth: readonly [number, number];
  wrist: readonly [number, number];
  /** Degrees that the wrist bends sideways. */
  wristBend: number;
  /** The thumb lies along the hand in one and two, not over the fingers. */
  thumbBesideChance: number;
  /** A ring on a finger, and a band on the wrist; varnished nails; hair on back and arm. */
  jewelChance: number;
  varnishChance: number;
  hairChance: number;
  clawChance: number;
  sleeveChance: number;
  /** Share of the arm that is bare before a sleeve begins. */
  bareArm: readonly [number, number];
  /** Place on the scale of skin tones, 0 the lightest, 6 the darkest, which is not reached. */
  skin: readonly [number, number];
  /** Shares of walls: plain, two-tone, textured; the rest is cluttered. And of those in any colour, not light grey. */
  plainChance: number;
  twoToneChance: number;
  textureChance: number;
  colourChance: number;
  /** Walls in any colour: sRGB bytes of their grey, and how far each channel strays from it. */
  colour: readonly [number, number];
  colourTint: number;
  /** Walls that are nearly black; people before any wall. */
  blackChance: number;
  personChance: number;
  /** Depth of the palm's lines, 0 to 1, and how dark it is between fingers. */
  lines: readonly [number, number];
  occlusion: readonly [number, number];
  /** Of the lamp and of the light from everywhere, 1 is white; a second lamp, from another side. */
  lamp: readonly [number, number];
  ambient: readonly [number, number];
  secondLampChance: number;
  /** Light walls: sRGB bytes, how far each channel strays, and how much brighter one side is than the other. */
  wall: readonly [number, number];
  wallTint: number;
  wallGradient: readonly [number, number];
  /** Factor of the light, and how warm or cold it is. */
  exposure: readonly [number, number];
  warmth: number;
  /** How much darker the corners are. */
  vignette: readonly [number, number];
  shadowChance: number;
  blurChance: number;
  /** How much farther a moving hand is blurred than one out of focus: of 0.3 to 1.3 pixels; at most 2. */
  moveFactor: number;
  /** A webcam's sharpened edges and compression. */
  sharpenChance: number;
  compressChance: number;
  /** Deviation of the noise, of the brightest value. */
  noise: readonly [number, number];
}

/** As the course's pictures are: right hands, upright, palm forward, before a light wall. */
const COURSE_LIKE: Knobs = {
  lean: 11,
  farLean: 45,
  farLeanChance: 0.03,
  turn: 12,
  tip: [-16, 12],
  backChance: 0.04,
  mirrorChance: 0.3,
  size: [43, 49],
  shiftX: 2.5,
  shiftY: 2.5,
  ringChance: 0.25,
  thumbThreeChance: 0.85,
  spread: [0.4, 1.7],
  splayJitter: 3,
  vee: [0, 0],
  thumbOfThree: [-14, 18],
  thumbOfFive: [-14, 18],
  thumbCurl: [0, 0],
  loose: [0, 1],
  proportions: [1, 1],
  breadth: [1, 1],
  wrist: [1, 1],
  wristBend: 24,
  thumbBesideChance: 0,
  jewelChance: 0,
  varnishChance: 0,
  hairChance: 0,
  clawChance: 0.05,
  sleeveChance: 0.2,
  bareArm: [0.1, 0.35],
  skin: [2, 6],
  plainChance: 0.9,
  twoToneChance: 0.04,
  textureChance: 0.04,
  colourChance: 0.01,
  colour: [30, 190],
  colourTint: 42,
  blackChance: 0,
  personChance: 0,
  lines: [0.3, 0.8],
  occlusion: [3.2, 3.2],
  lamp: [0.55, 1],
  ambient: [0.3, 0.6],
  secondLampChance: 0,
  wall: [208, 222],
  wallTint: 3,
  wallGradient: [0.05, 0.2],
  exposure: [0.95, 1.05],
  vignette: [0, 0.15],
  warmth: 0.04,
  shadowChance: 0.75,
  blurChance: 0.3,
  moveFactor: 1,
  sharpenChance: 0,
  compressChance: 0,
  noise: [0.002, 0.012],
};

/** As hands come before webcams: any light, any room, either hand, either side, far over and far off the middle. */
const WIDE: Knobs = {
  ...COURSE_LIKE,
  lean: 28,
  farLean: 90,
  farLeanChance: 0.12,
  turn: 40,
  tip: [-35, 30],
  backChance: 0.25,
  mirrorChance: 0.5,
  size: [34, 54],
  shiftX: 6,
  shiftY: 6,
  thumbThreeChance: 1,
  skin: [0, 6],
  plainChance: 0.35,
  twoToneChance: 0.15,
  textureChance: 0.25,
  colourChance: 0.4,
  colour: [20, 220],
  colourTint: 70,
  wall: [70, 240],
  wallTint: 14,
  wallGradient: [0.05, 0.6],
  exposure: [0.6, 1.25],
  vignette: [0, 0.4],
  warmth: 0.1,
  spread: [-0.6, 2.8], // below 0 the fingertips come together
  splayJitter: 4,
  vee: [0, 12],
  thumbOfThree: [-36, 10],
  thumbOfFive: [-32, 16],
  thumbCurl: [-10, 20],
  loose: [0, 1.6],
  proportions: [0.88, 1.12],
  breadth: [0.98, 1.25],
  wrist: [0.8, 1.15],
  wristBend: 34,
  thumbBesideChance: 0.25,
  jewelChance: 0.15,
  varnishChance: 0.08,
  hairChance: 0.2,
  clawChance: 0.1,
  sleeveChance: 0.4,
  bareArm: [0.02, 0.35],
  blackChance: 0.08,
  personChance: 0.25,
  lines: [0.05, 0.8],
  occlusion: [1, 3.6],
  lamp: [0.35, 1.1],
  ambient: [0.2, 0.65],
  secondLampChance: 0.4,
  blurChance: 0.45,
  moveFactor: 1.8,
  sharpenChance: 0.35,
  compressChance: 0.25,
  noise: [0.002, 0.025],
};

export const KNOBS: Readonly<Record<DrawingPreset, Knobs>> = { 'course-like': COURSE_LIKE, wide: WIDE };
