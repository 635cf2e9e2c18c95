/** Points and rotations. Only + - * / and square roots, which IEEE 754 rounds identically on every machine. */

/** x to the right, y up, z towards the viewer. */
export type Vector = readonly [number, number, number];
/** Matrix of three rows. */
export type Rotation = readonly [Vector, Vector, Vector];

export function add(a: Vector, b: Vector, scale = 1): Vector {
  return [a[0] + scale * b[0], a[1] + scale * b[1], a[2] + scale * b[2]];
}

export function dot(a: Vector, b: Vector): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

export function normalize(v: Vector): Vector {
  const length = Math.sqrt(dot(v, v));
  return [v[0] / length, v[1] / length, v[2] / length];
}

export function rotate(rotation: Rotation, v: Vector): Vector {
  return [dot(rotation[0], v), dot(rotation[1], v), dot(rotation[2], v)];
}

/** First `inner`, then `outer`. */
export function compose(outer: Rotation, inner: Rotation): Rotation {
  const columns = [0, 1, 2].map((j): Vector => [inner[0][j]!, inner[1][j]!, inner[2][j]!]);
  const row = (r: Vector): Vector => [dot(r, columns[0]!), dot(r, columns[1]!), dot(r, columns[2]!)];
  return [row(outer[0]), row(outer[1]), row(outer[2])];
}

/** About the y axis: x turns towards -z, so the right side moves away from the viewer. */
export function yaw(degrees: number): Rotation {
  const [c, s] = cosSin(degrees);
  return [
    [c, 0, s],
    [0, 1, 0],
    [-s, 0, c],
  ];
}

/** About the x axis: y turns towards z, so the fingertips move towards the viewer. */
export function pitch(degrees: number): Rotation {
  const [c, s] = cosSin(degrees);
  return [
    [1, 0, 0],
    [0, c, -s],
    [0, s, c],
  ];
}

/** About the z axis, counter-clockwise as seen. */
export function roll(degrees: number): Rotation {
  const [c, s] = cosSin(degrees);
  return [
    [c, -s, 0],
    [s, c, 0],
    [0, 0, 1],
  ];
}

/**
 * Cosine and sine for |degrees| <= 360: the Taylor series of an eighth of the angle, doubled three times; exact to 1e-12.
 * The result of `Math.sin` depends on the engine, and one bit would be enough to change a pixel.
 */
export function cosSin(degrees: number): [number, number] {
  const x = (degrees * Math.PI) / 1440; // |x| < 0.79
  const z = x * x;
  let c = 1 - (z / 2) * (1 - (z / 12) * (1 - (z / 30) * (1 - (z / 56) * (1 - (z / 90) * (1 - z / 132)))));
  let s = x * (1 - (z / 6) * (1 - (z / 20) * (1 - (z / 42) * (1 - (z / 72) * (1 - (z / 110) * (1 - z / 156))))));
  for (let i = 0; i < 3; i++) [c, s] = [c * c - s * s, 2 * c * s];
  return [c, s];
}
