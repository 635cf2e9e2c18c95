/** Box blurs by running sums: the same time for any radius. */

/** Mean over (2 radius + 1) samples along rows, then columns, of a (size,size) plane; beyond the edge its last value. */
export function boxBlur(plane: Float32Array, size: number, radius: number): Float32Array {
  const rows = new Float32Array(plane.length);
  const both = new Float32Array(plane.length);
  for (let y = 0; y < size; y++) blurLine(plane, rows, y * size, 1, size, radius);
  for (let x = 0; x < size; x++) blurLine(rows, both, x, size, size, radius);
  return both;
}

function blurLine(from: Float32Array, to: Float32Array, start: number, step: number, size: number, radius: number) {
  const at = (k: number) => from[start + step * Math.min(Math.max(k, 0), size - 1)]!;
  let sum = 0;
  for (let k = -radius; k <= radius; k++) sum += at(k);
  for (let k = 0; k < size; k++) {
    to[start + step * k] = sum / (2 * radius + 1);
    sum += at(k + radius + 1) - at(k - radius);
  }
}
