/** The hand's colours as three Gaussian clusters: initialised as dark, medium and light, then reassigned by likelihood. */
import { PIXELS } from './wall.ts';

const CLUSTERS = 3;
/** Minimum weight of a cluster, pixels. */
const FEWEST = 15;
/** Minimum variance of a cluster, squared levels. */
const LEAST_VARIANCE = 36;
/** Log density of a colour outside all clusters. */
const UNSEEN = -17.5;

interface Cluster {
  /** Logarithm of its weight over its normalisation. */
  readonly height: number;
  readonly mean: readonly [number, number, number];
  /** Inverse covariance: rr, rg, rb, gg, gb, bb. */
  readonly inverse: readonly number[];
}

const clusterAt = new Uint8Array(PIXELS);
const members = new Int32Array(PIXELS);

/**
 * @param hand (4096) confidence that each pixel is hand, -1 to 1
 * @param into (4096) log density of each pixel's colour for hands
 * @returns whether there are enough pixels
 */
export function rateColours(picture: Uint8Array, hand: Float64Array, into: Float64Array): boolean {
  let count = 0;
  for (let i = 0; i < PIXELS; i++) if (hand[i]! > 0) members[count++] = i;
  if (count < CLUSTERS * FEWEST) return false;
  shareByLight(picture, count);
  shareByLikeness(picture, clustersOf(picture, hand, count), count);
  const clusters = clustersOf(picture, hand, count);
  for (let i = 0; i < PIXELS; i++) {
    let best = UNSEEN;
    for (const cluster of clusters) best = Math.max(best, rateOf(picture, i, cluster));
    into[i] = best;
  }
  return true;
}

function shareByLight(picture: Uint8Array, count: number): void {
  let [sum, squares] = [0, 0];
  for (let k = 0; k < count; k++) {
    const light = lightOf(picture, members[k]!);
    sum += light;
    squares += light * light;
  }
  const mean = sum / count;
  // Thirds of a normal distribution.
  const third = 0.43 * Math.sqrt(Math.max(squares / count - mean * mean, 0));
  for (let k = 0; k < count; k++) {
    const i = members[k]!;
    const light = lightOf(picture, i);
    clusterAt[i] = light < mean - third ? 0 : light < mean + third ? 1 : 2;
  }
}

const lightOf = (picture: Uint8Array, i: number) => picture[i * 3]! + picture[i * 3 + 1]! + picture[i * 3 + 2]!;

function shareByLikeness(picture: Uint8Array, clusters: readonly Cluster[], count: number): void {
  for (let k = 0; k < count; k++) {
    const i = members[k]!;
    let best = Number.NEGATIVE_INFINITY;
    for (let cluster = 0; cluster < clusters.length; cluster++) {
      const rate = rateOf(picture, i, clusters[cluster]!);
      if (rate <= best) continue;
      best = rate;
      clusterAt[i] = cluster;
    }
  }
}

function clustersOf(picture: Uint8Array, hand: Float64Array, count: number): Cluster[] {
  const clusters: Cluster[] = [];
  for (let cluster = 0; cluster < CLUSTERS; cluster++) {
    /** Weight, then the sums of r, g, b, rr, rg, rb, gg, gb, bb. */
    const sums = new Float64Array(10);
    for (let k = 0; k < count; k++) {
      const i = members[k]!;
      if (clusterAt[i] !== cluster) continue;
      const weight = hand[i]!;
      const [r, g, b] = [picture[i * 3]!, picture[i * 3 + 1]!, picture[i * 3 + 2]!];
      const [red, green, blue] = [weight * r, weight * g, weight * b];
      sums[0]! += weight;
      sums[1]! += red;
      sums[2]! += green;
      sums[3]! += blue;
      sums[4]! += red * r;
      sums[5]! += red * g;
      sums[6]! += red * b;
      sums[7]! += green * g;
      sums[8]! += green * b;
      sums[9]! += blue * b;
    }
    if (sums[0]! >= FEWEST) clusters.push(clusterOf(sums, count));
  }
  return clusters;
}

function clusterOf(sums: Float64Array, count: number): Cluster {
  const weight = sums[0]!;
  const [r, g, b] = [sums[1]! / weight, sums[2]! / weight, sums[3]! / weight];
  const [rr, rg, rb] = [
    sums[4]! / weight - r * r + LEAST_VARIANCE,
    sums[5]! / weight - r * g,
    sums[6]! / weight - r * b,
  ];
  const [gg, gb] = [sums[7]! / weight - g * g + LEAST_VARIANCE, sums[8]! / weight - g * b];
  const bb = sums[9]! / weight - b * b + LEAST_VARIANCE;
  const first = [gg * bb - gb * gb, rb * gb - rg * bb, rg * gb - rb * gg] as const;
  const determinant = rr * first[0] + rg * first[1] + rb * first[2];
  const cofactors = [...first, rr * bb - rb * rb, rg * rb - rr * gb, rr * gg - rg * rg];
  return {
    height: Math.log(weight / count) - Math.log(determinant) / 2,
    mean: [r, g, b],
    inverse: cofactors.map((cofactor) => cofactor / determinant),
  };
}

function rateOf(picture: Uint8Array, i: number, { height, mean, inverse }: Cluster): number {
  const r = picture[i * 3]! - mean[0];
  const g = picture[i * 3 + 1]! - mean[1];
  const b = picture[i * 3 + 2]! - mean[2];
  const squares = inverse[0]! * r * r + inverse[3]! * g * g + inverse[5]! * b * b;
  return height - squares / 2 - inverse[1]! * r * g - inverse[2]! * r * b - inverse[4]! * g * b;
}
