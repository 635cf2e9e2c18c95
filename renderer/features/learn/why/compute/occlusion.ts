/**
 * Occlusion: a patch without content slides over the picture, and the net is evaluated with each place covered (Zeiler
 * & Fergus 2014, "Visualizing and understanding convolutional networks", section 4.2).
 */
import { referenceForward } from '../../../../../native-bridge/reference/network.ts';
import { softmax } from '../../../../../native-bridge/reference/softmax-cross-entropy.ts';
import { argmax, asInput, CHANNELS, SIDE, type Subject } from './subject.ts';

/** Colour of the patch: middle grey, or the mean colour of the picture. */
export type Fill = 'grey' | 'mean';

export interface Covering {
  /** Side of the patch in pixels. */
  readonly patch: number;
  /** Pixels from one place to the next. */
  readonly stride: number;
  readonly fill: Fill;
}

/** One number per place, (places,places) in C order; NaN and -1 where a place is not computed yet. */
export interface OcclusionMap {
  /** Places of the patch along one side of the picture. */
  readonly places: number;
  /** Places computed so far. */
  readonly computed: number;
  /** Uncovered. */
  readonly before: { readonly score: number; readonly probability: number; readonly top: number };
  /** For the explained class, with the patch at that place. */
  readonly scores: Float64Array;
  readonly probabilities: Float64Array;
  /** The class that wins then. */
  readonly tops: Int32Array;
}

/** ms of computing per part, as far as whole pictures allow. */
const PACE = 24;
/** Pictures per forward pass. */
const MOST = 16;

/** floor((64 - patch) / stride) + 1: the places along one side. */
export function placesOf({ patch, stride }: Pick<Covering, 'patch' | 'stride'>): number {
  return Math.floor((SIDE - patch) / stride) + 1;
}

/** The patch's colour, (3) in [0,1]. */
export function fillColour(pixels: Uint8Array, fill: Fill): number[] {
  const sums = [0, 0, 0];
  if (fill === 'grey') return sums.map(() => 0.5);
  for (const [at, byte] of pixels.entries()) sums[at % CHANNELS]! += byte / 255;
  return sums.map((sum) => sum / (SIDE * SIDE));
}

/**
 * Covers one place of a picture in place.
 * @param picture (64,64,3), modified
 * @param colour (3), in the picture's unit
 */
export function cover(
  picture: Float64Array | Uint8Array,
  { row, column }: { readonly row: number; readonly column: number },
  { patch, stride }: Pick<Covering, 'patch' | 'stride'>,
  colour: readonly number[],
): void {
  const [top, left] = [row * stride, column * stride];
  for (let y = top; y < top + patch; y++) {
    for (let x = left; x < left + patch; x++) picture.set(colour, (y * SIDE + x) * CHANNELS);
  }
}

/** A worker job: place by place, row by row. Every part contains everything computed so far. */
export function* occlusionOf(
  input: Subject & Covering & { readonly explained: number },
): Generator<OcclusionMap, OcclusionMap> {
  const { network, parameters, pixels, explained } = input;
  const places = placesOf(input);
  const whole = asInput(pixels).data;
  const colour = fillColour(pixels, input.fill);
  const count = places * places;
  const scores = new Float64Array(count).fill(Number.NaN);
  const probabilities = new Float64Array(count).fill(Number.NaN);
  const tops = new Int32Array(count).fill(-1);
  const logits = referenceForward(network, parameters, whole, 1);
  const sure = softmax(logits).data;
  const before = { score: logits.data[explained]!, probability: sure[explained]!, top: argmax(sure) };
  let [computed, batch] = [0, 1];
  while (computed < count) {
    const begun = performance.now();
    const size = Math.min(batch, count - computed);
    const covered = new Float64Array(size * whole.length);
    for (let at = 0; at < size; at++) {
      const picture = covered.subarray(at * whole.length, (at + 1) * whole.length);
      picture.set(whole);
      const place = computed + at;
      cover(picture, { row: Math.floor(place / places), column: place % places }, input, colour);
    }
    const batchLogits = referenceForward(network, parameters, covered, size);
    const batchSure = softmax(batchLogits).data;
    const classes = logits.data.length;
    for (let at = 0; at < size; at++) {
      scores[computed + at] = batchLogits.data[at * classes + explained]!;
      probabilities[computed + at] = batchSure[at * classes + explained]!;
      tops[computed + at] = argmax(batchSure.subarray(at * classes, (at + 1) * classes));
    }
    computed += size;
    batch = Math.max(1, Math.min(MOST, Math.floor((PACE * size) / (performance.now() - begun + 0.01))));
    if (computed < count) yield { places, computed, before, scores, probabilities, tops };
  }
  return { places, computed, before, scores, probabilities, tops };
}
