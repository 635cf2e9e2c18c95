/**
 * How pictures are varied while a net is trained, so that it learns the sign and not the room: each number is how far it
 * goes, 0 is off. Pure and whole-numbered: the page, every backend and every instruction set give the same bytes.
 */
export interface Augmentation {
  /** Largest turn either way, degrees. */
  readonly rotation: number;
  /** Largest change of size: 0.2 is from 1/1.2 to 1.2. */
  readonly scale: number;
  /** Largest way along each axis, as a share of the side. */
  readonly shift: number;
  /** Largest slant: sideways as a share of the height. */
  readonly shear: number;
  /** Largest change of size from the middle to a corner, as a share: a hand that leans towards the camera or away. */
  readonly perspective: number;
  /** Largest change of all values, as a share of 255. */
  readonly brightness: number;
  /** Largest change of all light: 0.5 is from 1/1.5 to 1.5. */
  readonly exposure: number;
  /** Largest change of the distance from middle grey, as a share. */
  readonly contrast: number;
  /** Largest change of each channel independently, as a share: another light's colour. */
  readonly colour: number;
  /** Largest change of the distance from grey of the same brightness, as a share. */
  readonly saturation: number;
  /** Largest bend of the tones: middle grey moves as by an exponent from 1/(1+gamma) to 1+gamma, black and white stay. */
  readonly gamma: number;
  /** Largest change of light from the middle to one edge, as a share: a window on one side. */
  readonly ramp: number;
  /** Largest loss of light from the middle to the corners, as a share. */
  readonly vignette: number;
  /** Probability of a mirrored picture: a right hand becomes a left one. */
  readonly flip: number;
  /** Probability of a blurred picture. */
  readonly blur: number;
  /** Largest sharpening: the difference from a blurred copy, times this, is added. */
  readonly sharpen: number;
  /** Largest standard deviation of noise, levels of 255. */
  readonly noise: number;
  /** Largest side of a square that is covered, as a share of the side. */
  readonly cutout: number;
  /** Probability of another background. This and what follows: where the hand can be told from its own (foreground.ts). */
  readonly background: number;
  /** Share of those that are plain, stripes, boxes, or noise coarse or fine, in place of a gradient. */
  readonly clutter: number;
  /** Share of those that are a piece of another picture of the set, enlarged. */
  readonly pieces: number;
  /** Largest change of the light on the hand alone: 0.3 is from 1/1.3 to 1.3. */
  readonly handLight: number;
  /** Largest change of each channel of the hand alone, as a share. */
  readonly handTint: number;
  /** Darkest shadow of the hand on what is behind it, as a share. */
  readonly shadow: number;
}

export const NO_AUGMENTATION: Augmentation = {
  ...{ rotation: 0, scale: 0, shift: 0, shear: 0, perspective: 0 },
  ...{ brightness: 0, exposure: 0, contrast: 0, colour: 0, saturation: 0, gamma: 0, ramp: 0, vignette: 0 },
  ...{ flip: 0, blur: 0, sharpen: 0, noise: 0, cutout: 0 },
  ...{ background: 0, clutter: 0, pieces: 0, handLight: 0, handTint: 0, shadow: 0 },
};

/** All kinds at once, for nets that are to work in any room: the strengths of `--augmentation rich`. */
export const RICH_AUGMENTATION: Augmentation = {
  ...{ rotation: 25, scale: 0.28, shift: 0.1, shear: 0.1, perspective: 0.2 },
  ...{ brightness: 0.08, exposure: 0.4, contrast: 0.3, colour: 0.15, saturation: 0.4, gamma: 0.3 },
  ...{ ramp: 0.4, vignette: 0.4, flip: 0.5, blur: 0.25, sharpen: 0.8, noise: 8, cutout: 0.15 },
  ...{ background: 0.7, clutter: 0.6, pieces: 0.2, handLight: 0.25, handTint: 0.1, shadow: 0.5 },
};

/** Whether pictures stay as they are. */
export function isOff(augmentation: Augmentation): boolean {
  return Object.values(augmentation).every((amount) => amount === 0);
}

/** Whether it must be known what of a picture is hand. */
export function needsMasks({ background, handLight, handTint, shadow }: Augmentation): boolean {
  return background > 0 || handLight > 0 || handTint > 0 || shadow > 0;
}
