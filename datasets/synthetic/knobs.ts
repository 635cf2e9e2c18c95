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
  clawChance: number;
  sleeveChance: number;
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
  clawChance: 0.05,
  sleeveChance: 0.2,
  skin: [2, 6],
  plainChance: 0.9,
  twoToneChance: 0.04,
  textureChance: 0.04,
  colourChance: 0.01,
  colour: [30, 190],
  colourTint: 42,
  wall: [208, 222],
  wallTint: 3,
  wallGradient: [0.05, 0.2],
  exposure: [0.95, 1.05],
  vignette: [0, 0.15],
  warmth: 0.04,
  shadowChance: 0.75,
  blurChance: 0.3,
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
  sleeveChance: 0.4,
  blurChance: 0.4,
  noise: [0.002, 0.025],
};

export const DRAWING_PRESETS = ['course-like', 'wide'] as const;
export type DrawingPreset = (typeof DRAWING_PRESETS)[number];

export const KNOBS: Readonly<Record<DrawingPreset, Knobs>> = { 'course-like': COURSE_LIKE, wide: WIDE };
