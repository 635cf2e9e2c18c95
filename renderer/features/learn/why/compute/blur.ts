import { CHANNELS, SIDE } from './subject.ts';

/**
 * A Gaussian blur of (64,64,3), row by row and column by column; at the border the weights inside are rescaled to sum
 * to 1.
 * @param deviation in pixels; 0 leaves the numbers unchanged
 */
export function blurred(values: Float64Array, deviation: number): Float64Array {
  if (deviation === 0) return values;
  const reach = Math.ceil(3 * deviation);
  const weights = Float64Array.from({ length: 2 * reach + 1 }, (_, at) =>
    Math.exp(-((at - reach) ** 2) / (2 * deviation ** 2)),
  );
  return along(along(values, weights, CHANNELS), weights, SIDE * CHANNELS);
}

/** One pass along the axis whose neighbours are `step` numbers apart. */
function along(values: Float64Array, weights: Float64Array, step: number): Float64Array {
  const reach = (weights.length - 1) / 2;
  return values.map((_, at) => {
    const place = Math.floor(at / step) % SIDE;
    let [sum, total] = [0, 0];
    for (let offset = -reach; offset <= reach; offset++) {
      if (place + offset < 0 || place + offset >= SIDE) continue;
      sum += weights[offset + reach]! * values[at + offset * step]!;
      total += weights[offset + reach]!;
    }
    return sum / total;
  });
}
