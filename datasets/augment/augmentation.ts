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
  /** Largest change of all values, as a share of 255. */
  readonly brightness: number;
  /** Largest change of the distance from middle grey, as a share. */
  readonly contrast: number;
  /** Largest change of each channel by itself, as a share: another light's colour. */
  readonly colour: number;
  /** Probability of a mirrored picture: a right hand becomes a left one. */
  readonly flip: number;
  /** Probability of a blurred picture. */
  readonly blur: number;
  /** Largest standard deviation of noise, levels of 255. */
  readonly noise: number;
  /** Largest side of a square that is covered, as a share of the side. */
  readonly cutout: number;
  /** Probability of another background, where a picture's own can be told from the hand (foreground.ts). */
  readonly background: number;
}

export const NO_AUGMENTATION: Augmentation = {
  ...{ rotation: 0, scale: 0, shift: 0, brightness: 0, contrast: 0, colour: 0 },
  ...{ flip: 0, blur: 0, noise: 0, cutout: 0, background: 0 },
};

/** Whether pictures stay as they are. */
export function isOff(augmentation: Augmentation): boolean {
  return Object.values(augmentation).every((amount) => amount === 0);
}
