/**
 * Colours of signed numbers: blue below 0, the background at 0, orange above, as far from the background as the number
 * is from 0. The pair is distinguishable with every common colour blindness; the sign of a number is always written
 * too.
 */
type Rgb = readonly [red: number, green: number, blue: number];

export interface Diverging {
  readonly negative: Rgb;
  readonly zero: Rgb;
  readonly positive: Rgb;
}

export const DIVERGING: Readonly<Record<'light' | 'dark', Diverging>> = {
  light: { negative: [44, 98, 201], zero: [255, 255, 255], positive: [214, 96, 21] },
  dark: { negative: [98, 148, 255], zero: [26, 30, 34], positive: [255, 150, 84] },
};

/**
 * @param share of the largest magnitude shown, in [-1,1]; clipped outside
 * @returns red, green, blue in [0,255]
 */
export function signedColour(share: number, { negative, zero, positive }: Diverging): [number, number, number] {
  const end = share < 0 ? negative : positive;
  const part = Math.min(1, Math.abs(share));
  const mix = (at: 0 | 1 | 2) => Math.round(zero[at] + (end[at] - zero[at]) * part);
  return [mix(0), mix(1), mix(2)];
}

/** Black or white, whichever has more contrast on that colour (WCAG relative luminance). */
export function inkOn([red, green, blue]: readonly [number, number, number]): 'black' | 'white' {
  const linear = (byte: number) => (byte / 255 <= 0.04045 ? byte / 255 / 12.92 : ((byte / 255 + 0.055) / 1.055) ** 2.4);
  const luminance = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  return (luminance + 0.05) / 0.05 > 1.05 / (luminance + 0.05) ? 'black' : 'white';
}

/** The largest finite magnitude, 1 where all are 0: the end of the colour scale. */
export function largestMagnitude(values: ArrayLike<number>): number {
  let most = 0;
  for (let at = 0; at < values.length; at++) {
    const magnitude = Math.abs(values[at]!);
    if (magnitude > most && Number.isFinite(magnitude)) most = magnitude;
  }
  return most || 1;
}
