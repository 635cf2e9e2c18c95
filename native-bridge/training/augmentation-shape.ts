/** The augmentation hyperparameters: Augmentation of datasets/augment, each 0 (off) by default. */
import { z } from 'zod';
import type { AugmentationKey } from './augmentation-presets.ts';

/** @param tuned upper limit that a sweep proposes to search; null: not proposed */
const strength = (title: string, most: number, tuned: number | null, description: string) =>
  z
    .number()
    .min(0)
    .max(most)
    .default(0)
    .meta({ title, ...(tuned !== null && { tune: { low: 0, high: tuned } }), description });

/** In the order of the forms: geometry, light, camera, background and hand. */
export const AUGMENTATION_SHAPE = {
  augmentRotation: strength(
    ...(['Rotation', 180, 30] as const),
    'Largest rotation either way, in degrees. Hands lean: 15 is usual. The course has none.',
  ),
  augmentScale: strength(
    ...(['Scale', 1, 0.4] as const),
    'Largest change of scale: 0.2 means 1/1.2 to 1.2. Hands move nearer and farther. The course has none.',
  ),
  augmentShift: strength(
    ...(['Shift', 0.5, 0.2] as const),
    'Largest shift along each axis, as a share of the side. Hands are not always centred.',
  ),
  augmentShear: strength(
    ...(['Shear', 0.5, 0.3] as const),
    'Largest horizontal shear, as a share of the height: cameras look from one side.',
  ),
  augmentPerspective: strength(
    ...(['Perspective', 0.6, 0.4] as const),
    'Largest change of scale from the middle to a corner, as a share: hands tilt towards the camera or away.',
  ),
  augmentBrightness: strength(
    ...(['Brightness', 1, 0.4] as const),
    'Largest change of all pixel values, as a share of the range: one lamp more or less.',
  ),
  augmentExposure: strength(
    ...(['Exposure', 1, 0.6] as const),
    'Largest change of exposure: 0.5 means 1/1.5 to 1.5. Cameras expose for the whole room.',
  ),
  augmentContrast: strength('Contrast', 1, 0.5, 'Largest change of contrast, as a share: cameras differ.'),
  augmentColour: strength(
    ...(['Colour', 1, 0.3] as const),
    'Largest change of each channel separately, as a share: daylight is blue, lamps are yellow.',
  ),
  augmentSaturation: strength(
    ...(['Saturation', 1, 0.6] as const),
    'Largest change of saturation, as a share: some cameras give vivid colours, some pale ones.',
  ),
  augmentGamma: strength(
    ...(['Gamma', 1, 0.6] as const),
    'Largest change of the tone curve: 0.5 moves middle grey as gamma 1/1.5 to 1.5 does; black and white stay.',
  ),
  augmentRamp: strength(
    ...(['Side light', 1, 0.6] as const),
    'Largest change of light from the middle to an edge, as a share: a window on one side.',
  ),
  augmentVignette: strength(
    ...(['Vignette', 1, 0.6] as const),
    'Largest loss of light in the corners, as a share: small lenses.',
  ),
  augmentFlip: strength(
    ...(['Horizontal flip', 1, null] as const),
    'Probability that a picture is mirrored: left hands. Not for signs that mean something else mirrored.',
  ),
  augmentBlur: strength('Blur', 1, null, 'Probability that a picture is blurred: moving hands, cheap lenses.'),
  augmentSharpen: strength(
    ...(['Sharpening', 1.9, 1.5] as const),
    'Largest sharpening: this many times what a blur removes is added. Webcams sharpen every picture.',
  ),
  augmentNoise: strength(
    ...(['Noise', 64, 16] as const),
    'Largest standard deviation of noise, in levels of 255: dark rooms.',
  ),
  augmentCutout: strength(
    ...(['Cutout', 0.9, 0.5] as const),
    "Largest side of the covered square, as a share of the picture's side: no single finger may decide.",
  ),
  augmentBackground: strength(
    ...(['Background', 1, null] as const),
    'Probability that the background is replaced, where it is plain enough to segment the hand.',
  ),
  augmentClutter: strength(
    ...(['Clutter', 1, null] as const),
    'Share of replaced backgrounds that are plain, striped, noise or full of boxes instead of a gradient.',
  ),
  augmentPieces: strength(
    ...(['Pieces', 1, null] as const),
    'Share of replaced backgrounds that are an enlarged piece of another training picture.',
  ),
  augmentHandLight: strength(
    ...(['Light on the hand', 1, 0.5] as const),
    'Largest change of light on the hand alone: 0.3 means 1/1.3 to 1.3. A lamp lights the hand, not the wall.',
  ),
  augmentHandTint: strength(
    ...(['Tint of the hand', 1, 0.3] as const),
    'Largest change of each channel of the hand alone, as a share: skin and light differ.',
  ),
  augmentShadow: strength(
    ...(['Shadow', 1, 0.8] as const),
    'Darkest shadow of the hand on the background, as a share of the light.',
  ),
} satisfies Record<AugmentationKey, z.ZodType>;
