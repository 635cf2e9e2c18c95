/** Words of a recipe, by their place in it. The kernels know the same list (fused/kernels/recipe.h). */
export const RECIPE = {
  /** Six numbers of the inverse map, from an output pixel to its source, 16.16: x = (a * ox + b * oy + c), y = (d * ox + e * oy + f). */
  matrix: 0,
  /** Three, in 1/128. */
  gain: 6,
  /** Three, levels. */
  offset: 9,
  /** Passes of [1 2 1] / 4 along both axes. */
  blur: 12,
  /** In quarters of a level of standard deviation, and where in the table it begins. */
  noise: 13,
  noiseStart: 14,
  /** Left, top, right, bottom of what is covered, right and bottom not in it; and its colour. */
  cutout: 15,
  cutoutColour: 19,
  /** A BACKDROP: what is where the mask shows none of the hand. */
  background: 20,
  /** Its two colours, the way from one to the other along (dx,dy) in 1/256 a pixel, and its texture. */
  colourFrom: 21,
  colourTo: 22,
  gradientX: 23,
  gradientY: 24,
  gradientStart: 25,
  texture: 26,
  textureStart: 27,
  /** Six, 16.16: of x those of ox * ox, ox * oy and oy * oy, then of y. */
  bend: 28,
  /** Three of the hand alone, in 1/128. */
  handGain: 34,
  /** Darkest, in 1/128; along x and y from a pixel to what shades it; doublings of its blur, up to a box of 16. */
  shadow: 37,
  shadowX: 38,
  shadowY: 39,
  shadowReach: 40,
  /** Light in 1/128 * 2^-16: in the corner of pixel (0,0), along x and y a pixel, and taken away by ((2x-63)^2 + (2y-63)^2). */
  light: 41,
  lightX: 42,
  lightY: 43,
  vignette: 44,
  /** In 1/64. */
  saturation: 45,
  /** What middle grey is lifted by, levels. */
  gamma: 46,
  /** In 1/64. */
  sharpen: 47,
  /** How hard the colours of stripes and coarse noise meet, in 1/16. */
  hardness: 48,
  /** Of coarse noise: its cells have 2^cell pixels, and their values begin here in the noise table. */
  cell: 49,
  cellStart: 50,
  /** Which picture of the set a piece is of, and six of its inverse map, as `matrix`. */
  piece: 51,
  pieceMatrix: 52,
  /** BOXES of left, top, right, bottom and colour, as the cutout. */
  boxes: 58,
} as const;
export const BOXES = 5;
export const RECIPE_WORDS = RECIPE.boxes + BOXES * 5;

/** What a background is made of. */
export const BACKDROP = { own: 0, gradient: 1, stripes: 2, noise: 3, piece: 4 } as const;

/** 1.0 of places, of gains, of light and of saturation. */
export const PLACE_ONE = 65536;
export const GAIN_ONE = 128;
export const LIGHT_ONE = GAIN_ONE * 65536;
export const SATURATION_ONE = 64;
/** Largest values that the arithmetic of augment.ts has room for. */
export const MOST_GAIN = 255;

/** A gain in whole numbers, within its room. */
export const gainOf = (gain: number): number => Math.min(Math.max(Math.round(gain * GAIN_ONE), 0), MOST_GAIN);
