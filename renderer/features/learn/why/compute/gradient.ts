/**
 * The gradient of a class's score with respect to every number of the picture (Simonyan et al. 2013, "Deep inside
 * convolutional networks", section 3), and its mean over noisy copies (Smilkov et al. 2017, "SmoothGrad").
 */
import { MT19937 } from '../../../../../datasets/random/mt19937.ts';
import { traceForward } from '../../../../../native-bridge/reference/trace.ts';
import { asInput, CHANNELS, oneHot, type Subject } from './subject.ts';

export interface Smoothing {
  /** Number of noisy copies whose gradients are averaged; 0: the picture itself, without noise. */
  readonly copies: number;
  /** Standard deviation of the noise, as a share of the picture's largest minus its smallest number. */
  readonly noise: number;
  /** Seed of numpy's `RandomState`: copy by copy, number by number of `randn`. */
  readonly seed: number;
}

export interface GradientMap {
  /** d(score)/d(picture), (64,64,3); the mean over the copies so far. */
  readonly gradient: Float64Array;
  /** The score of the explained class for the picture itself. */
  readonly score: number;
  readonly computed: number;
}

/** A worker job: copy by copy. */
export function* gradientOf(
  input: Subject & Smoothing & { readonly explained: number },
): Generator<GradientMap, GradientMap> {
  const { network, parameters, pixels, explained, copies } = input;
  const picture = asInput(pixels);
  const plain = traceForward(network, parameters, picture);
  const score = plain.logits.data[explained]!;
  const byLogits = oneHot(plain.logits.data.length, explained);
  if (copies === 0) return { gradient: plain.backward(byLogits).dInput.data, score, computed: 0 };
  const random = new MT19937(input.seed);
  const deviation = input.noise * (extreme(picture.data, Math.max) - extreme(picture.data, Math.min));
  const sum = new Float64Array(picture.data.length);
  for (let computed = 1; ; computed++) {
    const noisy = picture.data.map((value) => value + deviation * random.randn());
    const { dInput } = traceForward(network, parameters, { shape: picture.shape, data: noisy }).backward(byLogits);
    for (const [at, slope] of dInput.data.entries()) sum[at]! += slope;
    const soFar = { gradient: sum.map((slope) => slope / computed), score, computed };
    if (computed >= copies) return soFar;
    yield soFar;
  }
}

function extreme(values: Float64Array, of: (a: number, b: number) => number): number {
  return values.reduce((a, b) => of(a, b));
}

/** The largest magnitude among the channels of each pixel: (64,64), Simonyan's saliency map. */
export function saliency(gradient: Float64Array): Float64Array {
  return Float64Array.from({ length: gradient.length / CHANNELS }, (_, pixel) => {
    const [red, green, blue] = gradient.subarray(pixel * CHANNELS, (pixel + 1) * CHANNELS);
    return Math.max(Math.abs(red!), Math.abs(green!), Math.abs(blue!));
  });
}

/** One channel of a picture or a gradient, (64,64). */
export function channelAlone(values: ArrayLike<number>, channel: number): Float64Array {
  return Float64Array.from({ length: values.length / CHANNELS }, (_, pixel) => values[pixel * CHANNELS + channel]!);
}
