/** Offsets of the words of a recipe. The kernels use the same list (fused/kernels/recipe.h). */
export const RECIPE = {
  /** Six numbers of the inverse map, from an output pixel to its source, 16.16: x = (a * ox + b * oy + c), y = (d * ox + e * oy + f). */
  matrix: 0,
  /** Three, in 1/128. */
  gain: 6,
  /** Three, levels. */
  offset: 9,
  /** Passes of [1 2 1] / 4 along both axes. */
  blur: 12,
  /** Standard deviation in quarters of a level, and where in the table it starts. */
  noise: 13,
  noiseStart: 14,
  /** Left, top, right, bottom (right and bottom exclusive), and its colour. */
  cutout: 15,
  cutoutColour: 19,
  /** A BACKDROP: what is shown behind the hand. */
  background: 20,
  /** Its two colours, the gradient between them along (dx,dy) in 1/256 per pixel, and its texture. */
  colourFrom: 21,
  colourTo: 22,
  gradientX: 23,
  gradientY: 24,
  gradientStart: 25,
  texture: 26,
  textureStart: 27,
  /** Six, 16.16: the coefficients of ox * ox, ox * oy and oy * oy for x, then for y. */
  bend: 28,
  /** Three, for the hand alone, in 1/128. */
  handGain: 34,
  /** Darkness, in 1/128; offset along x and y from a pixel to what shades it; doublings of its blur, up to a box of 16. */
  shadow: 37,
  shadowX: 38,
  shadowY: 39,
  shadowReach: 40,
  /** Light in 1/128 * 2^-16: at pixel (0,0), change per pixel along x and y, and loss per ((2x-63)^2 + (2y-63)^2). */
  light: 41,
  lightX: 42,
  lightY: 43,
  vignette: 44,
  /** In 1/64. */
  saturation: 45,
  /** By how much middle grey is raised, levels. */
  gamma: 46,
  /** In 1/64. */
  sharpen: 47,
  /** Sharpness of the transition between the colours of stripes and coarse noise, in 1/16. */
  hardness: 48,
  /** For coarse noise: cells have a side of 2^cell pixels, and their values start here in the noise table. */
  cell: 49,
  cellStart: 50,
  /** Which picture of the set a piece is from, and the six numbers of its inverse map, like `matrix`. */
  piece: 51,
  pieceMatrix: 52,
  /** BOXES times left, top, right, bottom and colour, like the cutout. */
  boxes: 58,
} as const;
export const BOXES = 5;
export const RECIPE_WORDS = RECIPE.boxes + BOXES * 5;

/** Kinds of background. */
export const BACKDROP = { own: 0, gradient: 1, stripes: 2, noise: 3, piece: 4 } as const;

/** 1.0 in the fixed-point formats of positions, gains, light and saturation. */
export const PLACE_ONE = 65536;
export const GAIN_ONE = 128;
export const LIGHT_ONE = GAIN_ONE * 65536;
export const SATURATION_ONE = 64;
/** Largest gain that the arithmetic of augment.ts can represent. */
export const MOST_GAIN = 255;

/** A gain in fixed point, clamped. */
export const gainOf = (gain: number): number => Math.min(Math.max(Math.round(gain * GAIN_ONE), 0), MOST_GAIN);
