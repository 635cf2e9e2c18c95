/**
 * Grad-CAM: the feature maps of one convolutional layer, each weighted by the mean gradient of the class's score on it
 * (Selvaraju et al. 2017, "Grad-CAM: visual explanations from deep networks via gradient-based localization").
 */
import type { Network } from '../../../../../native-bridge/convnet/network.ts';
import { traceForward } from '../../../../../native-bridge/reference/trace.ts';
import { asInput, oneHot, type Subject } from './subject.ts';

export interface GradCam {
  readonly rows: number;
  readonly columns: number;
  readonly channels: number;
  /** A: the layer's output, after its ReLU where it has one; (rows,columns,channels). */
  readonly activations: Float64Array;
  /** d(score)/dA, (rows,columns,channels) */
  readonly gradients: Float64Array;
  /** alpha: the mean of each channel's gradients, (channels). */
  readonly weights: Float64Array;
  /** sum over k of alpha_k A_k, (rows,columns), including negative values. */
  readonly sums: Float64Array;
  /** The same with negative values set to 0: the map. */
  readonly map: Float64Array;
}

/** Indices in `network.layers` of its convolutions. */
export function convolutions({ layers }: Pick<Network, 'layers'>): number[] {
  return [...layers.keys()].filter((at) => layers[at]!.kind === 'conv');
}

/**
 * The layer whose output is the convolution's feature maps: its ReLU, where one follows directly or after a batch norm.
 * @param conv index of a convolution in `network.layers`
 */
export function featureLayer({ layers }: Pick<Network, 'layers'>, conv: number): number {
  const next = layers[conv + 1]?.kind === 'batchNorm' ? conv + 2 : conv + 1;
  return layers[next]?.kind === 'relu' ? next : conv;
}

/** A worker job. `conv` is the index of a convolution in `network.layers`. */
export function* gradCamOf(
  input: Subject & { readonly explained: number; readonly conv: number },
): Generator<never, GradCam> {
  const { network, parameters, pixels, explained } = input;
  const layer = featureLayer(network, input.conv);
  const trace = traceForward(network, parameters, asInput(pixels));
  const { dOutputs } = trace.backward(oneHot(trace.logits.data.length, explained));
  const [, rows, columns, channels] = trace.outputs[layer]!.shape as [number, number, number, number];
  const [activations, gradients] = [trace.outputs[layer]!.data, dOutputs[layer]!.data];
  const cells = rows * columns;
  const weights = new Float64Array(channels);
  for (const [at, slope] of gradients.entries()) weights[at % channels]! += slope;
  for (let k = 0; k < channels; k++) weights[k]! /= cells;
  const sums = new Float64Array(cells);
  for (const [at, a] of activations.entries()) sums[Math.floor(at / channels)]! += weights[at % channels]! * a;
  const map = sums.map((sum) => Math.max(0, sum));
  return { rows, columns, channels, activations, gradients, weights, sums, map };
}

type Sums = Pick<GradCam, 'channels' | 'activations' | 'weights'>;

/** Contribution of channel `k` to the map, over all cells: alpha_k times the sum of A_k. */
export function contribution({ channels, activations, weights }: Sums, k: number): number {
  let sum = 0;
  for (let at = k; at < activations.length; at += channels) sum += activations[at]!;
  return weights[k]! * sum;
}

/** Channels by the magnitude of their contribution to the map, the largest first; a map that is 0 everywhere comes last. */
export function byContribution(cam: Sums): number[] {
  const added = cam.weights.map((_, k) => Math.abs(contribution(cam, k)));
  return [...added.keys()].sort((a, b) => added[b]! - added[a]!);
}

/** Channel `k` of (rows,columns,channels), (rows,columns). */
export function featureMap(values: Float64Array, channels: number, k: number): Float64Array {
  return Float64Array.from({ length: values.length / channels }, (_, cell) => values[cell * channels + k]!);
}
