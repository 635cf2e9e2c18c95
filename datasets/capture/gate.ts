/**
 * Whether a camera's picture is worth keeping, judged on the network's input, 64x64 RGB. Flaws that are visible only at the
 * camera's resolution are no reason to refuse it. Pure: the page checks each frame before it is kept.
 */
import { IMAGE_BYTES } from '../dataset.ts';
import { brightness, sharpness, toGrey } from '../inspect/grey.ts';

export interface GateSettings {
  /** Minimum variance of the Laplacian: below it the picture is blurred. */
  readonly sharpness: number;
  /** Minimum and maximum mean grey value, in [0,1]. */
  readonly dark: number;
  readonly bright: number;
  /** Minimum standard deviation of the grey values, in levels of 255: below it there is nothing to see. */
  readonly contrast: number;
  /** Minimum mean difference from the remembered empty scene, in levels: below it nobody is in the picture. */
  readonly scene: number;
  /** Minimum mean difference from the last kept picture, in levels: below it it is the same picture again. */
  readonly same: number;
}

/**
 * Origin of the values: 600 of the course's pictures have a sharpness of 195 to 925 (1st to 99th percentile), drawn ones
 * 78 to 1165; with a motion blur of 7 of 64 pixels half of them fall below 41. Their contrast is above 15. Noise alone
 * makes two pictures of a still scene differ by about one level.
 */
export const GATE: GateSettings = { sharpness: 40, dark: 0.12, bright: 0.93, contrast: 8, scene: 6, same: 2 };

export const REFUSALS = ['blurred', 'dark', 'bright', 'empty', 'same'] as const;
export type Refusal = (typeof REFUSALS)[number];

export type Verdict =
  | { readonly kind: 'good' }
  /** `value` was measured, `limit` is the limit that it missed. */
  | { readonly kind: 'refused'; readonly why: Refusal; readonly value: number; readonly limit: number };

/** Earlier frames to compare with. */
export interface Context {
  /** The last kept picture, and the scene without a hand, (64,64,3) each; null if there is none. */
  readonly last: Uint8Array | null;
  readonly scene: Uint8Array | null;
}

/** @param pixels (64,64,3) RGB @returns `good`, or the first reason to refuse it */
export function judge(pixels: Uint8Array, { last, scene }: Context, settings: GateSettings = GATE): Verdict {
  const grey = toGrey(pixels);
  const mean = brightness(grey);
  const contrast = deviation(grey, mean * 255);
  if (mean < settings.dark) return refused('dark', mean, settings.dark);
  if (mean > settings.bright) return refused('bright', mean, settings.bright);
  if (contrast < settings.contrast) return refused('empty', contrast, settings.contrast);
  if (scene) {
    const change = difference(pixels, scene);
    if (change < settings.scene) return refused('empty', change, settings.scene);
  }
  const detail = sharpness(grey);
  if (detail < settings.sharpness) return refused('blurred', detail, settings.sharpness);
  if (last) {
    const change = difference(pixels, last);
    if (change < settings.same) return refused('same', change, settings.same);
  }
  return { kind: 'good' };
}

/** Mean absolute difference of two pictures of the same size, in levels of 255. */
export function difference(a: Uint8Array, b: Uint8Array): number {
  let sum = 0;
  for (let i = 0; i < IMAGE_BYTES; i++) sum += Math.abs(a[i]! - b[i]!);
  return sum / IMAGE_BYTES;
}

function deviation(grey: Uint8Array, mean: number): number {
  let squares = 0;
  for (const value of grey) squares += (value - mean) ** 2;
  return Math.sqrt(squares / grey.length);
}

function refused(why: Refusal, value: number, limit: number): Verdict {
  return { kind: 'refused', why, value, limit };
}
