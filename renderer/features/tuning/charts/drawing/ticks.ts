/** Round numbers along an axis. */

/** Multiples of 1, 2 or 5 times a power of ten within [low, high], about `wanted` of them. */
export function roundTicks(low: number, high: number, wanted: number, whole = false): number[] {
  const step = Math.max(roundStep((high - low) / Math.max(wanted, 1)), whole ? 1 : 0);
  const ticks: number[] = [];
  // Multiplied, not accumulated: 0.1 + 0.2 is not a tick.
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + step * 1e-9; k++)
    ticks.push(Number((k * step).toPrecision(12)));
  return ticks;
}

/** The smallest of 1, 2, 5, 10 times a power of ten that is at least `step`. */
export function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  const lead = [1, 2, 5, 10].find((one) => one * power >= step * (1 - 1e-9));
  return (lead ?? 10) * power;
}

/** Powers of ten within [low, high], with 2 and 5 times them where there is space; thinned to about `wanted`. */
export function logTicks(low: number, high: number, wanted: number): number[] {
  const decades = Math.log10(high / low);
  const leads = decades < wanted / 3 ? [1, 2, 5] : decades < wanted / 1.5 ? [1, 3] : [1];
  const found: number[] = [];
  for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++) {
    for (const lead of leads) {
      const value = Number((lead * 10 ** power).toPrecision(12));
      if (value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9)) found.push(value);
    }
  }
  // A range of less than a decade can fall between two of them.
  if (found.length < 2) return roundTicks(low, high, wanted);
  const every = Math.ceil(found.length / (wanted + 2));
  return found.filter((_, at) => at % every === 0);
}
