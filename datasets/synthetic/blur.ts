/** Box blurs by running sums: the same time for any radius. */

/** Buffer, grows to the largest plane; written before it is read. */
let rows = new Float32Array(0);

/**
 * Mean over (2 radius + 1) samples along rows, then columns, of a (size,size) plane; edge values are repeated.
 * @param both becomes the result; may be `plane` itself
 */
export function boxBlur(
  plane: Float32Array,
  size: number,
  radius: number,
  both: Float32Array = new Float32Array(plane.length),
): Float32Array {
  if (rows.length < plane.length) rows = new Float32Array(plane.length);
  const last = size - 1;
  const width = 2 * radius + 1;
  for (let start = 0; start < plane.length; start += size) {
    let sum = 0;
    for (let k = -radius; k <= radius; k++) sum += plane[start + (k < 0 ? 0 : k > last ? last : k)]!;
    for (let k = 0; k < size; k++) {
      rows[start + k] = sum / width;
      const [enters, leaves] = [k + radius + 1, k - radius];
      sum += plane[start + (enters > last ? last : enters)]! - plane[start + (leaves < 0 ? 0 : leaves)]!;
    }
  }
  // All columns at once, row by row, in memory order.
  const sums = new Float64Array(size);
  for (let k = -radius; k <= radius; k++) {
    const from = size * (k < 0 ? 0 : k > last ? last : k);
    for (let x = 0; x < size; x++) sums[x] = sums[x]! + rows[from + x]!;
  }
  for (let k = 0; k < size; k++) {
    const enters = size * Math.min(k + radius + 1, last);
    const leaves = size * Math.max(k - radius, 0);
    for (let x = 0; x < size; x++) {
      both[k * size + x] = sums[x]! / width;
      sums[x] = sums[x]! + (rows[enters + x]! - rows[leaves + x]!);
    }
  }
  return both;
}
