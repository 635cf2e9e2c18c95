/** The hyperparameters that vary pictures: Augmentation of datasets/augment, each 0 (off) where nothing else is said. */
import { z } from 'zod';
import type { AugmentationKey } from './augmentation-presets.ts';

/** @param tuned what a sweep proposes to search up to; left out: nothing */
const strength = (title: string, most: number, tuned: number | null, description: string) =>
  z
    .number()
    .min(0)
    .max(most)
    .default(0)
    .meta({ title, ...(tuned !== null && { tune: { low: 0, high: tuned } }), description });

/** In the order of the forms: place, light, camera, background and hand. */
export const AUGMENTATION_SHAPE = {
  augmentRotation: strength(
    ...(['Turn', 180, 30] as const),
    'Largest turn of a training picture either way, degrees. Hands lean: 15 is usual. The course has none.',
  ),
  augmentScale: strength(
    ...(['Size', 1, 0.4] as const),
    'Largest change of size: 0.2 is from 1/1.2 to 1.2. Hands come nearer and go away. The course has none.',
  ),
  augmentShift: strength(
    ...(['Shift', 0.5, 0.2] as const),
    'Largest way along each axis, as a share of the side. No hand is always in the middle.',
  ),
  augmentShear: strength(
    ...(['Slant', 0.5, 0.3] as const),
    'Largest slant, sideways as a share of the height: cameras look from a side.',
  ),
  augmentPerspective: strength(
    ...(['Perspective', 0.6, 0.4] as const),
    'Largest change of size from the middle to a corner, as a share: hands lean towards the camera or away.',
  ),
  augmentBrightness: strength(
    ...(['Brightness', 1, 0.4] as const),
    'Largest change of all values, as a share of the range: a lamp more or less.',
  ),
  augmentExposure: strength(
    ...(['Exposure', 1, 0.6] as const),
    'Largest change of all light: 0.5 is from 1/1.5 to 1.5. Cameras set it by the whole room.',
  ),
  augmentContrast: strength('Contrast', 1, 0.5, 'Largest change of contrast, as a share: cameras differ.'),
  augmentColour: strength(
    ...(['Colour', 1, 0.3] as const),
    'Largest change of each channel by itself, as a share: daylight is blue, lamps are yellow.',
  ),
  augmentSaturation: strength(
    ...(['Saturation', 1, 0.6] as const),
    'Largest change of the distance from grey, as a share: some cameras paint, some hardly.',
  ),
  augmentGamma: strength(
    ...(['Tones', 1, 0.6] as const),
    'Largest bend of the tones: 0.5 moves middle grey as a gamma from 1/1.5 to 1.5 does; black and white stay.',
  ),
  augmentRamp: strength(
    ...(['Side light', 1, 0.6] as const),
    'Largest change of light from the middle to an edge, as a share: a window on one side.',
  ),
  augmentVignette: strength(
    ...(['Dark corners', 1, 0.6] as const),
    'Largest loss of light in the corners, as a share (vignette): small lenses.',
  ),
  augmentFlip: strength(
    ...(['Mirror', 1, null] as const),
    'Probability of a mirrored picture: left hands. Not for signs whose left and right differ.',
  ),
  augmentBlur: strength('Blur', 1, null, 'Probability of a blurred picture: moving hands, cheap lenses.'),
  augmentSharpen: strength(
    ...(['Sharpening', 1.9, 1.5] as const),
    'Largest sharpening: so many times what a blur takes away is added. Webcams do it to every picture.',
  ),
  augmentNoise: strength(
    ...(['Noise', 64, 16] as const),
    'Largest standard deviation of noise, levels of 255: dark rooms.',
  ),
  augmentCutout: strength(
    ...(['Cover', 0.9, 0.5] as const),
    'Largest side of a square that is covered, as a share of the side (cutout): no single finger may decide.',
  ),
  augmentBackground: strength(
    ...(['Background', 1, null] as const),
    'Probability of another background, where the own one is plain enough to be told from the hand.',
  ),
  augmentClutter: strength(
    ...(['Clutter', 1, null] as const),
    'Share of other backgrounds that are plain, striped, noise or full of boxes in place of a gradient.',
  ),
  augmentPieces: strength(
    ...(['Pieces', 1, null] as const),
    'Share of other backgrounds that are an enlarged piece of another training picture.',
  ),
  augmentHandLight: strength(
    ...(['Light on the hand', 1, 0.5] as const),
    'Largest change of light on the hand alone: 0.3 is from 1/1.3 to 1.3. A lamp lights the hand, not the wall.',
  ),
  augmentHandTint: strength(
    ...(['Tint of the hand', 1, 0.3] as const),
    'Largest change of each channel of the hand alone, as a share: skins and lights differ.',
  ),
  augmentShadow: strength(
    ...(['Shadow', 1, 0.8] as const),
    'Darkest shadow of the hand on what is behind it, as a share of the light.',
  ),
} satisfies Record<AugmentationKey, z.ZodType>;
