/**
 * Data augmentation during training, so that a network learns the sign and not the room: each number is a strength, 0 is
 * off. Pure, in integer arithmetic: the page, every backend and every instruction set give the same bytes.
 */
export interface Augmentation {
  /** Maximum rotation in either direction, degrees. */
  readonly rotation: number;
  /** Maximum change of size: 0.2 is from 1/1.2 to 1.2. */
  readonly scale: number;
  /** Maximum shift along each axis, as a share of the side. */
  readonly shift: number;
  /** Maximum shear: sideways, as a share of the height. */
  readonly shear: number;
  /** Maximum change of size from the middle to a corner, as a share: a hand that leans towards the camera or away. */
  readonly perspective: number;
  /** Maximum change of all values, as a share of 255. */
  readonly brightness: number;
  /** Maximum change of all light: 0.5 is from 1/1.5 to 1.5. */
  readonly exposure: number;
  /** Maximum change of the distance from middle grey, as a share. */
  readonly contrast: number;
  /** Maximum change of each channel independently, as a share: light of another colour. */
  readonly colour: number;
  /** Maximum change of the distance from grey of the same brightness, as a share. */
  readonly saturation: number;
  /** Maximum gamma change: middle grey moves as by an exponent from 1/(1+gamma) to 1+gamma, black and white stay. */
  readonly gamma: number;
  /** Maximum change of light from the middle to one edge, as a share: a window on one side. */
  readonly ramp: number;
  /** Maximum loss of light from the middle to the corners, as a share. */
  readonly vignette: number;
  /** Probability of mirroring: a right hand becomes a left one. */
  readonly flip: number;
  /** Probability of blurring. */
  readonly blur: number;
  /** Maximum sharpening: the difference from a blurred copy, times this, is added. */
  readonly sharpen: number;
  /** Maximum standard deviation of noise, levels of 255. */
  readonly noise: number;
  /** Maximum side of the cutout square, as a share of the picture's side. */
  readonly cutout: number;
  /** Probability of replacing the background. This and the following need a foreground mask (foreground.ts). */
  readonly background: number;
  /** Share of the backgrounds that are plain, stripes, boxes, or coarse or fine noise instead of a gradient. */
  readonly clutter: number;
  /** Share of the backgrounds that are an enlarged piece of another picture of the set. */
  readonly pieces: number;
  /** Maximum change of the light on the hand alone: 0.3 is from 1/1.3 to 1.3. */
  readonly handLight: number;
  /** Maximum change of each channel of the hand alone, as a share. */
  readonly handTint: number;
  /** Maximum darkness of the hand's shadow on the background, as a share. */
  readonly shadow: number;
}

export const NO_AUGMENTATION: Augmentation = {
  ...{ rotation: 0, scale: 0, shift: 0, shear: 0, perspective: 0 },
  ...{ brightness: 0, exposure: 0, contrast: 0, colour: 0, saturation: 0, gamma: 0, ramp: 0, vignette: 0 },
  ...{ flip: 0, blur: 0, sharpen: 0, noise: 0, cutout: 0 },
  ...{ background: 0, clutter: 0, pieces: 0, handLight: 0, handTint: 0, shadow: 0 },
};

/** All kinds at once, for networks that should work in any room: the strengths of `--augmentation rich`. */
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

/** Whether foreground masks are needed. */
export function needsMasks({ background, handLight, handTint, shadow }: Augmentation): boolean {
  return background > 0 || handLight > 0 || handTint > 0 || shadow > 0;
}
