/** Colours of a range of scores: viridis (matplotlib), which people with any colour vision can order. */
const STOPS = [
  [68, 1, 84],
  [71, 45, 123],
  [59, 82, 139],
  [44, 114, 142],
  [33, 145, 140],
  [40, 174, 128],
  [94, 201, 98],
  [173, 220, 48],
  [253, 231, 37],
] as const;

/** Part of the range used, so that both ends are visible: yellow is not on white, violet is not on black. */
const USED = { light: { worst: 0.8, best: 0 }, dark: { worst: 0.22, best: 1 } } as const;

/** @param share 0: the worst, 1: the best, which has the strongest contrast with the ground in both themes */
export function rampColour(share: number, dark: boolean): string {
  const { worst, best } = dark ? USED.dark : USED.light;
  const within = Math.min(Math.max(share, 0), 1);
  const place = (worst + within * (best - worst)) * (STOPS.length - 1);
  const at = Math.min(Math.floor(place), STOPS.length - 2);
  const mix = STOPS[at]!.map((value, channel) => value + (STOPS[at + 1]![channel]! - value) * (place - at));
  return `rgb(${mix.map((value) => Math.round(value)).join(', ')})`;
}

/** Maps a score to its share of the range, 1 for the best. */
export type Grade = (score: number) => number;

/**
 * Linear from the best score down to the one that a share of `reached` of the trials reach: with all of them, a few
 * very bad trials would make the others look alike.
 * @param scores best first
 */
export function gradeOf(
  scores: readonly number[],
  reached = 0.9,
): Grade & { readonly best: number; readonly worst: number } {
  const best = scores[0] ?? 0;
  const worst = scores[Math.floor((scores.length - 1) * reached)] ?? best;
  const grade = (score: number) => (best === worst ? 1 : Math.min(Math.max((score - worst) / (best - worst), 0), 1));
  return Object.assign(grade, { best, worst });
}
